package io.sluice.server;

import io.sluice.config.Configuration;
import io.sluice.config.Configuration.ServerBlock;
import io.sluice.config.ConfigurationException;
import io.sluice.config.DirectiveSet;
import io.sluice.config.Problem;
import io.sluice.config.Problem.Severity;
import io.sluice.filter.CoreFilters;
import io.sluice.filter.CredentialSizes;
import io.sluice.filter.LiveSessions;
import io.sluice.filter.ShutdownNotice;
import io.sluice.log.LogFilters;
import io.sluice.log.Logging;
import io.sluice.module.ActiveModule;
import io.sluice.module.AddressClasses;
import io.sluice.module.ServerEvent;
import io.sluice.module.ServerModule;
import io.sluice.module.SessionFilter;
import io.sluice.net.Addresses;
import io.sluice.net.HostNames;
import io.sluice.proxy.Roles;
import io.sluice.session.FilterPipeline;
import io.sluice.session.SessionSettings;
import io.sluice.session.VirtualHost;
import io.sluice.transfer.Relay;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Makes a [Setup] out of a configuration: everything that can be wrong with it beyond single directives is found here,
/// and reported at once.
final class SetupBuilder {
    private final Configuration configuration;
    private final ServerOptions options;
    private final Lent lent;
    private final List<Problem> problems = new ArrayList<>();
    private final List<ActiveModule> modules = new ArrayList<>();
    private final List<LogFilters> logs = new ArrayList<>();

    /// What the server lends to every setup.
    record Lent(HostNames names, Relay relay, LiveSessions sessions, Consumer<ServerEvent> events, Logging logging) {}

    SetupBuilder(Configuration configuration, ServerOptions options, Lent lent) {
        this.configuration = configuration;
        this.options = options;
        this.lent = lent;
    }

    Setup build(List<ServerModule> available) throws ConfigurationException {
        try {
            for (ServerModule module : available) {
                modules.add(module.activate(configuration));
            }
            modules.forEach(module -> problems.addAll(module.warnings()));
            var hosts = new HostTable(withoutCollisions(servers()));
            if (problems.stream().anyMatch(problem -> problem.severity() == Severity.ERROR)) {
                throw new ConfigurationException(problems);
            }
            return new Setup(configuration, hosts, listening(hosts), modules, logs, problems);
        } catch (ConfigurationException e) {
            modules.forEach(ActiveModule::close);
            logs.forEach(LogFilters::close);
            throw e;
        }
    }

    private List<InetSocketAddress> listening(HostTable hosts) {
        var main = configuration.main().directives();
        return ListeningAddresses.of(
                hosts.servers(),
                main.get(ServerDirectives.SOCKET_BIND_TIGHT),
                options.ipv6() && main.get(ServerDirectives.USE_IPV6));
    }

    private List<BoundServer> servers() {
        var coreFilters = CoreFilters.of(
                lent.sessions(),
                lent.events(),
                CredentialSizes.LoginPart.WHOLE,
                new ShutdownNotice(ShutdownNotice.USUAL_PLACE, InstantSource.system(), ZoneId.systemDefault()),
                InstantSource.system());
        var moduleFilters =
                modules.stream().flatMap(module -> module.filters().stream()).toList();
        var shared = Stream.concat(coreFilters.stream(), moduleFilters.stream()).toList();
        var classes = modules.stream()
                .flatMap(module -> module.addressClasses().stream())
                .toList();
        var table = new Siblings();
        var servers = new ArrayList<BoundServer>();
        server(configuration.main(), mainAddresses(), shared, classes, table).ifPresent(servers::add);
        for (ServerBlock block : configuration.virtualHosts()) {
            server(block, addresses(block), shared, classes, table).ifPresent(servers::add);
        }
        return servers;
    }

    private Optional<BoundServer> server(
            ServerBlock block,
            List<InetAddress> addresses,
            List<SessionFilter> shared,
            List<AddressClasses> classes,
            Siblings siblings) {
        if (addresses.isEmpty()) {
            return Optional.empty();
        }
        var directives = block.directives();
        var main = configuration.main().directives();
        var aliases = aliases(block);
        var log = LogFilters.of(directives, main, lent.logging());
        logs.add(log);
        problems.addAll(log.problems());
        var host = new VirtualHost(
                directives
                        .find(ServerDirectives.SERVER_NAME)
                        .or(() -> aliases.stream().findFirst())
                        .or(() -> main.find(ServerDirectives.SERVER_NAME))
                        .orElse("Sluice"),
                Addresses.text(addresses.getFirst()),
                directives.get(ServerDirectives.PORT),
                aliases,
                directives,
                SessionSettings.of(directives, main),
                new FilterPipeline(
                        Stream.concat(shared.stream(), log.filters().stream()).toList()),
                new Roles(lent.names(), classes, lent.relay(), lent.logging().system()::notice, problems)
                        .of(directives, main),
                name -> siblings.named(name, addresses.getFirst(), directives.get(ServerDirectives.PORT)));
        var server = new BoundServer(host, addresses, directives.get(ServerDirectives.DEFAULT_SERVER));
        siblings.servers.add(server);
        return Optional.of(server);
    }

    /// The servers made so far, for look-ups by name at run time.
    private static final class Siblings {
        private final List<BoundServer> servers = new ArrayList<>();

        Optional<VirtualHost> named(String name, InetAddress address, int port) {
            return new HostTable(servers).named(name, address, port);
        }
    }

    /// The names of `ServerAlias`, and those of the header of a `<VirtualHost>` that are no addresses.
    private List<String> aliases(ServerBlock block) {
        return Stream.concat(
                        block.directives().settings(ServerDirectives.SERVER_ALIAS).stream()
                                .flatMap(setting -> setting.value().stream()),
                        block.addresses().stream()
                                .filter(word -> Addresses.literal(word).isEmpty()
                                        && Addresses.ofDevice(word).isEmpty()))
                .distinct()
                .toList();
    }

    private List<InetAddress> mainAddresses() {
        if (options.serverAddress().isPresent() && noDefaultAddress()) {
            return resolved(List.of(options.serverAddress().get()), configuration.main(), Severity.ERROR);
        }
        var setting = configuration.main().directives().setting(ServerDirectives.DEFAULT_ADDRESS);
        if (setting.isPresent()) {
            return resolved(setting.get().value(), configuration.main(), Severity.ERROR);
        }
        try {
            var own = lent.names().addresses(InetAddress.getLocalHost().getHostName());
            return usable(own.isEmpty() ? List.of(InetAddress.getLocalHost()) : own);
        } catch (UnknownHostException _) {
            return List.of(InetAddress.getLoopbackAddress());
        }
    }

    private boolean noDefaultAddress() {
        return configuration
                .main()
                .directives()
                .setting(ServerDirectives.DEFAULT_ADDRESS)
                .isEmpty();
    }

    private List<InetAddress> addresses(ServerBlock block) {
        return resolved(block.addresses(), block, Severity.WARNING);
    }

    private List<InetAddress> resolved(List<String> words, ServerBlock block, Severity severity) {
        var addresses = new ArrayList<InetAddress>();
        for (String word : words) {
            var found = usable(lent.names().addressesOrDevice(word));
            if (found.isEmpty()) {
                var text = severity == Severity.ERROR
                        ? "fatal: unable to resolve \"" + word + "\""
                        : "warning: error resolving '" + word + "': Name or service not known";
                problems.add(new Problem(severity, block.position(), text + " on " + block.position()));
            }
            found.stream().filter(address -> !addresses.contains(address)).forEach(addresses::add);
        }
        return addresses;
    }

    private List<InetAddress> usable(List<InetAddress> addresses) {
        boolean ipv6 = options.ipv6() && configuration.main().directives().get(ServerDirectives.USE_IPV6);
        return addresses.stream()
                .filter(address -> address instanceof Inet6Address ? ipv6 : options.ipv4())
                .toList();
    }

    /// The servers that can be reached: of two on the same address and port the later one only if it has names.
    private List<BoundServer> withoutCollisions(List<BoundServer> servers) {
        var kept = new ArrayList<BoundServer>();
        Optional<BoundServer> defaultServer = Optional.empty();
        for (BoundServer server : servers) {
            if (server.isDefault() && defaultServer.isPresent()) {
                problems.add(new Problem(
                        Severity.ERROR,
                        position(server.host().directives()),
                        "fatal: DefaultServer: DefaultServer has already been set. on "
                                + position(server.host().directives())));
            }
            if (server.isDefault()) {
                defaultServer = Optional.of(server);
            }
            var other = kept.stream().filter(first -> collide(first, server)).findFirst();
            if (other.isPresent() && !server.isNamed()) {
                var text = "\"" + server.host().name() + "\" address/port ("
                        + server.host().address() + ":" + server.host().port() + ") already in use by \""
                        + other.get().host().name() + "\"";
                problems.add(new Problem(
                        options.collisionsFatal() ? Severity.ERROR : Severity.WARNING,
                        configuration.main().position(),
                        (options.collisionsFatal() ? "fatal: " : "warning: ") + text));
            } else {
                kept.add(server);
            }
        }
        return kept;
    }

    private static io.sluice.config.Position position(DirectiveSet directives) {
        return directives
                .setting(ServerDirectives.DEFAULT_SERVER)
                .map(io.sluice.config.Setting::position)
                .orElse(io.sluice.config.Position.CODE);
    }

    private static boolean collide(BoundServer one, BoundServer other) {
        int port = one.host().port();
        return port != 0
                && port == other.host().port()
                && one.addresses().stream().anyMatch(other.addresses()::contains);
    }
}
