package io.sluice.server;

import io.sluice.config.Position;
import io.sluice.config.Problem;
import io.sluice.config.Problem.Severity;
import io.sluice.net.Addresses;
import io.sluice.proxy.BackendUrl;
import io.sluice.proxy.Pool;
import io.sluice.proxy.ProxyDirectives;
import io.sluice.proxy.ReverseRole;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Backends that are the reverse proxy itself: each session would begin another one, without end. A backend that is
/// another virtual host of the same process is none of these.
final class OwnBackends {
    private final HostTable hosts;
    private final List<InetSocketAddress> listening;

    OwnBackends(HostTable hosts, List<InetSocketAddress> listening) {
        this.hosts = hosts;
        this.listening = listening;
    }

    List<Problem> problems() {
        var problems = new ArrayList<Problem>();
        for (BoundServer server : hosts.servers()) {
            if (server.host().role() instanceof ReverseRole role) {
                members(role.pool())
                        .forEach(member -> reached(server, member)
                                .ifPresent(address -> problems.add(problem(server, member.url(), address))));
            }
        }
        return problems;
    }

    private static List<Pool.Member> members(Pool pool) {
        return IntStream.range(0, pool.size()).mapToObj(pool::member).toList();
    }

    /// The address of the member at which a connection comes back to the server.
    private Optional<InetAddress> reached(BoundServer server, Pool.Member member) {
        int port = member.url().port();
        return member.addresses().stream()
                .map(OwnBackends::connected)
                .filter(address -> isListenedOn(address, port)
                        && hosts.at(new InetSocketAddress(address, port)).equals(Optional.of(server.host())))
                .findFirst();
    }

    /// Where a connection to the address really goes: one to `0.0.0.0` or `::` to loopback.
    private static InetAddress connected(InetAddress address) {
        return switch (Addresses.text(address)) {
            case "0.0.0.0" -> InetAddress.ofLiteral("127.0.0.1");
            case "::" -> InetAddress.ofLiteral("::1");
            default -> address;
        };
    }

    private boolean isListenedOn(InetAddress address, int port) {
        return listening.stream()
                .filter(socket -> socket.getPort() == port)
                .map(InetSocketAddress::getAddress)
                .anyMatch(own -> own.equals(address) || (Addresses.isWildcard(own) && isOfThisMachine(address)));
    }

    private static boolean isOfThisMachine(InetAddress address) {
        try {
            return address.isLoopbackAddress()
                    || Optional.ofNullable(NetworkInterface.getByInetAddress(address))
                            .isPresent();
        } catch (SocketException _) {
            return false;
        }
    }

    private static Problem problem(BoundServer server, BackendUrl url, InetAddress address) {
        var position = position(server, url);
        return new Problem(
                Severity.ERROR,
                position,
                "fatal: ProxyReverseServers: '" + url + "' is where this server itself listens ("
                        + Addresses.text(address) + "#" + url.port()
                        + "), each session would begin another without end, on " + position);
    }

    private static Position position(BoundServer server, BackendUrl url) {
        return server.host().directives().settings(ProxyDirectives.REVERSE_SERVERS).stream()
                .filter(setting -> setting.value().contains(url))
                .findFirst()
                .map(setting -> setting.position())
                .orElse(server.position());
    }
}
