package io.sluice.cache.redis;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.CacheSettings;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a store of Redis is opened with: a server, sentinels, or both.
///
/// @param reconnects whether an operation is tried again when its connection breaks
record Settings(Optional<Server> server, Optional<Sentinels> sentinels, Limits limits, boolean reconnects) {
    static Settings of(CacheSettings settings) throws CacheException {
        var server = settings.find(RedisDirectives.SERVER);
        var sentinels = settings.find(RedisDirectives.SENTINEL);
        if (server.isEmpty() && sentinels.isEmpty()) {
            throw new CacheException(Kind.ARGUMENT, "no server configured; expected RedisServer or RedisSentinel");
        }
        return new Settings(
                server,
                sentinels,
                settings.get(RedisDirectives.TIMEOUTS),
                settings.all(RedisDirectives.OPTIONS).isEmpty());
    }

    /// What people call the store.
    String address() {
        return sentinels
                .map(each -> each.places().stream().map(Place.Tcp::toString).collect(Collectors.joining(", ")))
                .or(() -> server.map(each -> each.place().toString()))
                .orElseThrow();
    }
}
