package io.sluice.cache.memcache;

import java.util.concurrent.atomic.AtomicBoolean;
import net.spy.memcached.ops.StatusCode;

/// Whether a server has room for values. One that has none answers, and so is not down; it is told once when it is
/// full, and once when it takes values again.
final class Room {
    private static final System.Logger LOG = System.getLogger("io.sluice.cache.memcache");

    private final String server;
    private final AtomicBoolean full = new AtomicBoolean();

    Room(String server) {
        this.server = server;
    }

    /// Learns from the answer to an operation.
    void look(Answer answer) {
        if (answer.isFull()) {
            if (full.compareAndSet(false, true)) {
                LOG.log(System.Logger.Level.WARNING, server + ": out of memory: values are not stored");
            }
        } else if (full.get()
                && answer instanceof Answer.Stored
                && answer.code() == StatusCode.SUCCESS
                && full.compareAndSet(true, false)) {
            LOG.log(System.Logger.Level.INFO, server + ": values are stored again");
        }
    }
}
