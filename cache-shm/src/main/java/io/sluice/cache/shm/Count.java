package io.sluice.cache.shm;

/// What is counted in shared memory, for as long as that lives and over all processes.
enum Count {
    HITS(0, "lifetime hits"),
    MISSES(1, "lifetime misses"),
    STORED(2, "lifetime stored"),
    DELETED(3, "lifetime deleted"),
    EXPIRED(4, "lifetime expired"),
    EVICTED(5, "lifetime evicted"),
    ERRORS(6, "lifetime errors"),
    EXCEEDING(7, "lifetime exceeding"),
    LARGEST(8, "largest exceeding");

    final String words;
    private final int place;

    Count(int place, String words) {
        this.place = place;
        this.words = words;
    }

    /// Where the count of one process is.
    long at(int process) {
        return Layout.process(process) + 8 + 8L * place;
    }
}
