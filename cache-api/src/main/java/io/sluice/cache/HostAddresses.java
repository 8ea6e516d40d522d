package io.sluice.cache;

import static io.sluice.cache.CacheException.Kind.TIMEOUT;
import static io.sluice.cache.CacheException.Kind.UNAVAILABLE;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The addresses of a server's name, asked for in bounded time: for providers, whose calls must end whatever the DNS
/// does.
public final class HostAddresses {
    private HostAddresses() {}

    /// What knows the addresses of names.
    @FunctionalInterface
    interface Resolver {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    /// The addresses of a host, at least one, in the order of the system's resolver.
    ///
    /// @param host a name, or an address without brackets
    /// @throws CacheException with kind `UNAVAILABLE` if there is none, `TIMEOUT` if none was told in time or the
    /// thread
    ///     was interrupted
    public static List<InetAddress> of(String host, Deadline deadline) throws CacheException {
        return of(host, deadline, InetAddress::getAllByName);
    }

    /// Asking for a name cannot be ended, so that another thread does it and is left behind where time is over.
    static List<InetAddress> of(String host, Deadline deadline, Resolver resolver) throws CacheException {
        try {
            return List.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException _) {
            // It is a name.
        }
        var answer = new CompletableFuture<List<InetAddress>>();
        Thread.ofPlatform().daemon().name("resolve " + host).start(() -> {
            try {
                answer.complete(List.of(resolver.addresses(host)));
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
