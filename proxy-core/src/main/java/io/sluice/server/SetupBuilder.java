package io.sluice.server;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheSettings.Use;
import io.sluice.cache.Capabilities;
import io.sluice.config.Configuration;
import io.sluice.config.Configuration.ServerBlock;
import io.sluice.config.ConfigurationException;
import io.sluice.config.Problem;
import io.sluice.config.Problem.Severity;
import io.sluice.datastore.Datastore;
import io.sluice.datastore.DatastoreKind;
import io.sluice.datastore.SharedSpace;
import io.sluice.datastore.Stores;
import io.sluice.filter.CoreFilters;
import io.sluice.filter.CredentialSizes;
import io.sluice.filter.ShutdownNotice;
import io.sluice.log.Logging;
import io.sluice.log.SessionVariables;
import io.sluice.log.Trace;
import io.sluice.module.ActiveModule;
import io.sluice.module.ServerEvent;
import io.sluice.module.ServerModule;
import io.sluice.module.SessionFilter;
import io.sluice.module.SessionView;
import io.sluice.net.Addresses;
import io.sluice.net.HostNames;
import io.sluice.proxy.ForwardMethod;
import io.sluice.proxy.ProxyDirectives;
import io.sluice.proxy.Roles;
import io.sluice.proxy.lookup.Backends;
import io.sluice.proxy.lookup.MemberFinder;
import io.sluice.session.ProxyProtocolDirectives;
import io.sluice.session.Siblings;
import io.sluice.session.SocketDirectives;
import io.sluice.session.VirtualHost;
import io.sluice.sql.Databases;
import io.sluice.sql.Drivers;
import io.sluice.transfer.DataPlane;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Makes a [Setup] out of a configuration: everything that can be wrong with it beyond single directives is found here,
/// and reported at once.
final class SetupBuilder {
    private final Configuration configuration;
    private final ServerOptions options;
    private final Lent lent;
    private final List<ServerModule> available;
    private final boolean reload;
    private final List<Problem> problems = Collections.synchronizedList(new ArrayList<>());
    private final List<ActiveModule> modules = new ArrayList<>();
    private final List<HostMaker> makers = new ArrayList<>();
    private final HostsToBe siblings = new HostsToBe();
    private final List<Roles> rolesMade = new ArrayList<>();
    private Optional<Stores.Borrowed> datastore = Optional.empty();
    private Optional<Datastore> outliving = Optional.empty();
    private final MemberFinder finder;
    private final Databases databases;
    private final StoreProviders stores;
    private final LentServices services;

    /// What the server lends to every setup.
    ///
    /// @param itself whether a connection to a place comes back to the server
    record Lent(
            HostNames names,
            DataPlane data,
            Sessions sessions,
            Consumer<ServerEvent> events,
            Logging logging,
            Trace trace,
            ShutdownNotice notice,
            Predicate<InetSocketAddress> itself,
            Stores stores) {}

    /// Begins a setup.
    ///
    /// @param reload whether another setup is in force, which goes on if this one cannot be made
    SetupBuilder(
            Configuration configuration,
            ServerOptions options,
            Lent lent,
            List<ServerModule> available,
            boolean reload) {
        this.configuration = configuration;
        this.options = options;
        this.lent = lent;
        this.available = List.copyOf(available);
        this.reload = reload;
        var log = lent.logging().system();
        this.finder = new MemberFinder(lent.names(), log::notice);
        this.databases = new Databases(
                new Drivers(() -> available.stream()
                        .flatMap(module -> module.databaseDrivers().stream())
                        .toList()),
                new SessionVariables(lent.logging().origin()),
                log::error);
        this.stores = StoreProviders.of(available);
        this.services = new LentServices(databases, lent, stores);
    }

    Setup build() throws ConfigurationException {
        try {
            for (ServerModule module : available) {
                modules.add(module.activate(configuration, services));
            }
            modules.forEach(module -> problems.addAll(module.warnings()));
            var hosts = new HostTable(new Collisions(options.collisionsFatal(), problems).without(servers()));
            var listening = ListeningAddresses.of(
                    hosts.servers(), bindsTight(), lent.names().families().ipv6());
            problems.addAll(new OwnBackends(hosts, new OwnAddresses(listening)).problems());
            process();
            var found = problems.stream().distinct().toList();
            if (found.stream().anyMatch(problem -> problem.severity() == Severity.ERROR)) {
                throw new ConfigurationException(found);
            }
            siblings.hosts = hosts;
            services.serving(hosts);
            return new Setup(configuration, hosts, listening, modules, found, this::close);
        } catch (ConfigurationException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /// Gives back what modules and logs hold.
    private void close() {
        modules.forEach(ActiveModule::close);
        rolesMade.forEach(Roles::close);
        outliving.ifPresent(Datastore::close);
        datastore.ifPresent(Stores.Borrowed::close);
        finder.close();
        services.close();
        databases.close();
        makers.forEach(HostMaker::close);
    }

    private List<BoundServer> servers() {
        var filters = filters();
        var classes = modules.stream()
                .flatMap(module -> module.addressClasses().stream())
                .toList();
        var addresses = new ServerAddresses(
                lent.names(), options.serverAddress(), lent.logging().origin().host(), problems);
        var space = sharedSpace();
        var roles = new Roles(
                lent.names(),
                classes,
                lent.data(),
                lent.itself(),
                new Backends.Reader(finder, reload, problems),
                databases,
                space,
                () -> outliving(space),
                lent.logging().system()::notice,
                lent.logging().origin().version(),
                problems);
        rolesMade.add(roles);
        var servers = new ArrayList<BoundServer>();
        int number = 1;
        server(number, configuration.main(), addresses.ofMain(configuration.main()), filters, roles)
                .ifPresent(servers::add);
        for (ServerBlock block : configuration.virtualHosts()) {
            number++;
            server(number, block, addresses.ofVirtualHost(block), filters, roles)
                    .ifPresent(servers::add);
        }
        return servers;
    }

    /// The filters that all servers share.
    private List<SessionFilter> filters() {
        var core = CoreFilters.of(
                lent.sessions(), lent.events(), SetupBuilder::loginPart, lent.notice(), InstantSource.system());
        var plugged = modules.stream().flatMap(module -> module.filters().stream());
        return Stream.concat(core.stream(), plugged).toList();
    }

    private static String loginPart(SessionView session, String argument) {
        var part = ForwardMethod.of(session.server().directives())
                .filter(ForwardMethod::clientsNameTheServer)
                .map(_ -> CredentialSizes.LoginPart.BEFORE_DESTINATION)
                .orElse(CredentialSizes.LoginPart.WHOLE);
        return part.of(session, argument);
    }

    private Optional<BoundServer> server(
            int number, ServerBlock block, List<InetAddress> addresses, List<SessionFilter> shared, Roles roles) {
        if (addresses.isEmpty()) {
            return Optional.empty();
        }
        int port = block.directives().get(ServerDirectives.PORT);
        var overlays = modules.stream()
                .flatMap(module -> module.overlays(block.directives()).stream())
                .toList();
        var maker = new HostMaker(
                block,
                configuration.main().directives(),
                new HostMaker.Place(
                        number,
                        Addresses.text(addresses.getFirst()),
                        port,
                        aliases(block),
                        siblings.at(addresses, port)),
                shared,
                roles.ofHost(overlays),
                modules.stream().flatMap(module -> module.tls().stream()).findFirst(),
                lent.logging(),
                keepers(),
                problems);
        makers.add(maker);
        var host = maker.with(List.of());
        overlays.forEach(overlay -> maker.with(List.of(overlay)));
        maxSegment(block);
        trustedSenders(block);
        boolean isDefault = block.directives().get(ServerDirectives.DEFAULT_SERVER) && !bindsTight();
        return Optional.of(new BoundServer(host, addresses, isDefault, block.position()));
    }

    /// What outlives the process.
    private Datastore outliving(Optional<SharedSpace> space) {
        var main = configuration.main().directives();
        var opened = Datastore.of(
                main.get(ProxyDirectives.DATASTORE),
                space,
                main.find(ProxyDirectives.TABLES).orElse(Path.of(""))); // a setup without it is refused
        outliving = Optional.of(opened);
        return opened;
    }

    /// The part of a shared store that `ProxyDatastore` names; none where it cannot be used, with the reason among the
    /// problems.
    private Optional<SharedSpace> sharedSpace() {
        var main = configuration.main().directives();
        var setting = main.setting(ProxyDirectives.DATASTORE);
        if (setting.isEmpty() || !(setting.get().value() instanceof DatastoreKind.Shared shared)) {
            return Optional.empty();
        }
        var position = setting.get().position();
        var provider = stores.named(shared.type());
        if (provider.isEmpty()) {
            problems.add(new Problem(
                    Severity.ERROR,
                    position,
                    "fatal: ProxyDatastore: " + noProvider(shared.type()) + " on " + position
                            + stores.insteadOf(shared.type())));
            return Optional.empty();
        }
        try {
            datastore = Optional.of(lent.stores().open(provider.get(), Use.STATE, shared.info(), main));
            var store = datastore.get().store();
            if (!store.capabilities().has(Capabilities.Feature.SHARED)) {
                throw new CacheException(
                        CacheException.Kind.ARGUMENT,
                        "datastore '" + shared.type()
                                + "' shows its entries to no other process; expected one that gateways can share");
            }
            return Optional.of(new SharedSpace(store, shared.prefix()));
        } catch (CacheException e) {
            boolean settings = e.kind() == CacheException.Kind.ARGUMENT;
            problems.add(new Problem(
                    settings ? Severity.ERROR : Severity.WARNING,
                    position,
                    (settings ? "fatal: ProxyDatastore: " : "warning: ProxyDatastore: ") + e.getMessage() + " on "
                            + position + (settings ? "" : "; backends are chosen from memory")));
            return Optional.empty();
        }
    }

    /// The kinds of stores that keep the events of sessions.
    private List<StoreEventKeeper> keepers() {
        return available.stream()
                .flatMap(module -> module.cacheProviders().stream())
                .flatMap(provider -> StoreEventKeeper.of(provider, lent.stores()).stream())
                .toList();
    }

    private static String noProvider(String type) {
        var written = type.equals("redis") ? "Redis" : type;
        return StoreProviders.missing(type)
                .map(need -> "datastore '" + written + "' " + need)
                .orElse("unsupported ProxyDatastore: " + type);
    }

    /// The servers of the setup, known to each of them once all are made.
    private static final class HostsToBe {
        private volatile HostTable hosts = new HostTable(List.of());

        Siblings at(List<InetAddress> addresses, int port) {
            return new Siblings() {
                @Override
                public boolean haveNames() {
                    return hosts.hasNames(addresses, port);
                }

                @Override
                public Optional<VirtualHost> named(String name) {
                    return hosts.named(name, addresses, port);
                }
            };
        }
    }

    /// The names of `ServerAlias`, and those of the header of a `<VirtualHost>` that are no addresses.
    private static List<String> aliases(ServerBlock block) {
        return Stream.concat(
                        block.directives().settings(ServerDirectives.SERVER_ALIAS).stream()
                                .flatMap(setting -> setting.value().stream()),
                        block.addresses().stream()
                                .filter(word -> Addresses.literal(word).isEmpty()
                                        && Addresses.ofDevice(word).isEmpty()))
                .distinct()
                .toList();
    }

    private boolean bindsTight() {
        return configuration.main().directives().get(ServerDirectives.SOCKET_BIND_TIGHT);
    }

    /// What concerns the process and not one server.
    private void process() {
        configuration
                .main()
                .directives()
                .setting(ServerDirectives.PID_FILE)
                .ifPresent(setting -> new PidFile(setting.value())
                        .problem()
                        .ifPresent(text -> problems.add(new Problem(
                                Severity.ERROR,
                                setting.position(),
                                "fatal: PidFile: " + text + " on " + setting.position()))));
    }

    private void maxSegment(ServerBlock block) {
        block.directives()
                .setting(SocketDirectives.SOCKET_OPTIONS)
                .filter(setting -> setting.value().maxSegment().isPresent())
                .ifPresent(setting -> problems.add(new Problem(
                        Severity.WARNING,
                        setting.position(),
                        "warning: SocketOptions: maxseg is left to the system, Java has no way to set it, on "
                                + setting.position())));
    }

    /// Whoever may write a PROXY header may be anybody, so it has to be said who may.
    private void trustedSenders(ServerBlock block) {
        var directives = block.directives();
        if (!directives.get(ProxyProtocolDirectives.ENGINE)
                || !directives.settings(ProxyProtocolDirectives.FROM).isEmpty()) {
            return;
        }
        var position =
                directives.setting(ProxyProtocolDirectives.ENGINE).orElseThrow().position();
        problems.add(new Problem(
                Severity.ERROR,
                position,
                "fatal: ProxyProtocolEngine: on, but no sender is trusted; name the addresses of your balancers, as in"
                        + " 'ProxyProtocolFrom 192.0.2.10 198.51.100.0/24', on " + position));
    }
}
