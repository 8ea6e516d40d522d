package io.sluice.tls.cache;

import java.time.Duration;

/// What a cache holds, and what it is called in keys, values, counters, and status texts.
enum Subject {
    SESSIONS("session", "SSL session cache", "session", "id", "data", 10_240, "cache_max_sess_len"),
    RESPONSES("response", "OCSP response cache", "OCSP", "fingerprint", "response", 4_096, "cache_max_resp_len");

    /// The longest that controls wait for a store.
    static final Duration CONTROL = Duration.ofSeconds(5);

    /// One of them, in words.
    final String one;

    /// How a status text calls the cache.
    final String heading;

    private final String entryWord;

    /// The member of a JSON key.
    final String keyMember;

    /// The member of a JSON value that has the DER text; with `_len` behind it, the one that has its length.
    final String dataMember;

    /// The most bytes of a DER text that go into a store.
    final int largest;

    /// The key of the counter that is no sum: the largest text that was too large.
    final String largestCounter;

    Subject(
            String one,
            String heading,
            String entryWord,
            String keyMember,
            String dataMember,
            int largest,
            String largestCounter) {
        this.one = one;
        this.heading = heading;
        this.entryWord = entryWord;
        this.keyMember = keyMember;
        this.dataMember = dataMember;
        this.largest = largest;
        this.largestCounter = largestCounter;
    }

    String many() {
        return one + "s";
    }

    /// A number of them, in words.
    String counted(long count) {
        return count + " " + (count == 1 ? one : many());
    }

    /// What a log says of a text that is too large for a store.
    String tooLarge(String type, int length) {
        var cache = type.equals("shm") ? "shmcache" : type + " cache";
        var data = this == SESSIONS ? "serialized SSL session data" : "OCSP response data";
        return cache + ": length of " + data + " (" + length + ") exceeds maximum size (" + largest
                + "), unable to add to shared " + cache + ", adding to list";
    }

    /// A text about an entry that cannot be decoded calls it so.
    String entry() {
        return "JSON " + entryWord + " cache entry";
    }
}
