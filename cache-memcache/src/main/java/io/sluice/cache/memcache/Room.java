package io.sluice.cache.memcache;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import net.spy.memcached.ops.StatusCode;

/// Whether a server has room for values. One that has none answers, and so is not down; it is told once when it is
/// full, and once when it takes values again.
///
/// One that takes some values and not others, as it has room for their size, would be told at each of them; so the
/// beginning is told no sooner than half a minute after the last end.
final class Room {
    private static final Duration QUIET = Duration.ofSeconds(30);

    private final String server;
    private final Consumer<String> notices;
    private final LongSupplier clock;
    private final AtomicBoolean full = new AtomicBoolean();
    private volatile long endedNanos;

    Room(String server, Consumer<String> notices) {
        this(server, notices, System::nanoTime);
    }

    /// @param clock in nanoseconds
    Room(String server, Consumer<String> notices, LongSupplier clock) {
        this.server = server;
        this.notices = notices;
        this.clock = clock;
        this.endedNanos = clock.getAsLong() - QUIET.toNanos();
    }

    /// Learns from the answer to an operation.
    void look(Answer answer) {
        if (answer.isFull()) {
            if (clock.getAsLong() - endedNanos >= QUIET.toNanos() && full.compareAndSet(false, true)) {
                notices.accept(server + ": out of memory: values are not stored");
            }
        } else if (full.get() && answer instanceof Answer.Stored && answer.code() == StatusCode.SUCCESS) {
            endedNanos = clock.getAsLong();
            if (full.compareAndSet(true, false)) {
                notices.accept(server + ": values are stored again");
            }
        }
    }
}
