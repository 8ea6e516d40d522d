package io.sluice.cache.memcache;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import net.spy.memcached.ops.StatusCode;

/// Whether a server has room for values. One that has none answers, and so is not down; it is told once when it is
/// full, and once when it takes values again.
final class Room {
    private final String server;
    private final Consumer<String> notices;
    private final AtomicBoolean full = new AtomicBoolean();

    Room(String server, Consumer<String> notices) {
        this.server = server;
        this.notices = notices;
    }

    /// Learns from the answer to an operation.
    void look(Answer answer) {
        if (answer.isFull()) {
            if (full.compareAndSet(false, true)) {
                notices.accept(server + ": out of memory: values are not stored");
            }
        } else if (full.get()
                && answer instanceof Answer.Stored
                && answer.code() == StatusCode.SUCCESS
                && full.compareAndSet(true, false)) {
            notices.accept(server + ": values are stored again");
        }
    }
}
