package io.sluice.cache.redis;

import io.sluice.cache.CacheSettings;
import io.sluice.cache.CacheStore;
import io.sluice.cache.tck.NetworkStoreKit;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;

/// CACHE-111, CACHE-113, CACHE-115, CACHE-121, CACHE-122: Redis keeps every rule of the kit.
///
/// The server lacks the commands that are forbidden (CACHE-106), so that nothing can depend on them.
@DisplayName(
        "CACHE-106, CACHE-111, CACHE-113, CACHE-121, CACHE-122 Redis passes the kit, with faults between it and the"
                + " store")
class RedisStoreKitTest extends NetworkStoreKit {
    private static Optional<RedisProcess> server = Optional.empty();

    @BeforeAll
    static void startServer() throws Exception {
        server = Optional.of(RedisProcess.started(Stream.of("KEYS", "FLUSHDB", "FLUSHALL")
                .flatMap(command -> Stream.of("--rename-command", command, ""))
                .toArray(String[]::new)));
    }

    @AfterAll
    static void stopServer() throws Exception {
        if (server.isPresent()) {
            server.get().close();
        }
    }

    @Override
    protected InetSocketAddress server() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.orElseThrow().port);
    }

    @Override
    protected CacheStore open(InetSocketAddress address, Consumer<CacheStore.Change> watcher) throws Exception {
        var place = Server.parse(List.of("127.0.0.1:" + address.getPort()), _ -> {});
        return new RedisProvider()
                .open(CacheSettings.of(CacheSettings.Use.STATE)
                        .with(RedisDirectives.SERVER, place)
                        .with(RedisDirectives.TIMEOUTS, Limits.parse(List.of("2000", "2000"), _ -> {}))
                        .watchedBy(watcher));
    }

    @Override
    protected int mostConnections() {
        return Pool.LARGEST;
    }

    @Override
    protected Optional<Outage> outage() {
        return Optional.of(server.orElseThrow());
    }
}
