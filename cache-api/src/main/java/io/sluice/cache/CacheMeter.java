package io.sluice.cache;

import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;

/// Counts what a store does, for its [CacheStatistics]. A store need not use it. Safe for use from any thread, and
/// cheap.
public final class CacheMeter {
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder stores = new LongAdder();
    private final LongAdder removes = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder timeouts = new LongAdder();

    /// A meter that has counted nothing.
    public CacheMeter() {}

    /// Counts a `get`.
    public void looked(boolean found) {
        (found ? hits : misses).increment();
    }

    /// Counts a value that was written.
    public void stored() {
        stores.increment();
    }

    /// Counts an entry that was removed.
    public void removed() {
        removes.increment();
    }

    /// Counts a call that failed.
    ///
    /// @return the failure, to be thrown
    public CacheException failed(CacheException failure) {
        errors.increment();
        if (failure.kind() == CacheException.Kind.TIMEOUT) {
            timeouts.increment();
        }
        return failure;
    }

    /// The counts up to now, with what only the store knows.
    public CacheStatistics statistics(
            OptionalLong entries,
            OptionalLong bytes,
            CacheStore.State state,
            Instant lastChange,
            Map<String, Long> more) {
        return new CacheStatistics(
                hits.sum(),
                misses.sum(),
                stores.sum(),
                removes.sum(),
                errors.sum(),
                timeouts.sum(),
                entries,
                bytes,
                state,
                lastChange,
                more);
    }
}
