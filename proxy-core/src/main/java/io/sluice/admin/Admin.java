package io.sluice.admin;

import io.sluice.config.Configuration;
import io.sluice.module.ControlAction;
import io.sluice.module.SessionView;
import io.sluice.net.HostNames;
import io.sluice.server.Server;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// What can be asked of a running gateway, values in and values out. Safe for use from any thread.
public final class Admin {
    private final Server server;

    public Admin(Server server) {
        this.server = server;
    }

    /// The sessions there are, in the order in which they came.
    public List<SessionView> sessions() {
        return server.sessions();
    }

    /// Ends sessions: those for which the condition holds, the oldest first, and no more than `most` of them. Their
    /// clients see their connections closed. Returns when all have been told.
    ///
    /// @return how many
    public int kick(Predicate<SessionView> which, int most) {
        return server.kick(which, most);
    }

    /// The addresses of a host name or address, by the name service of the gateway; none if it has none, or if nobody
    /// answers in time.
    public List<InetAddress> addresses(String name) {
        return server.names().addresses(name);
    }

    /// The configuration in force; empty once the gateway is closed.
    public Optional<Configuration> configuration() {
        return server.configuration();
    }

    /// What the modules of the configuration in force add.
    List<ControlAction> controlsOfModules() {
        return server.controls();
    }

    HostNames names() {
        return server.names();
    }
}
