package io.sluice.server;

import io.sluice.config.Position;
import io.sluice.config.Problem;
import io.sluice.config.Problem.Severity;
import io.sluice.config.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Servers that are in each other's way: on the same address and port, with the same names, or each the default one.
final class Collisions {
    private final boolean fatal;
    private final List<Problem> problems;

    /// @param fatal whether two servers on one address and port are an error
    Collisions(boolean fatal, List<Problem> problems) {
        this.fatal = fatal;
        this.problems = problems;
    }

    /// The servers that can be reached: of two on the same address and port the later one only if it has names.
    List<BoundServer> without(List<BoundServer> servers) {
        var kept = new ArrayList<BoundServer>();
        for (BoundServer server : servers) {
            var other = kept.stream().filter(server::collidesWith).findFirst();
            if (other.isPresent() && !server.isNamed()) {
                collision(server, other.get());
            } else {
                kept.stream().filter(server::collidesWith).forEach(earlier -> sameNames(server, earlier));
                kept.add(server);
            }
        }
        defaultServers(servers);
        return kept;
    }

    private void collision(BoundServer server, BoundServer other) {
        var host = server.host();
        var text = "\"" + host.name() + "\" address/port (" + host.address() + ":" + host.port()
                + ") already in use by \"" + other.host().name() + "\"";
        problems.add(new Problem(
                fatal ? Severity.ERROR : Severity.WARNING,
                server.position(),
                (fatal ? "fatal: " : "warning: ") + text));
    }

    private void sameNames(BoundServer server, BoundServer earlier) {
        var taken = earlier.host().aliases().stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .toList();
        for (String name : server.host().aliases()) {
            if (taken.contains(name.toLowerCase(Locale.ROOT))) {
                problems.add(new Problem(
                        Severity.WARNING,
                        server.position(),
                        "warning: ServerAlias '" + name + "' of \""
                                + server.host().name() + "\" is already used by \""
                                + earlier.host().name() + "\", which gets it"));
            }
        }
    }

    private void defaultServers(List<BoundServer> servers) {
        servers.stream().filter(BoundServer::isDefault).skip(1).forEach(server -> {
            var position = server.host()
                    .directives()
                    .setting(ServerDirectives.DEFAULT_SERVER)
                    .map(Setting::position)
                    .orElse(Position.CODE);
            problems.add(new Problem(
                    Severity.ERROR,
                    position,
                    "fatal: DefaultServer: DefaultServer has already been set. on " + position));
        });
    }
}
