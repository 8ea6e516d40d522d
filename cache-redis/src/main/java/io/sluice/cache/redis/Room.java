package io.sluice.cache.redis;

import io.sluice.cache.CacheException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// Whether a store takes values. A server that is full, or may not write because it cannot save or has lost its
/// replicas, answers, and so is not down; it is told once when that begins, and once when values are taken again.
final class Room {
    private final String store;
    private final Consumer<String> notices;
    private final AtomicBoolean full = new AtomicBoolean();

    Room(String store, Consumer<String> notices) {
        this.store = store;
        this.notices = notices;
    }

    /// Learns from an operation that failed.
    void failed(CacheException failure) {
        if (Refusal.isOfWriting(failure) && full.compareAndSet(false, true)) {
            notices.accept(store + ": values are not stored: " + failure.getMessage());
        }
    }

    /// Learns that a value was stored.
    void stored() {
        if (full.get() && full.compareAndSet(true, false)) {
            notices.accept(store + ": values are stored again");
        }
    }
}
