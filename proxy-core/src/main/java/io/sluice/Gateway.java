package io.sluice;

import io.sluice.GatewaySettings.LogTarget;
import io.sluice.admin.Admin;
import io.sluice.admin.Controls;
import io.sluice.admin.Life;
import io.sluice.config.Configuration;
import io.sluice.config.ConfigurationException;
import io.sluice.config.DirectiveTable;
import io.sluice.config.Problem;
import io.sluice.log.LogFiles;
import io.sluice.log.Logging;
import io.sluice.log.Origin;
import io.sluice.log.SystemLog;
import io.sluice.module.Explanation;
import io.sluice.module.Supposition;
import io.sluice.server.Server;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/// A running gateway. Safe for use from any thread.
public final class Gateway implements AutoCloseable {
    private final Server server;
    private final Admin admin;
    private final Controls controls;
    private final SystemLog log;
    private volatile GatewaySettings settings;
    private volatile List<Problem> warnings;

    private Gateway(
            Server server, Logging logging, GatewaySettings settings, List<Problem> warnings, Operator operator) {
        this.server = server;
        this.log = logging.system();
        this.settings = settings;
        this.warnings = warnings;
        this.admin = new Admin(server, life(operator));
        this.controls = new Controls(admin, logging, server.clock());
    }

    private Life life(Operator operator) {
        return new Life() {
            @Override
            public DirectiveTable directives() {
                return GatewaySettings.table(settings.modules());
            }

            @Override
            public void use(Configuration configuration) throws ConfigurationException, IOException {
                Gateway.this.use(configuration);
            }

            @Override
            public void restart() throws ConfigurationException, IOException {
                operator.restart(Gateway.this);
            }

            @Override
            public void shutdown() {
                operator.shutdown(Gateway.this);
            }
        };
    }

    /// A gateway whose program knows nothing of its control socket.
    private static final class Itself implements Operator {
        @Override
        public void restart(Gateway gateway) throws ConfigurationException, IOException {
            gateway.reload(gateway.settings);
        }

        @Override
        public void shutdown(Gateway gateway) {
            Thread.ofPlatform().name("shutdown").start(gateway::close);
        }
    }

    /// The version of the product.
    public static String version() {
        return Optional.ofNullable(Gateway.class.getModule().getDescriptor())
                .flatMap(ModuleDescriptor::rawVersion)
                .or(() -> Optional.ofNullable(Gateway.class.getPackage().getImplementationVersion()))
                .orElse("0.1.0");
    }

    /// Binds and begins to accept. Through a control socket the gateway can be told to close, and to put the settings
    /// in force once more that it has.
    ///
    /// @throws ConfigurationException with all problems, if the settings cannot be used
    /// @throws IOException if an address cannot be bound
    public static Gateway start(GatewaySettings settings) throws ConfigurationException, IOException {
        return start(settings, new Itself());
    }

    /// The same for a program that does more than that when it is told to through a control socket.
    public static Gateway start(GatewaySettings settings, Operator operator)
            throws ConfigurationException, IOException {
        var files = LogFiles.shared();
        var origin = Origin.ofThisProcess(version());
        var target = settings.options().logTarget();
        var log = switch (target) {
            case STANDARD_ERROR, CONFIGURED -> SystemLog.onStandardError(origin, files);
            case NOTHING -> SystemLog.onNothing(origin, files);
            case PLATFORM -> SystemLog.onPlatformLogger(origin, files);
        };
        var commandLine = new SystemLog.CommandLine(
                target != LogTarget.CONFIGURED, settings.options().debugLevel());
        var logging = new Logging(origin, files, log);
        var server = new Server(settings.options().server(), commandLine, logging);
        try {
            var warnings = server.apply(settings.configuration(), settings.modules());
            var gateway = new Gateway(server, logging, settings, warnings, operator);
            gateway.controls.follow(settings.configuration());
            log.notice("Sluice " + version() + " standalone mode STARTUP");
            return gateway;
        } catch (ConfigurationException | IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /// Finds what [#start] would find wrong with the settings, short of binding addresses. Like a start it makes the
    /// directory of `ProxyTables` and opens the logs of sessions.
    ///
    /// @return what is worth a warning
    /// @throws ConfigurationException with all problems, if the settings cannot be used
    public static List<Problem> check(GatewaySettings settings) throws ConfigurationException {
        try (var server = mute(settings)) {
            return server.check(settings.configuration(), settings.modules());
        }
    }

    /// How a client would fare under these settings: what each part that decides would say of it, with the directives
    /// that say so, up to the first refusal. No address is bound, and nobody is told.
    ///
    /// @throws ConfigurationException with all problems, if the settings cannot be used
    public static List<Explanation> explain(GatewaySettings settings, Supposition supposition)
            throws ConfigurationException {
        try (var server = mute(settings)) {
            return server.explain(settings.configuration(), settings.modules(), supposition);
        }
    }

    /// A server that writes no system log.
    private static Server mute(GatewaySettings settings) {
        var files = LogFiles.shared();
        var origin = Origin.ofThisProcess(version());
        return new Server(
                settings.options().server(),
                SystemLog.CommandLine.NONE,
                new Logging(origin, files, SystemLog.onNothing(origin, files)));
    }

    /// Settings that are read when they are wanted, so that what is wrong with them is part of the attempt.
    @FunctionalInterface
    public interface SettingsSource {
        GatewaySettings read() throws ConfigurationException, IOException;
    }

    /// Puts other settings in force: listening sockets that both have stay open, running sessions keep the settings
    /// they began with. On an exception the old settings stay in force, and the log says why.
    public void reload(GatewaySettings settings) throws ConfigurationException, IOException {
        reload(() -> settings);
    }

    /// The same for settings that are still to be read.
    public synchronized void reload(SettingsSource source) throws ConfigurationException, IOException {
        try {
            var fresh = source.read();
            warnings = server.apply(fresh.configuration(), fresh.modules());
            settings = fresh;
            admin.restarted();
            controls.follow(fresh.configuration());
            log.notice("Sluice " + version() + " configuration reloaded");
        } catch (ConfigurationException e) {
            log.error("the configuration was not reloaded, the old one stays in force:");
            e.problems().forEach(problem -> log.error(problem.text()));
            throw e;
        } catch (IOException e) {
            log.error("the configuration was not reloaded, the old one stays in force: " + e.getMessage());
            throw e;
        } catch (RuntimeException e) {
            log.error("the configuration was not reloaded, the old one stays in force: " + e);
            throw e;
        }
    }

    /// Puts a configuration in force that is no file's, with the modules there are.
    private synchronized void use(Configuration configuration) throws ConfigurationException, IOException {
        warnings = server.apply(configuration, settings.modules());
        controls.follow(configuration);
    }

    /// What was worth a warning when the settings in force were applied.
    public List<Problem> warnings() {
        return warnings;
    }

    /// The addresses on which connections are accepted.
    public List<InetSocketAddress> addresses() {
        return server.addresses();
    }

    /// Keeps a file with the id of this process where `PidFile` says, through reloads and until the gateway is closed.
    /// For programs that are nothing but this gateway.
    public void keepPidFile() throws IOException {
        server.keepPidFile();
    }

    /// Opens all log files anew, for those that have been moved away.
    public void reopenLogs() {
        server.reopenLogs();
    }

    /// The log of this gateway, for whoever runs it.
    public void log(String notice) {
        log.notice(notice);
    }

    /// Ends all sessions and stops accepting.
    @Override
    public void close() {
        log.notice("standalone mode SHUTDOWN");
        controls.close();
        server.close();
    }
}
