package io.sluice.server;

import io.sluice.auth.AuthDirectives;
import io.sluice.auth.Authenticator;
import io.sluice.auth.LoginOutcome.Authenticated;
import io.sluice.auth.SystemFiles;
import io.sluice.config.Configuration.ServerBlock;
import io.sluice.config.DirectiveSet;
import io.sluice.config.MadeOnce;
import io.sluice.config.Problem;
import io.sluice.log.EventKeeper;
import io.sluice.log.LogDirectives;
import io.sluice.log.LogFilters;
import io.sluice.log.Logging;
import io.sluice.log.ModuleLog;
import io.sluice.module.Overlay;
import io.sluice.module.ServerTls;
import io.sluice.module.SessionFilter;
import io.sluice.module.TlsProvider;
import io.sluice.proxy.Roles;
import io.sluice.session.FilterPipeline;
import io.sluice.session.Overlaying;
import io.sluice.session.SessionSettings;
import io.sluice.session.Siblings;
import io.sluice.session.VirtualHost;
import io.sluice.ssh.SshDirectives;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// One server of a configuration as its sessions see it: made once as configured, and once for every combination of
/// overlays that sessions come to. What the overlays say nothing about is the same thing in all of them: the pool of
/// backends, the logs, the accounts.
final class HostMaker implements Overlaying {
    private final ServerBlock block;
    private final DirectiveSet main;
    private final Place place;
    private final List<SessionFilter> shared;
    private final Roles.OfHost roles;
    private final Optional<TlsProvider> tls;
    private final Logging logging;
    private final List<Problem> problems;
    private final List<EventKeeper> keepers;
    private final MadeOnce<LogFilters> logs;
    private final MadeOnce<ModuleLog> proxyLogs = new MadeOnce<>(
            List.of(LogDirectives.PROXY_LOG, LogDirectives.LOG_OPTIONS, LogDirectives.ALLOW_LOG_SYMLINKS));
    private final MadeOnce<Authenticator> accounts = new MadeOnce<>(AuthDirectives.ALL);
    private final Map<List<Overlay>, VirtualHost> made = new ConcurrentHashMap<>();

    /// Where a server is, in the configuration and to its clients, and the names it answers to.
    record Place(int number, String address, int port, List<String> aliases, Siblings siblings) {}

    /// A maker for one server.
    ///
    /// @param main the directives of the main server
    /// @param shared the filters that all servers have
    /// @param keepers the kinds of stores that keep events
    /// @param problems gets what is wrong, or worth a warning
    HostMaker(
            ServerBlock block,
            DirectiveSet main,
            Place place,
            List<SessionFilter> shared,
            Roles.OfHost roles,
            Optional<TlsProvider> tls,
            Logging logging,
            List<? extends EventKeeper> keepers,
            List<Problem> problems) {
        this.block = block;
        this.main = main;
        this.place = place;
        this.shared = List.copyOf(shared);
        this.roles = roles;
        this.tls = tls;
        this.logging = logging;
        this.keepers = List.copyOf(keepers);
        this.logs = new MadeOnce<>(
                Stream.concat(LogDirectives.ALL.stream(), keepers.stream().flatMap(each -> each.directives().stream()))
                        .toList());
        this.problems = problems;
    }

    @Override
    public DirectiveSet configured() {
        return block.directives();
    }

    @Override
    public VirtualHost with(List<Overlay> overlays) {
        var known = made.get(overlays);
        return known != null ? known : make(overlays);
    }

    /// One at a time, so that none is made twice; those that are made do not wait for it.
    private synchronized VirtualHost make(List<Overlay> overlays) {
        var known = made.get(overlays);
        if (known != null) {
            return known;
        }
        var directives = configured();
        for (Overlay overlay : overlays) {
            directives = directives.overlaidBy(overlay.contents());
        }
        var host = host(directives);
        made.put(List.copyOf(overlays), host);
        return host;
    }

    private VirtualHost host(DirectiveSet directives) {
        var log = logs.of(directives, () -> {
            var opened = LogFilters.of(directives, main, logging, keepers);
            problems.addAll(opened.problems());
            return opened;
        });
        var name = directives
                .find(ServerDirectives.SERVER_NAME)
                .or(() -> place.aliases().stream().findFirst())
                .or(() -> main.find(ServerDirectives.SERVER_NAME))
                .orElse("Sluice");
        var frontend = directives.get(SshDirectives.ENGINE)
                ? Optional.<ServerTls>empty()
                : tls.flatMap(provider -> provider.frontend(configured(), directives));
        return new VirtualHost(
                place.number(),
                name,
                place.address(),
                place.port(),
                place.aliases(),
                directives,
                SessionSettings.of(directives, main),
                new FilterPipeline(
                        Stream.concat(shared.stream(), log.filters().stream()).toList()),
                roles.of(
                        name + ":" + place.port(),
                        directives,
                        main,
                        proxyLogs.of(directives, () -> ModuleLog.proxy(directives, logging)),
                        frontend.filter(ServerTls::isUsable).isPresent(),
                        tls.flatMap(provider -> provider.backend(configured(), directives))),
                frontend,
                place.siblings(),
                this);
    }

    @Override
    public Optional<List<String>> groupsOf(String user, DirectiveSet directives) {
        return accounts.of(
                        directives,
                        () -> new Authenticator(
                                directives, SystemFiles.USUAL, InstantSource.system(), logging.system()::notice))
                .find(user)
                .map(Authenticated::groups);
    }

    /// Gives the logs back.
    void close() {
        logs.all().forEach(LogFilters::close);
        proxyLogs.all().forEach(ModuleLog::close);
    }
}
