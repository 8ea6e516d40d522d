package io.sluice.server;

import io.sluice.config.Position;
import io.sluice.config.Problem;
import io.sluice.config.Problem.Severity;
import io.sluice.net.Addresses;
import io.sluice.proxy.ProxyDirectives;
import io.sluice.proxy.ReverseRole;
import io.sluice.proxy.lookup.BackendUrl;
import io.sluice.proxy.lookup.Member;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
                role.pool()
                        .members()
                        .forEach(member -> reached(server, member)
                                .ifPresent(place -> problems.add(problem(server, member.url(), place))));
            }
        }
        return problems;
    }

    /// The place of the member at which a connection comes back to the server.
    private Optional<InetSocketAddress> reached(BoundServer server, Member member) {
        return member.places().stream()
                .map(OwnBackends::connected)
                .filter(place -> isListenedOn(place) && hosts.at(place).equals(Optional.of(server.host())))
                .findFirst();
    }

    /// Where a connection to the place really goes: one to `0.0.0.0` or `::` to loopback.
    private static InetSocketAddress connected(InetSocketAddress place) {
        return switch (Addresses.text(place.getAddress())) {
            case "0.0.0.0" -> new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), place.getPort());
            case "::" -> new InetSocketAddress(InetAddress.ofLiteral("::1"), place.getPort());
            default -> place;
        };
    }

    private boolean isListenedOn(InetSocketAddress place) {
        return listening.stream()
                .filter(socket -> socket.getPort() == place.getPort())
                .map(InetSocketAddress::getAddress)
                .anyMatch(own -> own.equals(place.getAddress())
                        || (Addresses.isWildcard(own) && isOfThisMachine(place.getAddress())));
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

    private static Problem problem(BoundServer server, BackendUrl url, InetSocketAddress place) {
        var position = position(server, url);
        return new Problem(
                Severity.ERROR,
                position,
                "fatal: ProxyReverseServers: '" + url + "' is where this server itself listens ("
                        + Addresses.text(place.getAddress()) + "#" + place.getPort()
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
