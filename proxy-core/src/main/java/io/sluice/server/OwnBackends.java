package io.sluice.server;

import io.sluice.config.Position;
import io.sluice.config.Problem;
import io.sluice.config.Problem.Severity;
import io.sluice.net.Addresses;
import io.sluice.proxy.ProxyDirectives;
import io.sluice.proxy.ReverseRole;
import io.sluice.proxy.lookup.BackendUrl;
import io.sluice.proxy.lookup.Member;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Backends that are the reverse proxy itself: each session would begin another one, without end. A backend that is
/// another virtual host of the same process is none of these.
final class OwnBackends {
    private final HostTable hosts;
    private final OwnAddresses own;

    OwnBackends(HostTable hosts, OwnAddresses own) {
        this.hosts = hosts;
        this.own = own;
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
                .flatMap(place -> own.reachedBy(place).stream())
                .filter(place -> hosts.at(place).equals(Optional.of(server.host())))
                .findFirst();
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
                .filter(setting -> setting.value().names(url))
                .findFirst()
                .map(setting -> setting.position())
                .orElse(server.position());
    }
}
