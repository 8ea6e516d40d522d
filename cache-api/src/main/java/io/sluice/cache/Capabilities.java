package io.sluice.cache;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/// What a store can do, and its limits.
///
/// @param features what it has beside `get`, `put`, `putIfAbsent` and `remove`, which every store has
/// @param largestKey the most bytes of a key beside the prefix: at least [#LEAST_KEY]
/// @param largestValue the most bytes of a value: at least [#LEAST_VALUE]; [#USUAL_VALUE] unless there is a reason
/// @param resolution how exactly entries expire, see [Cache]: at most one second
public record Capabilities(Set<Feature> features, int largestKey, int largestValue, Duration resolution) {
    /// The most bytes of a namespace's prefix.
    public static final int LARGEST_PREFIX = 50;

    /// Every store takes keys of 200 bytes behind a prefix of 50.
    public static final int LEAST_KEY = 200;

    /// Every store takes values of 4 KiB, the size of an OCSP response.
    public static final int LEAST_VALUE = 4096;

    /// 1 MiB.
    public static final int USUAL_VALUE = 1 << 20;

    /// What a store may have or lack.
    public enum Feature {
        /// [Cache#compareAndSet(byte[], Entry, byte[], Expiry, Deadline)] and `removeIf`.
        COMPARE_AND_SET("compare-and-set"),
        /// [Cache#add(byte[], long, Deadline)].
        COUNTER("counters"),
        /// [Cache#clear(Deadline)].
        CLEAR("clearing of a namespace"),
        /// [Cache#forEach(int, Cache.Visitor, Deadline)].
        ENUMERATE("enumeration"),
        /// Entries outlive the store's process or server.
        PERSISTENT("persistence"),
        /// Other processes that open the same place see the same entries.
        SHARED("sharing");

        private final String words;

        Feature(String words) {
            this.words = words;
        }

        /// The failure of an operation that needs this and does not find it.
        public CacheException missing() {
            return new CacheException(CacheException.Kind.UNSUPPORTED, "this store has no " + words);
        }
    }

    public Capabilities {
        features = Set.copyOf(features);
        Objects.requireNonNull(resolution);
        if (largestKey < LEAST_KEY || largestValue < LEAST_VALUE) {
            throw new IllegalArgumentException("a store takes keys of " + LEAST_KEY + " bytes and values of "
                    + LEAST_VALUE + " bytes at least, not " + largestKey + " and " + largestValue);
        }
        if (!resolution.isPositive() || resolution.compareTo(Duration.ofSeconds(1)) > 0) {
            throw new IllegalArgumentException(
                    "a store lets entries expire to the second at least, not to " + resolution);
        }
    }

    public boolean has(Feature feature) {
        return features.contains(feature);
    }

    /// Does nothing, or fails as an operation does with a key that is empty or too long.
    ///
    /// @throws CacheException of kind [ARGUMENT][CacheException.Kind#ARGUMENT]
    public void checkKey(byte[] key) throws CacheException {
        if (key.length == 0 || key.length > largestKey) {
            throw new CacheException(
                    CacheException.Kind.ARGUMENT, "a key of " + key.length + " bytes; expected 1 to " + largestKey);
        }
    }

    /// Does nothing, or fails as an operation does with a value that is too large.
    ///
    /// @throws CacheException of kind [TOO_LARGE][CacheException.Kind#TOO_LARGE]
    public void checkValue(byte[] value) throws CacheException {
        if (value.length > largestValue) {
            throw new CacheException(
                    CacheException.Kind.TOO_LARGE,
                    "a value of " + value.length + " bytes; expected at most " + largestValue);
        }
    }

    /// Does nothing, or fails as [CacheStore#namespace(byte[])] does with a prefix that is too long.
    ///
    /// @throws CacheException of kind [ARGUMENT][CacheException.Kind#ARGUMENT]
    public static void checkPrefix(byte[] prefix) throws CacheException {
        if (prefix.length > LARGEST_PREFIX) {
            throw new CacheException(
                    CacheException.Kind.ARGUMENT,
                    "a prefix of " + prefix.length + " bytes; expected at most " + LARGEST_PREFIX);
        }
    }
}
