package io.sluice.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cache.CacheException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RoomTest {
    private final List<String> notices = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong(7);
    private final Room room = new Room("redis a.example", notices::add, nanos::get);
    private final CacheException full = Refusal.of("OOM command not allowed").failure("SET");

    @Test
    @DisplayName("CACHE-116 A server that takes some values and not others is not told of at each of them")
    void littleRoom() {
        for (int i = 0; i < 100; i++) {
            room.failed(full);
            room.stored();
        }
        assertThat(notices)
                .containsExactly(
                        "redis a.example: values are not stored: SET error: OOM command not allowed",
                        "redis a.example: values are stored again");

        nanos.addAndGet(Duration.ofSeconds(30).toNanos());
        room.failed(full);
        room.failed(full);
        assertThat(notices).hasSize(3).last().asString().contains("values are not stored");
    }
}
