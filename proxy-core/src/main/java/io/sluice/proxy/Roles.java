package io.sluice.proxy;

import io.sluice.auth.Authenticator;
import io.sluice.auth.FilePermissions;
import io.sluice.auth.SystemFiles;
import io.sluice.config.DirectiveSet;
import io.sluice.config.Position;
import io.sluice.config.Problem;
import io.sluice.config.Problem.Severity;
import io.sluice.log.ModuleLog;
import io.sluice.module.AddressClasses;
import io.sluice.net.HostNames;
import io.sluice.net.SourceAddress;
import io.sluice.proxy.ProxyDirectives.ProxyOption;
import io.sluice.proxy.lookup.BackendUrl;
import io.sluice.proxy.lookup.Member;
import io.sluice.proxy.lookup.MemberSource;
import io.sluice.proxy.policy.ConnectPolicy;
import io.sluice.session.Role;
import io.sluice.session.Unproxied;
import io.sluice.transfer.DataPlane;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Makes the roles of virtual hosts out of their directives.
public final class Roles {
    private final HostNames names;
    private final List<AddressClasses> classes;
    private final DataPlane data;
    private final Predicate<InetSocketAddress> itself;
    private final StickyMembers sticky = new StickyMembers();
    private final Consumer<String> log;
    private final List<Problem> problems;

    /// Makes roles that share what is given.
    ///
    /// @param itself whether a connection to a place comes back to this server
    /// @param log gets what is found out about files while sessions run
    /// @param problems gets what is wrong with the configuration, or worth a warning
    public Roles(
            HostNames names,
            List<AddressClasses> classes,
            DataPlane data,
            Predicate<InetSocketAddress> itself,
            Consumer<String> log,
            List<Problem> problems) {
        this.names = names;
        this.classes = List.copyOf(classes);
        this.data = data;
        this.itself = itself;
        this.log = log;
        this.problems = problems;
    }

    /// The role of a virtual host. If it cannot be made the problems say why, and the role is one that lets nobody in.
    ///
    /// @param proxyLog the `ProxyLog` of that host
    public Role of(DirectiveSet host, DirectiveSet main, ModuleLog proxyLog) {
        if (!host.get(ProxyDirectives.ENGINE)) {
            return new Unproxied();
        }
        var at = host.setting(ProxyDirectives.ENGINE).orElseThrow().position();
        var tables = main.setting(ProxyDirectives.TABLES);
        if (tables.isEmpty()) {
            error(at, "fatal: missing required ProxyTables directive, failing to start up: ProxyEngine is on on " + at);
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
        var settings = ProxySettings.of(host, source(host));
        var shared = new ProxyHost(settings, data, names, classes, new Journal(proxyLog));
        return switch (settings.role()) {
            case FORWARD -> forward(host, shared);
            case REVERSE -> reverse(host, shared);
        };
    }

    private Role forward(DirectiveSet host, ProxyHost shared) {
        var method = host.get(ProxyDirectives.FORWARD_METHOD);
        if (method == ForwardMethod.USER_AT_SNI) {
            var at = host.setting(ProxyDirectives.FORWARD_METHOD).orElseThrow().position();
            warning(
                    at,
                    "ProxyForwardMethod " + method.word() + " needs TLS, which no loaded module offers: nobody can"
                            + " log in, on " + at);
        }
        return new ForwardRole(
                shared,
                method,
                host.find(ProxyDirectives.FORWARD_TO),
                method.checksClients() ? Optional.of(accounts(host)) : Optional.empty(),
                itself);
    }

    private Role reverse(DirectiveSet host, ProxyHost shared) {
        var members = members(host);
        if (members.isEmpty()) {
            return new NoServers();
        }
        var policy = host.get(ProxyDirectives.CONNECT_POLICY);
        boolean authenticates = shared.settings().options().contains(ProxyOption.UseReverseProxyAuth);
        if (policy == ConnectPolicy.PER_GROUP && !authenticates) {
            var position =
                    host.setting(ProxyDirectives.CONNECT_POLICY).orElseThrow().position();
            error(
                    position,
                    "fatal: ProxyReverseConnectPolicy: PerGroup ProxyReverseConnectPolicy requires the"
                            + " UseReverseProxyAuth ProxyOption on " + position);
        }
        return new ReverseRole(
                shared,
                new Pool(members, MemberSource.NONE, policy, sticky),
                authenticates ? Optional.of(accounts(host)) : Optional.empty());
    }

    private LocalAccounts accounts(DirectiveSet host) {
        problems.addAll(FilePermissions.problems(host));
        return new LocalAccounts(new Authenticator(host, SystemFiles.USUAL, InstantSource.system(), log));
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

    private List<Member> members(DirectiveSet host) {
        var members = new ArrayList<Member>();
        for (var setting : host.settings(ProxyDirectives.REVERSE_SERVERS)) {
            for (BackendUrl url : setting.value()) {
                var addresses = names.addresses(url.host());
                if (addresses.isEmpty()) {
                    error(
                            setting.position(),
                            "fatal: ProxyReverseServers: error parsing '" + url
                                    + "': Invalid argument (unable to resolve '" + url.host() + "') on "
                                    + setting.position());
                } else {
                    members.add(new Member(
                            url,
                            addresses.stream()
                                    .map(address -> new InetSocketAddress(address, url.port()))
                                    .toList()));
                }
            }
        }
        return members;
    }

    private void error(Position position, String text) {
        problems.add(new Problem(Severity.ERROR, position, text));
    }

    private void warning(Position position, String text) {
        problems.add(new Problem(Severity.WARNING, position, "warning: " + text));
    }
}
