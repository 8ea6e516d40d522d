package io.sluice.cache.memcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import net.spy.memcached.ops.OperationStatus;
import net.spy.memcached.ops.StatusCode;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RoomTest {
    private final List<String> notices = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong(7);
    private final Room room = new Room("memcache a.example", notices::add, nanos::get);
    private final Answer full = answer(StatusCode.ERR_NO_MEM, "Out of memory");
    private final Answer stored = answer(StatusCode.SUCCESS, "OK");

    private static Answer answer(StatusCode code, String text) {
        var answer = new Answer.Stored();
        answer.receivedStatus(new OperationStatus(code == StatusCode.SUCCESS, text, code));
        answer.complete();
        return answer;
    }

    @Test
    @DisplayName("CACHE-116 A server that takes values of some sizes and not of others is not told of at each of them")
    void roomForSomeSizes() {
        for (int i = 0; i < 100; i++) {
            room.look(full);
            room.look(stored);
        }
        assertThat(notices)
                .containsExactly(
                        "memcache a.example: out of memory: values are not stored",
                        "memcache a.example: values are stored again");

        nanos.addAndGet(Duration.ofSeconds(30).toNanos());
        room.look(full);
        room.look(full);
        assertThat(notices).hasSize(3).last().asString().endsWith("values are not stored");
    }
}
