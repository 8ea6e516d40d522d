package io.sluice.cache.memcache;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/// How long things may take (`MemcacheTimeouts`).
///
/// @param connect a connection, from the name of the server to the answer to its first question
/// @param read one operation that looks something up
/// @param write one operation that changes something
/// @param ejected how long a server is left alone after it could not be reached (`MemcacheConnectFailures`)
record Limits(Duration connect, Duration read, Duration write, Duration ejected) {
    private static final int DEFAULT_MILLIS = 500;
    private static final Duration DEFAULT_EJECTED = Duration.ofSeconds(30);
    private static final int MOST_DIGITS = 9;
    static final Limits DEFAULT = new Limits(
            Duration.ofMillis(DEFAULT_MILLIS),
            Duration.ofMillis(DEFAULT_MILLIS),
            Duration.ofMillis(DEFAULT_MILLIS),
            DEFAULT_EJECTED);

    static Limits parse(List<String> words, Consumer<String> warnings) throws CacheException {
        int ejected = words.size() > 3 ? number(words.get(3), "retry", "seconds") : 0;
        return new Limits(
                limit(words.get(0), "connect", warnings),
                limit(words.get(1), "read", warnings),
                limit(words.get(2), "write", warnings),
                ejected == 0 ? DEFAULT_EJECTED : Duration.ofSeconds(ejected));
    }

    /// The longer of the limits of one operation.
    Duration operation() {
        return read.compareTo(write) > 0 ? read : write;
    }

    private static Duration limit(String word, String which, Consumer<String> warnings) throws CacheException {
        int millis = number(word, which, "milliseconds");
        if (millis == 0) {
            warnings.accept("a " + which + " timeout of 0 would wait for ever; " + DEFAULT_MILLIS + " ms are used");
            return Duration.ofMillis(DEFAULT_MILLIS);
        }
        return Duration.ofMillis(millis);
    }

    private static int number(String word, String which, String unit) throws CacheException {
        if (!isNumber(word)) {
            throw new CacheException(
                    Kind.ARGUMENT, "badly formatted " + which + " timeout value: " + word + "; expected " + unit);
        }
        return Integer.parseInt(word);
    }

    static boolean isNumber(String word) {
        return !word.isEmpty() && word.length() <= MOST_DIGITS && word.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
