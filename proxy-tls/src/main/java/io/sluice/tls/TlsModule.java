package io.sluice.tls;

import io.sluice.config.Configuration;
import io.sluice.config.Configuration.ServerBlock;
import io.sluice.config.Directive;
import io.sluice.config.DirectiveSet;
import io.sluice.config.Problem;
import io.sluice.module.ActiveModule;
import io.sluice.module.CoreServices;
import io.sluice.module.CoreServices.Journal;
import io.sluice.module.ServerModule;
import io.sluice.module.ServerTls;
import io.sluice.module.TlsProvider;
import io.sluice.tls.engine.Engines;
import io.sluice.tls.keys.KeptPhrases;
import io.sluice.tls.settings.SettingsReader;
import io.sluice.tls.settings.TlsDirectives;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/// `mod_tls` for the gateway.
public final class TlsModule implements ServerModule {
    private final KeptPhrases phrases = new KeptPhrases();

    public TlsModule() {}

    @Override
    public List<String> standsFor() {
        return List.of("mod_tls.c");
    }

    @Override
    public List<Directive<?>> directives() {
        return Stream.of(TlsDirectives.ALL).<Directive<?>>flatMap(List::stream).toList();
    }

    @Override
    public ActiveModule activate(Configuration configuration) {
        return activate(configuration, (_, _) -> Journal.NONE);
    }

    @Override
    public ActiveModule activate(Configuration configuration, CoreServices core) {
        return activate(
                configuration,
                (directive, server) -> server.find(directive)
                        .flatMap(file -> file)
                        .map(file -> core.journal(directive.name(), "mod_tls", file, server))
                        .orElse(Journal.NONE));
    }

    private ActiveModule activate(
            Configuration configuration, BiFunction<Directive<Optional<Path>>, DirectiveSet, Journal> journals) {
        var main = configuration.main().directives();
        var problems = new ArrayList<Problem>();
        var frontends = new IdentityHashMap<DirectiveSet, Frontend>();
        Stream.concat(Stream.of(configuration.main()), configuration.virtualHosts().stream())
                .filter(server -> server.directives().get(TlsDirectives.ENGINE))
                .forEach(server -> frontend(
                                server, main, journals.apply(TlsDirectives.LOG, server.directives()), problems)
                        .ifPresent(frontend -> frontends.put(server.directives(), frontend)));
        return new Active(frontends, problems);
    }

    private Optional<Frontend> frontend(
            ServerBlock server, DirectiveSet main, Journal journal, List<Problem> problems) {
        var found = new ArrayList<Problem>();
        var settings = new SettingsReader(server, main, phrases, found::add, journal::log).read();
        Optional<Engines> engines = found.stream().noneMatch(Active::isFatal) && settings.isUsable()
                ? Libraries.choose(server, settings, found::add)
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

    private record Active(Map<DirectiveSet, Frontend> frontends, List<Problem> warnings)
            implements ActiveModule, TlsProvider {
        static boolean isFatal(Problem problem) {
            return problem.severity() == Problem.Severity.ERROR;
        }

        @Override
        public Optional<TlsProvider> tls() {
            return Optional.of(this);
        }

        @Override
        public Optional<ServerTls> frontend(DirectiveSet configured, DirectiveSet present) {
            return Optional.ofNullable(frontends.get(configured))
                    .map(frontend -> frontend.demanding(present.get(TlsDirectives.REQUIRED)));
        }
    }
}
