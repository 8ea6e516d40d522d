package io.sluice.tls.cache;

/// What a cache counts over its life, in the order of the status text.
enum Counter {
    HITS("cache_hits", "lifetime hits"),
    MISSES("cache_misses", "lifetime misses"),
    STORES("cache_stores", "lifetime stored"),
    DELETES("cache_deletes", "lifetime deleted"),
    ERRORS("cache_errors", "lifetime errors"),
    EXCEEDS("cache_exceeds", "lifetime exceeding"),
    /// No sum: the size of the largest text that was too large.
    LARGEST("", "largest exceeding");

    private final String key;

    /// What a store calls it that counts by itself.
    final String ofStore;

    Counter(String key, String ofStore) {
        this.key = key;
        this.ofStore = ofStore;
    }

    /// The key under which it is shared, beside the prefix of the cache.
    String key(Subject subject) {
        return this == LARGEST ? subject.largestCounter : key;
    }

    /// How a status text calls it.
    String words(Subject subject) {
        return switch (this) {
            case HITS -> "Cache lifetime hits";
            case MISSES -> "Cache lifetime misses";
            case STORES -> "Cache lifetime " + subject.many() + " stored";
            case DELETES -> "Cache lifetime " + subject.many() + " deleted";
            case ERRORS -> "Cache lifetime errors handling " + subject.many() + " in cache";
            case EXCEEDS -> "Cache lifetime " + subject.many() + " exceeding max entry size";
            case LARGEST -> "Largest " + subject.one + " exceeding max entry size";
        };
    }
}
