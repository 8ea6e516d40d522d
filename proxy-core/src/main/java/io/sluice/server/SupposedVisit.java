package io.sluice.server;

import io.sluice.module.Explanation;
import io.sluice.module.Explanation.Moment;
import io.sluice.module.Supposition;
import io.sluice.net.HostNames;
import io.sluice.session.VirtualHost;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The way of a client that is only supposed through the moments of a session: it connects, logs in if there is a user,
/// and uses a command if there is one, until it is refused.
final class SupposedVisit {
    private final HostTable hosts;
    private final HostNames names;

    SupposedVisit(HostTable hosts, HostNames names) {
        this.hosts = hosts;
        this.names = names;
    }

    List<Explanation> explain(Supposition supposition) {
        var host = host(supposition.server());
        if (host.isEmpty()) {
            return List.of(new Explanation("server", true, "none at that address and port", List.of()));
        }
        var session = new SupposedSession(supposition, host.get(), names);
        var found = new ArrayList<Explanation>();
        found.addAll(explain(session, new Moment.Connect(supposition.asksLists())));
        if (isRefused(found)) {
            return found;
        }
        if (supposition.user().isPresent()) {
            found.addAll(explain(session, new Moment.Password()));
            if (isRefused(found)) {
                return found;
            }
            found.addAll(explain(session, new Moment.Login(supposition.user().get())));
            if (isRefused(found)) {
                return found;
            }
            session.loggedIn();
        }
        supposition.command().ifPresent(command -> found.addAll(explain(session, new Moment.Use(command))));
        return found;
    }

    private static List<Explanation> explain(SupposedSession session, Moment moment) {
        return session.host().filters().explain(session, moment);
    }

    private static boolean isRefused(List<Explanation> found) {
        return found.stream().anyMatch(Explanation::refuses);
    }

    private Optional<VirtualHost> host(Optional<InetSocketAddress> server) {
        return server.isPresent()
                ? hosts.at(server.get())
                : hosts.servers().stream().findFirst().map(BoundServer::host);
    }
}
