package io.sluice.cache.memcache;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.CacheSettings;
import io.sluice.cache.CacheSettings.Use;
import io.sluice.cache.memcache.MemcacheDirectives.Choice;
import java.util.List;
import java.util.stream.Collectors;

/// What a store of memcached is opened with.
///
/// @param enabled false where `MemcacheEngine off` forbids it
/// @param replicas how many servers beside the first have a value, fewer than there are
/// @param connectFailures after how many failures to connect a server is ejected; 0 for the usual rule
record Settings(
        boolean enabled,
        List<Place> servers,
        Limits limits,
        boolean binary,
        int replicas,
        boolean randomReplicas,
        int connectFailures) {

    /// The servers are those of `MemcacheServers`, or those that stand behind `memcache:` where the store holds state.
    /// Other consumers have words of their own there.
    static Settings of(CacheSettings settings) throws CacheException {
        boolean enabled = settings.find(MemcacheDirectives.ENGINE).orElse(true);
        List<Place> servers = settings.use() == Use.STATE && !settings.info().isEmpty()
                ? Place.parseAll(List.of(settings.info()))
                : settings.find(MemcacheDirectives.SERVERS).orElse(List.of());
        if (enabled && servers.isEmpty()) {
            throw new CacheException(Kind.ARGUMENT, "no server configured; expected MemcacheServers");
        }
        var choices = settings.get(MemcacheDirectives.OPTIONS);
        boolean binary = !choices.contains(Choice.NO_BINARY_PROTOCOL);
        return new Settings(
                enabled,
                servers,
                settings.get(MemcacheDirectives.TIMEOUTS),
                binary,
                binary ? Math.clamp(settings.get(MemcacheDirectives.REPLICAS), 0, Math.max(0, servers.size() - 1)) : 0,
                !choices.contains(Choice.NO_RANDOM_REPLICA_READS),
                settings.get(MemcacheDirectives.CONNECT_FAILURES));
    }

    /// What people call the store.
    String address() {
        return enabled
                ? servers.stream().map(Place::toString).collect(Collectors.joining(", "))
                : "none, see MemcacheEngine";
    }
}
