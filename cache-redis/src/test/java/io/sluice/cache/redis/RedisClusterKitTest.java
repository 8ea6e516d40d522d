package io.sluice.cache.redis;

import io.sluice.cache.CacheSettings;
import io.sluice.cache.CacheStore;
import io.sluice.cache.tck.CacheStoreKit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;

/// CACHE-111: a cluster of three masters keeps every rule of the kit, and is found out by itself.
@DisplayName("CACHE-111 Redis Cluster passes the kit")
class RedisClusterKitTest extends CacheStoreKit {
    private static Optional<RedisCluster> cluster = Optional.empty();

    @BeforeAll
    static void startCluster() throws Exception {
        cluster = Optional.of(RedisCluster.ofMasters());
    }

    @AfterAll
    static void stopCluster() throws Exception {
        if (cluster.isPresent()) {
            cluster.get().close();
        }
    }

    @Override
    protected CacheStore open(Consumer<CacheStore.Change> watcher) throws Exception {
        var place = Server.parse(List.of("127.0.0.1:" + cluster.orElseThrow().port()), _ -> {});
        return new RedisProvider()
                .open(CacheSettings.of(CacheSettings.Use.STATE)
                        .with(RedisDirectives.SERVER, place)
                        .with(RedisDirectives.TIMEOUTS, Limits.parse(List.of("2000", "2000"), _ -> {}))
                        .watchedBy(watcher));
    }

    @Override
    protected Optional<Outage> outage() {
        return Optional.of(cluster.orElseThrow());
    }
}
