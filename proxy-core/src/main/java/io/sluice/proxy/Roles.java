package io.sluice.proxy;

import io.sluice.auth.AuthDirectives;
import io.sluice.auth.Authenticator;
import io.sluice.auth.FilePermissions;
import io.sluice.auth.SystemFiles;
import io.sluice.config.Directive;
import io.sluice.config.DirectiveSet;
import io.sluice.config.MadeOnce;
import io.sluice.config.Position;
import io.sluice.config.Problem;
import io.sluice.config.Problem.Severity;
import io.sluice.config.Setting;
import io.sluice.datastore.Datastore;
import io.sluice.datastore.SharedSpace;
import io.sluice.log.ModuleLog;
import io.sluice.module.AddressClasses;
import io.sluice.module.BackendTls;
import io.sluice.module.Overlay;
import io.sluice.net.HostNames;
import io.sluice.net.SourceAddress;
import io.sluice.proxy.ProxyDirectives.ProxyOption;
import io.sluice.proxy.lookup.BackendUrl;
import io.sluice.proxy.lookup.Backends;
import io.sluice.proxy.lookup.Found;
import io.sluice.proxy.lookup.Member;
import io.sluice.proxy.policy.ConnectPolicy;
import io.sluice.session.Role;
import io.sluice.session.Unproxied;
import io.sluice.sql.Databases;
import io.sluice.sql.SqlDirectives;
import io.sluice.ssh.KnownHosts;
import io.sluice.ssh.SshDirectives;
import io.sluice.transfer.DataPlane;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Makes the roles of virtual hosts out of their directives.
public final class Roles implements AutoCloseable {
    /// What makes a pool.
    private static final List<Directive<?>> POOL = Stream.concat(
                    Stream.of(ProxyDirectives.REVERSE_SERVERS, ProxyDirectives.CONNECT_POLICY),
                    SqlDirectives.ALL.stream())
            .toList();

    private final HostNames names;
    private final List<AddressClasses> classes;
    private final DataPlane data;
    private final Predicate<InetSocketAddress> itself;
    private final Backends.Reader reader;
    private final Databases databases;
    private final StickyMembers sticky = new StickyMembers();
    private final Optional<SharedSpace> shared;
    private final Consumer<String> log;
    private final String version;
    private final Supplier<Datastore> datastore;
    private Optional<KnownHosts> hostKeys = Optional.empty();
    private final List<Problem> problems;
    private final List<Pool> poolsMade = new CopyOnWriteArrayList<>();
    private int hosts;

    /// Makes roles that share what is given.
    ///
    /// @param itself whether a connection to a place comes back to this server
    /// @param reader finds the backends of virtual hosts
    /// @param databases run the queries that tell backends
    /// @param shared where pools are shared with other gateways
    /// @param datastore what outlives the process; opened when it is asked for
    /// @param log gets what is found out about files while sessions run
    /// @param version of this software
    /// @param problems gets what is wrong with the configuration, or worth a warning
    public Roles(
            HostNames names,
            List<AddressClasses> classes,
            DataPlane data,
            Predicate<InetSocketAddress> itself,
            Backends.Reader reader,
            Databases databases,
            Optional<SharedSpace> shared,
            Supplier<Datastore> datastore,
            Consumer<String> log,
            String version,
            List<Problem> problems) {
        this.names = names;
        this.classes = List.copyOf(classes);
        this.data = data;
        this.itself = itself;
        this.reader = reader;
        this.databases = databases;
        this.shared = shared;
        this.log = log;
        this.version = version;
        this.datastore = datastore;
        this.problems = problems;
    }

    /// Makes roles for one virtual host.
    ///
    /// @param overlays what may be laid over its directives
    public OfHost ofHost(List<Overlay> overlays) {
        boolean overlaidServers = overlays.stream()
                .anyMatch(overlay -> !overlay.contents()
                        .settings(ProxyDirectives.REVERSE_SERVERS)
                        .isEmpty());
        hosts++;
        return new OfHost(overlaidServers, hosts);
    }

    /// The host keys of backends, known to all virtual hosts alike.
    private synchronized KnownHosts hostKeys() {
        if (hostKeys.isEmpty()) {
            hostKeys = Optional.of(new KnownHosts(datastore.get(), log));
        }
        return hostKeys.get();
    }

    /// Takes what this gateway has in shared pools out of them.
    @Override
    public void close() {
        poolsMade.forEach(Pool::close);
    }

    /// Makes the roles of one virtual host: as configured, and with other directives laid over its own. Those whose
    /// backends are written in the same directives share them, and what is known of them.
    public final class OfHost {
        private final boolean overlaidServers;
        private final int number;
        private final AtomicBoolean isConfigured = new AtomicBoolean(true);
        private final MadeOnce<Optional<Pool>> pools = new MadeOnce<>(POOL);
        private final MadeOnce<SourceAddress> sources = new MadeOnce<>(List.of(ProxyDirectives.SOURCE_ADDRESS));
        private final MadeOnce<LocalAccounts> accounts = new MadeOnce<>(AuthDirectives.ALL);
        private final MadeOnce<Optional<SshSides>> sides = new MadeOnce<>(SshSides.MADE_OF);
        private final RefusedExtensions refused = new RefusedExtensions();
        private final KnownFeatures features = new KnownFeatures();

        private OfHost(boolean overlaidServers, int number) {
            this.overlaidServers = overlaidServers;
            this.number = number;
        }

        /// The role of a virtual host. If it cannot be made the problems say why, and the role is one that lets nobody
        /// in.
        ///
        /// @param name its name and port
        /// @param proxyLog the `ProxyLog` of that host
        /// @param protectsClients whether it has TLS towards its clients
        /// @param tls TLS towards its backends, if there is any
        public Role of(
                String name,
                DirectiveSet host,
                DirectiveSet main,
                ModuleLog proxyLog,
                boolean protectsClients,
                Optional<BackendTls> tls) {
            if (!host.get(ProxyDirectives.ENGINE)) {
                host.setting(SshDirectives.ENGINE)
                        .filter(Setting::value)
                        .ifPresent(engine -> error(
                                engine.position(),
                                "fatal: SFTPEngine: SFTPEngine on needs ProxyEngine on: files are those of backends, on "
                                        + engine.position()));
                return new Unproxied();
            }
            var at = host.setting(ProxyDirectives.ENGINE).orElseThrow().position();
            var tables = main.setting(ProxyDirectives.TABLES);
            if (tables.isEmpty()) {
                error(
                        at,
                        "fatal: missing required ProxyTables directive, failing to start up: ProxyEngine is on on "
                                + at);
            } else {
                ProxyTables.problem(tables.get().value())
                        .ifPresent(text -> error(
                                tables.get().position(),
                                "fatal: ProxyTables: " + text + " on "
                                        + tables.get().position()));
            }
            if (host.find(ProxyDirectives.ROLE).isEmpty()) {
                warning(at, "ProxyEngine is on without ProxyRole on " + at + ": taking the role to be reverse");
            }
            var settings = ProxySettings.of(host, sources.of(host, () -> source(host)));
            var common = new ProxyHost(settings, data, names, classes, new Journal(proxyLog), refused, features, tls);
            boolean ssh = host.get(SshDirectives.ENGINE);
            return switch (settings.role()) {
                case FORWARD -> ssh ? noForwardSsh(host) : forward(host, common, protectsClients);
                case REVERSE -> reverse(name, host, common);
            };
        }

        private Role forward(DirectiveSet host, ProxyHost common, boolean protectsClients) {
            var method = host.get(ProxyDirectives.FORWARD_METHOD);
            if (method == ForwardMethod.USER_AT_SNI && !protectsClients) {
                var at = host.setting(ProxyDirectives.FORWARD_METHOD)
                        .orElseThrow()
                        .position();
                warning(
                        at,
                        "ProxyForwardMethod " + method.word() + " needs TLS (see TLSEngine), which this server does not"
                                + " offer: nobody can log in, on " + at);
            }
            return new ForwardRole(
                    common,
                    method,
                    host.find(ProxyDirectives.FORWARD_TO),
                    method.checksClients() ? Optional.of(known(host)) : Optional.empty(),
                    itself);
        }

        private Role noForwardSsh(DirectiveSet host) {
            var at = host.setting(ProxyDirectives.ROLE).orElseThrow().position();
            error(at, "fatal: ProxyRole: unable to support non-reverse ProxyRole for SFTP on " + at);
            return new Unproxied();
        }

        /// The SSH server and client of this host; empty where it speaks FTP, and then nothing of them is loaded.
        private Optional<SshSides> ssh(String name, DirectiveSet host) {
            return host.get(SshDirectives.ENGINE)
                    ? sides.of(
                            host,
                            () -> SshSides.of(
                                    host, new SshSides.Place(name, number), hostKeys(), version, log, problems))
                    : Optional.empty();
        }

        private Role reverse(String name, DirectiveSet host, ProxyHost common) {
            var policy = host.get(ProxyDirectives.CONNECT_POLICY);
            boolean authenticates = common.settings().options().contains(ProxyOption.UseReverseProxyAuth);
            if (policy == ConnectPolicy.PER_GROUP && !authenticates) {
                var position = host.setting(ProxyDirectives.CONNECT_POLICY)
                        .orElseThrow()
                        .position();
                error(
                        position,
                        "fatal: ProxyReverseConnectPolicy: PerGroup ProxyReverseConnectPolicy requires the"
                                + " UseReverseProxyAuth ProxyOption on " + position);
            }
            refuseWithoutTls(host, common);
            var pool = pools.of(host, () -> pool(host, policy, common));
            pool.ifPresent(each -> protocols(host, each));
            boolean laterOnes = overlaidServers && (authenticates || policy == ConnectPolicy.PER_USER);
            if (pool.isEmpty() && !laterOnes) {
                return new NoServers();
            }
            var members = pool.orElseGet(
                    () -> new Pool(List.of(), _ -> new Found.NoEntry(), policy, sticky, Optional.empty()));
            var ssh = ssh(name, host);
            if (ssh.isPresent()) {
                return new SshRole(
                        common, members, ssh.get(), policy.looksUp() ? Optional.of(known(host)) : Optional.empty());
            }
            return new ReverseRole(common, members, authenticates ? Optional.of(known(host)) : Optional.empty());
        }

        /// All backends speak what the server speaks.
        private void protocols(DirectiveSet host, Pool pool) {
            boolean ssh = host.get(SshDirectives.ENGINE);
            pool.members().stream()
                    .map(Member::url)
                    .filter(url -> ssh != (url.protocol() == BackendUrl.Protocol.SFTP))
                    .findFirst()
                    .ifPresent(url -> {
                        var at = host.settings(ProxyDirectives.REVERSE_SERVERS).stream()
                                .filter(setting -> setting.value().names(url))
                                .map(Setting::position)
                                .findFirst()
                                .or(() -> host.setting(ProxyDirectives.REVERSE_SERVERS)
                                        .map(Setting::position))
                                .orElseThrow();
                        error(
                                at,
                                "fatal: ProxyReverseServers: '" + url
                                        + (ssh
                                                ? "' is not for a server with SFTPEngine on, whose backends are all"
                                                        + " sftp://, on "
                                                : "' needs SFTPEngine on: a server speaks with its backends what it"
                                                        + " speaks with its clients, on ")
                                        + at);
                    });
        }

        private void refuseWithoutTls(DirectiveSet host, ProxyHost common) {
            for (var setting : host.settings(ProxyDirectives.REVERSE_SERVERS)) {
                setting.value()
                        .overTls()
                        .filter(_ -> common.tls().isEmpty())
                        .ifPresent(url -> error(
                                setting.position(),
                                "fatal: ProxyReverseServers: '" + url + "' needs TLS towards backends, which no loaded"
                                        + " module offers on " + setting.position()));
            }
        }

        /// The first pool is that of the host as configured, which the gateways of a cluster have in common. Those of
        /// overlays are made as sessions need them, and stay with this gateway.
        private Optional<Pool> pool(DirectiveSet host, ConnectPolicy policy, ProxyHost common) {
            var space = isConfigured.getAndSet(false) ? shared : Optional.<SharedSpace>empty();
            var backends = backends(host, common);
            if (backends.areNone()) {
                return Optional.empty();
            }
            var pool = new Pool(
                    backends.defaults(),
                    policy == ConnectPolicy.PER_GROUP ? backends.byGroup() : backends.byUser(),
                    policy,
                    sticky,
                    space.map(each -> new SharedPool(each, number)));
            poolsMade.add(pool);
            return Optional.of(pool);
        }

        private LocalAccounts known(DirectiveSet host) {
            return accounts.of(host, () -> {
                problems.addAll(FilePermissions.problems(host));
                return new LocalAccounts(new Authenticator(host, SystemFiles.USUAL, InstantSource.system(), log));
            });
        }

        private SourceAddress source(DirectiveSet host) {
            var setting = host.setting(ProxyDirectives.SOURCE_ADDRESS);
            if (setting.isEmpty()) {
                return SourceAddress.CHOSEN_BY_SYSTEM;
            }
            var found = names.addressesOrDevice(setting.get().value()).stream().findFirst();
            if (found.isEmpty()) {
                var position = setting.get().position();
                error(
                        position,
                        "fatal: ProxySourceAddress: unable to resolve '"
                                + setting.get().value() + "' on " + position);
            }
            return new SourceAddress(found);
        }

        private Backends backends(DirectiveSet host, ProxyHost common) {
            return reader.read(
                    host.settings(ProxyDirectives.REVERSE_SERVERS),
                    databases.of(host, problems),
                    common.settings().options().contains(ProxyOption.IgnoreConfigPerms),
                    text -> {
                        log.accept(text);
                        common.journal().proxyLog().log(text);
                    });
        }
    }

    private void error(Position position, String text) {
        problems.add(new Problem(Severity.ERROR, position, text));
    }

    private void warning(Position position, String text) {
        problems.add(new Problem(Severity.WARNING, position, "warning: " + text));
    }
}
