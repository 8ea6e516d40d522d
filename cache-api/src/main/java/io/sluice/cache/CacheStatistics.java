package io.sluice.cache;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;

/// What a store has done for this process since it was opened. [CacheMeter] counts it.
///
/// @param hits calls of `get` that found a live entry
/// @param misses calls of `get` that found none
/// @param stores entries written: `put`, and `putIfAbsent` and `compareAndSet` that succeeded
/// @param removes live entries removed by `remove` and `removeIf`
/// @param errors calls that failed in any way, timeouts included
/// @param timeouts calls that failed with `TIMEOUT`
/// @param entries live entries of all namespaces, where the store knows at once
/// @param bytes what they take, where the store knows at once
/// @param state as [CacheStore#state()]
/// @param lastChange when the state last changed; when the store was opened, if it never did
/// @param more whatever else the store counts, by names in lower-case words: a page of statistics shows them as they
/// are
public record CacheStatistics(
        long hits,
        long misses,
        long stores,
        long removes,
        long errors,
        long timeouts,
        OptionalLong entries,
        OptionalLong bytes,
        CacheStore.State state,
        Instant lastChange,
        Map<String, Long> more) {

    public CacheStatistics {
        Objects.requireNonNull(state);
        Objects.requireNonNull(lastChange);
        more = Map.copyOf(more);
    }
}
