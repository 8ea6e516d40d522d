package io.sluice.cache.redis;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// A word of `RedisOptions`.
enum RedisOption {
    /// An operation whose connection breaks fails.
    NO_RECONNECT("NoReconnect"),
    /// The server is one of a cluster.
    CLUSTER("Cluster");

    private final String word;

    RedisOption(String word) {
        this.word = word;
    }

    static Set<RedisOption> parse(List<String> words) throws CacheException {
        var options = EnumSet.noneOf(RedisOption.class);
        for (String word : words) {
            options.add(Arrays.stream(values())
                    .filter(option -> option.word.equals(word))
                    .findFirst()
                    .orElseThrow(() -> new CacheException(
                            Kind.ARGUMENT, ": unknown RedisOption '" + word + "'; expected NoReconnect or Cluster")));
        }
        return options;
    }
}
