package io.sluice.cache.memcache;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheSettings;
import io.sluice.cache.CacheStore;
import io.sluice.cache.tck.CacheStoreKit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;

/// CACHE-111: memcached keeps every rule of the kit. The server refuses `flush_all` (CACHE-106).
@DisplayName("CACHE-106 CACHE-111 memcached passes the kit")
class MemcacheStoreKitTest extends CacheStoreKit {
    private static Optional<MemcachedProcess> server = Optional.empty();

    @BeforeAll
    static void startServer() throws Exception {
        server = Optional.of(MemcachedProcess.started("-F"));
    }

    @AfterAll
    static void stopServer() throws Exception {
        if (server.isPresent()) {
            server.get().close();
        }
    }

    @Override
    protected CacheStore open(Consumer<CacheStore.Change> watcher) throws Exception {
        return new MemcacheProvider().open(settings().watchedBy(watcher));
    }

    /// With limits that leave time for many callers who take turns.
    CacheSettings settings() throws CacheException {
        return CacheSettings.of(CacheSettings.Use.STATE)
                .with(
                        MemcacheDirectives.SERVERS,
                        Place.parseAll(List.of(server.orElseThrow().place())))
                .with(MemcacheDirectives.TIMEOUTS, Limits.parse(List.of("2000", "10000", "10000"), _ -> {}));
    }

    @Override
    protected Optional<Outage> outage() {
        return Optional.of(server.orElseThrow());
    }
}
