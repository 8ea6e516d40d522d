package io.sluice.cache.redis;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/// How long things may take (`RedisTimeouts`).
///
/// @param connect a connection, from the name of the server to the answer to its PING
/// @param operation one operation, the wait for a free connection included
record Limits(Duration connect, Duration operation) {
    private static final int DEFAULT_MILLIS = 500;
    private static final int MOST_DIGITS = 9;
    static final Limits DEFAULT = new Limits(Duration.ofMillis(DEFAULT_MILLIS), Duration.ofMillis(DEFAULT_MILLIS));

    static Limits parse(List<String> words, Consumer<String> warnings) throws CacheException {
        return new Limits(limit(words.get(0), "connect", warnings), limit(words.get(1), "IO", warnings));
    }

    private static Duration limit(String word, String which, Consumer<String> warnings) throws CacheException {
        if (word.isEmpty() || word.length() > MOST_DIGITS || !word.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new CacheException(
                    Kind.ARGUMENT, "badly formatted " + which + " timeout value: " + word + "; expected milliseconds");
        }
        int millis = Integer.parseInt(word);
        if (millis == 0) {
            warnings.accept("a " + which + " timeout of 0 would wait for ever; " + DEFAULT_MILLIS + " ms are used");
            return Duration.ofMillis(DEFAULT_MILLIS);
        }
        return Duration.ofMillis(millis);
    }
}
