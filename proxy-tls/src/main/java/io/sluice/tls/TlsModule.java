package io.sluice.tls;

import io.sluice.config.Configuration;
import io.sluice.config.Configuration.ServerBlock;
import io.sluice.config.Directive;
import io.sluice.config.DirectiveSet;
import io.sluice.config.Problem;
import io.sluice.module.ActiveModule;
import io.sluice.module.BackendTls;
import io.sluice.module.ControlAction;
import io.sluice.module.CoreServices;
import io.sluice.module.CoreServices.Journal;
import io.sluice.module.ServerModule;
import io.sluice.module.ServerTls;
import io.sluice.module.TlsProvider;
import io.sluice.tls.cache.CacheDirectives;
import io.sluice.tls.cache.StaplingDirectives;
import io.sluice.tls.cache.TlsCaches;
import io.sluice.tls.cache.TlsControls;
import io.sluice.tls.engine.Engines;
import io.sluice.tls.keys.KeptPhrases;
import io.sluice.tls.settings.BackendDirectives;
import io.sluice.tls.settings.SettingsReader;
import io.sluice.tls.settings.TlsDirectives;
import io.sluice.tls.settings.TlsOption;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// `mod_tls` for the gateway.
public final class TlsModule implements ServerModule {
    private final KeptPhrases phrases = new KeptPhrases();

    private final Libraries libraries;

    public TlsModule() {
        this(Libraries.ALL);
    }

    TlsModule(Libraries libraries) {
        this.libraries = libraries;
    }

    @Override
    public List<String> standsFor() {
        return List.of("mod_tls.c");
    }

    @Override
    public List<Directive<?>> directives() {
        return Stream.of(TlsDirectives.ALL, CacheDirectives.all(), StaplingDirectives.all(), BackendDirectives.ALL)
                .<Directive<?>>flatMap(List::stream)
                .toList();
    }

    @Override
    public ActiveModule activate(Configuration configuration) {
        throw new UnsupportedOperationException("TLS needs stores and logs of the core");
    }

    @Override
    public ActiveModule activate(Configuration configuration, CoreServices core) {
        var problems = new LinkedHashSet<Problem>();
        var frontends = new IdentityHashMap<DirectiveSet, Frontend>();
        var backends = new IdentityHashMap<DirectiveSet, BackendsOfServer>();
        var usualAuthorities = usualAuthorities(configuration);
        var servers = Stream.concat(Stream.of(configuration.main()), configuration.virtualHosts().stream())
                .toList();
        var main = configuration.main().directives();
        var mainLog = journal(core, main);
        var caches = TlsCaches.open(main, core, mainLog::log);
        problems.addAll(caches.problems());
        var kept = new KeptThings(caches, main);
        for (int i = 0; i < servers.size(); i++) {
            var server = servers.get(i);
            var towards = new BackendsOfServer(server, libraries, usualAuthorities);
            towards.under(server.directives(), problems::add);
            backends.put(server.directives(), towards);
            if (server.directives().get(TlsDirectives.ENGINE)) {
                var log = i == 0 ? mainLog : journal(core, server.directives());
                frontend(server, i + 1, main, kept, log, problems)
                        .ifPresent(frontend -> frontends.put(server.directives(), frontend));
            }
        }
        caches.controls()
                .servedBy(frontends.values().stream()
                        .flatMap(frontend -> frontend.engines().stream())
                        .map(engines -> new TlsControls.Library(engines.library(), engines.reach()))
                        .toList());
        return new Active(frontends, backends, caches, List.copyOf(problems), core::notice);
    }

    /// The file `cacerts.pem` beside that of the configuration.
    private static Optional<Path> usualAuthorities(Configuration configuration) {
        try {
            return Optional.of(Path.of(configuration.main().position().file())
                    .toAbsolutePath()
                    .resolveSibling("cacerts.pem"));
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }

    private static Journal journal(CoreServices core, DirectiveSet server) {
        return server.find(TlsDirectives.LOG)
                .flatMap(file -> file)
                .map(file -> core.journal(TlsDirectives.LOG.name(), "mod_tls", file, server))
                .orElse(Journal.NONE);
    }

    private Optional<Frontend> frontend(
            ServerBlock server,
            int number,
            DirectiveSet main,
            KeptThings kept,
            Journal journal,
            Set<Problem> problems) {
        var found = new ArrayList<Problem>();
        var read = new SettingsReader(server, main, phrases, found::add, journal::log).read();
        var settings = kept.isKept() ? read : read.with(TlsOption.NO_SESSION_REUSE_REQUIRED);
        Optional<Engines> engines = found.stream().noneMatch(Active::isFatal) && settings.isUsable()
                ? libraries.choose(
                        server, settings, kept.of(number, server.directives(), settings), found::add, journal::refusal)
                : Optional.empty();
        problems.addAll(found);
        return found.stream().anyMatch(Active::isFatal)
                ? Optional.empty()
                : Optional.of(new Frontend(
                        settings,
                        engines,
                        journal,
                        server.directives().get(TlsDirectives.REQUIRED),
                        ClientNames.areLookedUp(main)));
    }

    private record Active(
            Map<DirectiveSet, Frontend> frontends,
            Map<DirectiveSet, BackendsOfServer> backends,
            TlsCaches caches,
            List<Problem> warnings,
            Consumer<String> notice)
            implements ActiveModule, TlsProvider {
        static boolean isFatal(Problem problem) {
            return problem.severity() == Problem.Severity.ERROR;
        }

        @Override
        public Optional<TlsProvider> tls() {
            return Optional.of(this);
        }

        @Override
        public List<ControlAction> controls() {
            return List.of(caches.controls().action());
        }

        @Override
        public Optional<ServerTls> frontend(DirectiveSet configured, DirectiveSet present) {
            return Optional.ofNullable(frontends.get(configured))
                    .map(frontend -> frontend.demanding(present.get(TlsDirectives.REQUIRED)));
        }

        @Override
        public Optional<BackendTls> backend(DirectiveSet configured, DirectiveSet present) {
            return Optional.ofNullable(backends.get(configured))
                    .map(server -> server.under(present, problem -> notice.accept(problem.text())));
        }

        @Override
        public void close() {
            caches.close();
        }
    }
}
