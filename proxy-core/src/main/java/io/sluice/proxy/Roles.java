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
import io.sluice.log.ModuleLog;
import io.sluice.module.AddressClasses;
import io.sluice.module.Overlay;
import io.sluice.net.HostNames;
import io.sluice.net.SourceAddress;
import io.sluice.proxy.ProxyDirectives.ProxyOption;
import io.sluice.proxy.lookup.Backends;
import io.sluice.proxy.lookup.Found;
import io.sluice.proxy.policy.ConnectPolicy;
import io.sluice.session.Role;
import io.sluice.session.Unproxied;
import io.sluice.sql.Databases;
import io.sluice.sql.SqlDirectives;
import io.sluice.transfer.DataPlane;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Makes the roles of virtual hosts out of their directives.
public final class Roles {
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
    private final Consumer<String> log;
    private final List<Problem> problems;

    /// Makes roles that share what is given.
    ///
    /// @param itself whether a connection to a place comes back to this server
    /// @param reader finds the backends of virtual hosts
    /// @param databases run the queries that tell backends
    /// @param log gets what is found out about files while sessions run
    /// @param problems gets what is wrong with the configuration, or worth a warning
    public Roles(
            HostNames names,
            List<AddressClasses> classes,
            DataPlane data,
            Predicate<InetSocketAddress> itself,
            Backends.Reader reader,
            Databases databases,
            Consumer<String> log,
            List<Problem> problems) {
        this.names = names;
        this.classes = List.copyOf(classes);
        this.data = data;
        this.itself = itself;
        this.reader = reader;
        this.databases = databases;
        this.log = log;
        this.problems = problems;
    }

    /// Makes roles for one virtual host.
    ///
    /// @param overlays what may be laid over its directives
    public OfHost ofHost(List<Overlay> overlays) {
        return new OfHost(overlays.stream()
                .anyMatch(overlay -> !overlay.contents()
                        .settings(ProxyDirectives.REVERSE_SERVERS)
                        .isEmpty()));
    }

    /// Makes the roles of one virtual host: as configured, and with other directives laid over its own. Those whose
    /// backends are written in the same directives share them, and what is known of them.
    public final class OfHost {
        private final boolean overlaidServers;
        private final MadeOnce<Optional<Pool>> pools = new MadeOnce<>(POOL);
        private final MadeOnce<SourceAddress> sources = new MadeOnce<>(List.of(ProxyDirectives.SOURCE_ADDRESS));
        private final MadeOnce<LocalAccounts> accounts = new MadeOnce<>(AuthDirectives.ALL);
        private final RefusedExtensions refused = new RefusedExtensions();

        private OfHost(boolean overlaidServers) {
            this.overlaidServers = overlaidServers;
        }

        /// The role of a virtual host. If it cannot be made the problems say why, and the role is one that lets nobody
        /// in.
        ///
        /// @param proxyLog the `ProxyLog` of that host
        public Role of(DirectiveSet host, DirectiveSet main, ModuleLog proxyLog) {
            if (!host.get(ProxyDirectives.ENGINE)) {
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
            var shared = new ProxyHost(settings, data, names, classes, new Journal(proxyLog), refused);
            return switch (settings.role()) {
                case FORWARD -> forward(host, shared);
                case REVERSE -> reverse(host, shared);
            };
        }

        private Role forward(DirectiveSet host, ProxyHost shared) {
            var method = host.get(ProxyDirectives.FORWARD_METHOD);
            if (method == ForwardMethod.USER_AT_SNI) {
                var at = host.setting(ProxyDirectives.FORWARD_METHOD)
                        .orElseThrow()
                        .position();
                warning(
                        at,
                        "ProxyForwardMethod " + method.word() + " needs TLS, which no loaded module offers: nobody can"
                                + " log in, on " + at);
            }
            return new ForwardRole(
                    shared,
                    method,
                    host.find(ProxyDirectives.FORWARD_TO),
                    method.checksClients() ? Optional.of(known(host)) : Optional.empty(),
                    itself);
        }

        private Role reverse(DirectiveSet host, ProxyHost shared) {
            var policy = host.get(ProxyDirectives.CONNECT_POLICY);
            boolean authenticates = shared.settings().options().contains(ProxyOption.UseReverseProxyAuth);
            if (policy == ConnectPolicy.PER_GROUP && !authenticates) {
                var position = host.setting(ProxyDirectives.CONNECT_POLICY)
                        .orElseThrow()
                        .position();
                error(
                        position,
                        "fatal: ProxyReverseConnectPolicy: PerGroup ProxyReverseConnectPolicy requires the"
                                + " UseReverseProxyAuth ProxyOption on " + position);
            }
            var pool = pools.of(host, () -> pool(host, policy, shared));
            boolean laterOnes = overlaidServers && (authenticates || policy == ConnectPolicy.PER_USER);
            if (pool.isEmpty() && !laterOnes) {
                return new NoServers();
            }
            return new ReverseRole(
                    shared,
                    pool.orElseGet(() -> new Pool(List.of(), _ -> new Found.NoEntry(), policy, sticky)),
                    authenticates ? Optional.of(known(host)) : Optional.empty());
        }

        private Optional<Pool> pool(DirectiveSet host, ConnectPolicy policy, ProxyHost shared) {
            var backends = backends(host, shared);
            return backends.areNone()
                    ? Optional.empty()
                    : Optional.of(new Pool(
                            backends.defaults(),
                            policy == ConnectPolicy.PER_GROUP ? backends.byGroup() : backends.byUser(),
                            policy,
                            sticky));
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

        private Backends backends(DirectiveSet host, ProxyHost shared) {
            return reader.read(
                    host.settings(ProxyDirectives.REVERSE_SERVERS),
                    databases.of(host, problems),
                    shared.settings().options().contains(ProxyOption.IgnoreConfigPerms),
                    text -> {
                        log.accept(text);
                        shared.journal().proxyLog().log(text);
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
