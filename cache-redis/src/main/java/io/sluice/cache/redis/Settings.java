package io.sluice.cache.redis;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.CacheSettings;
import java.util.EnumSet;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a store of Redis is opened with: a server, sentinels, or both.
///
/// @param reconnects whether an operation is tried again when its connection breaks
/// @param cluster whether the server is said to be one of a cluster; otherwise that is found out
record Settings(
        Optional<Server> server, Optional<Sentinels> sentinels, Limits limits, boolean reconnects, boolean cluster) {
    static Settings of(CacheSettings settings) throws CacheException {
        var server = settings.find(RedisDirectives.SERVER);
        var sentinels = settings.find(RedisDirectives.SENTINEL);
        if (server.isEmpty() && sentinels.isEmpty()) {
            throw new CacheException(Kind.ARGUMENT, "no server configured; expected RedisServer or RedisSentinel");
        }
        var options = EnumSet.noneOf(RedisOption.class);
        settings.all(RedisDirectives.OPTIONS).forEach(options::addAll);
        var all = new Settings(
                server,
                sentinels,
                settings.get(RedisDirectives.TIMEOUTS),
                !options.contains(RedisOption.NO_RECONNECT),
                options.contains(RedisOption.CLUSTER));
        if (all.cluster && sentinels.isPresent()) {
            throw new CacheException(
                    Kind.ARGUMENT,
                    "a cluster has no sentinels; expected RedisServer without RedisSentinel"
                            + " where RedisOptions says Cluster");
        }
        if (all.cluster && server.get().database().orElse(0) != 0) {
            throw new CacheException(
                    Kind.ARGUMENT,
                    "a cluster has no database " + server.get().database().getAsInt()
                            + "; expected none or 0 in RedisServer where RedisOptions says Cluster");
        }
        return all;
    }

    /// Whether a server may turn out to be one of a cluster.
    boolean mayBeCluster() {
        return sentinels.isEmpty();
    }

    /// What people call the store.
    String address() {
        return sentinels
                .map(each -> each.places().stream().map(Place.Tcp::toString).collect(Collectors.joining(", ")))
                .or(() -> server.map(each -> each.place().toString()))
                .orElseThrow();
    }
}
