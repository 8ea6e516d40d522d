package io.sluice.cache.shm;

import io.sluice.cache.CacheSettings;

/// How much room a use of shared memory gets: as many entries as the reference has in a segment of the same size,
/// whatever an entry takes here.
///
/// @param project tells memory of one use from that of another with the same file
/// @param header the bytes before the first entry, in the reference
/// @param entry the bytes of an entry, in the reference
/// @param largestValue the most bytes of a value
/// @param byUse whether the entry that was not used for longest makes room for others, those that never end last, and
///     not the one nearest to its end
/// @param remedy what people do about memory of another size
record Shape(int project, int header, int entry, int largestValue, boolean byUse, String remedy) {
    static final long DEFAULT_SIZE = 1538 * 1024;
    private static final int PAGE = 4096;
    private static final String REMOVING =
            "remove existing shmcache using 'ftpdctl tls sesscache remove' or 'ftpdctl tls ocspcache remove' before"
                    + " using new size";
    private static final String RENAMING = "name another file for the new size";

    static Shape of(CacheSettings.Use use) {
        return switch (use) {
            case TLS_SESSIONS -> new Shape(247, 56, 10_288, 10_240, false, REMOVING);
            case OCSP_RESPONSES -> new Shape(249, 48, 4_176, 4_096, true, REMOVING);
            case STATE -> new Shape(251, 56, 10_288, 10_240, true, RENAMING);
        };
    }

    /// The size that holds one entry.
    long smallestSize() {
        return (long) header + entry;
    }

    /// The entries that a size holds.
    int capacity(long size) {
        return Math.toIntExact((size - header) / entry);
    }

    /// What the reference would take of memory for a size, which is what people are told.
    long segmentSize(long size) {
        long exact = header + (long) capacity(size) * entry;
        return (exact + PAGE - 1) / PAGE * PAGE;
    }
}
