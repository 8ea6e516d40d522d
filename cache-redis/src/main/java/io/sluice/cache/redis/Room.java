package io.sluice.cache.redis;

import io.sluice.cache.CacheException;
import java.util.concurrent.atomic.AtomicBoolean;

/// Whether a store takes values. A server that is full, or may not write because it cannot save or has lost its
/// replicas, answers, and so is not down; it is told once when that begins, and once when values are taken again.
final class Room {
    private static final System.Logger LOG = System.getLogger("io.sluice.cache.redis");

    private final String store;
    private final AtomicBoolean full = new AtomicBoolean();

    Room(String store) {
        this.store = store;
    }

    /// Learns from an operation that failed.
    void failed(CacheException failure) {
        if (Refusal.isOfWriting(failure) && full.compareAndSet(false, true)) {
            LOG.log(System.Logger.Level.WARNING, store + ": values are not stored: " + failure.getMessage());
        }
    }

    /// Learns that a value was stored.
    void stored() {
        if (full.get() && full.compareAndSet(true, false)) {
            LOG.log(System.Logger.Level.INFO, store + ": values are stored again");
        }
    }
}
