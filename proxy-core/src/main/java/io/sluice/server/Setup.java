package io.sluice.server;

import io.sluice.config.Configuration;
import io.sluice.config.Problem;
import io.sluice.filter.ConnectionRate;
import io.sluice.module.ActiveModule;
import io.sluice.module.ControlAction;
import io.sluice.module.ServerEvent;
import io.sluice.net.SocketSettings;
import io.sluice.session.SocketDirectives;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;

/// Everything made of one configuration: its virtual hosts with their filters and roles, its modules at work, its logs.
/// Sessions keep the setup they began with; when a newer one is in force and the last session of this one has ended,
/// its modules and logs are closed.
final class Setup {
    private final Configuration configuration;
    private final HostTable hosts;
    private final List<InetSocketAddress> listening;
    private final List<ActiveModule> modules;
    private final List<ControlAction> controls;
    private final List<Problem> warnings;
    private final Runnable close;
    private final AtomicInteger users = new AtomicInteger(1);

    Setup(
            Configuration configuration,
            HostTable hosts,
            List<InetSocketAddress> listening,
            List<ActiveModule> modules,
            List<Problem> warnings,
            Runnable close) {
        this.configuration = configuration;
        this.hosts = hosts;
        this.listening = List.copyOf(listening);
        this.modules = List.copyOf(modules);
        this.controls =
                modules.stream().flatMap(module -> module.controls().stream()).toList();
        this.warnings = List.copyOf(warnings);
        this.close = close;
    }

    Configuration configuration() {
        return configuration;
    }

    HostTable hosts() {
        return hosts;
    }

    /// The addresses to listen on.
    List<InetSocketAddress> listening() {
        return listening;
    }

    List<Problem> warnings() {
        return warnings;
    }

    /// What its modules add to the control socket.
    List<ControlAction> controls() {
        return controls;
    }

    OptionalInt mostSessions() {
        return configuration.main().directives().get(ConnectionRate.MAX_INSTANCES);
    }

    int backlog() {
        return configuration.main().directives().get(ServerDirectives.TCP_BACKLOG);
    }

    void tell(ServerEvent event) {
        modules.forEach(module -> module.on(event));
    }

    /// The sockets of the main server's directives, for those that listen.
    SocketSettings sockets() {
        return SocketDirectives.settings(configuration.main().directives());
    }

    /// Counts one more that uses this setup; false if it has been closed meanwhile.
    boolean use() {
        return users.updateAndGet(count -> count == 0 ? 0 : count + 1) > 0;
    }

    /// Counts one fewer; the server itself counts as one while the setup is in force.
    void release() {
        if (users.decrementAndGet() == 0) {
            close.run();
        }
    }
}
