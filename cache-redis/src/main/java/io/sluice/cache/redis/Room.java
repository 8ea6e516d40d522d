package io.sluice.cache.redis;

import io.sluice.cache.CacheException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Whether a store takes values. A server that is full, or may not write because it cannot save or has lost its
/// replicas, answers, and so is not down; it is told once when that begins, and once when values are taken again.
///
/// One that takes some values and not others, as it has little room, would be told at each of them; so the beginning is
/// told no sooner than half a minute after the last end.
final class Room {
    private static final Duration QUIET = Duration.ofSeconds(30);

    private final String store;
    private final Consumer<String> notices;
    private final LongSupplier clock;
    private final AtomicBoolean full = new AtomicBoolean();
    private volatile long endedNanos;

    Room(String store, Consumer<String> notices) {
        this(store, notices, System::nanoTime);
    }

    /// @param clock in nanoseconds
    Room(String store, Consumer<String> notices, LongSupplier clock) {
        this.store = store;
        this.notices = notices;
        this.clock = clock;
        this.endedNanos = clock.getAsLong() - QUIET.toNanos();
    }

    /// Learns from an operation that failed.
    void failed(CacheException failure) {
        if (Refusal.isOfWriting(failure)
                && clock.getAsLong() - endedNanos >= QUIET.toNanos()
                && full.compareAndSet(false, true)) {
            notices.accept(store + ": values are not stored: " + failure.getMessage());
        }
    }

    /// Learns that a value was stored.
    void stored() {
        if (full.get()) {
            endedNanos = clock.getAsLong();
            if (full.compareAndSet(true, false)) {
                notices.accept(store + ": values are stored again");
            }
        }
    }
}
