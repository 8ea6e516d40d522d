package io.sluice.cache.memcache;

import static io.sluice.cache.CacheException.Kind.TIMEOUT;
import static io.sluice.cache.CacheException.Kind.UNAVAILABLE;

import io.sluice.cache.CacheException;
import io.sluice.cache.Deadline;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/// The addresses of a place, resolved in bounded time.
final class Addresses {
    private Addresses() {}

    static List<SocketAddress> of(Place place, Deadline deadline) throws CacheException {
        return switch (place) {
            case Place.Local(var path) -> List.of(UnixDomainSocketAddress.of(path));
            case Place.Tcp tcp ->
                Stream.of(resolve(tcp.name(), deadline))
                        .<SocketAddress>map(address -> new InetSocketAddress(address, tcp.port()))
                        .toList();
        };
    }

    /// Asking for a name cannot be ended, so that another thread does it and is left behind where time is over.
    private static InetAddress[] resolve(String host, Deadline deadline) throws CacheException {
        try {
            return new InetAddress[] {InetAddress.ofLiteral(host)};
        } catch (IllegalArgumentException _) {
            // It is a name.
        }
        var answer = new CompletableFuture<InetAddress[]>();
        Thread.ofPlatform().daemon().name("resolve " + host).start(() -> {
            try {
                answer.complete(InetAddress.getAllByName(host));
            } catch (UnknownHostException | RuntimeException failure) {
                answer.completeExceptionally(failure);
            }
        });
        try {
            return answer.get(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failure) {
            throw new CacheException(UNAVAILABLE, "no address for '" + host + "'", failure);
        } catch (TimeoutException failure) {
            throw new CacheException(TIMEOUT, "no address for '" + host + "' in time", failure);
        } catch (InterruptedException failure) {
            Thread.currentThread().interrupt();
            throw new CacheException(TIMEOUT, "interrupted", failure);
        }
    }
}
