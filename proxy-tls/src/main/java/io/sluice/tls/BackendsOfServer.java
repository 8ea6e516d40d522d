package io.sluice.tls;

import io.sluice.config.Configuration.ServerBlock;
import io.sluice.config.DirectiveSet;
import io.sluice.config.MadeOnce;
import io.sluice.config.Problem;
import io.sluice.module.BackendTls;
import io.sluice.tls.engine.BackendEngines;
import io.sluice.tls.settings.BackendDirectives;
import io.sluice.tls.settings.BackendSettingsReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Consumer;

/// TLS towards the backends of one server: as configured, and with other directives laid over its own.
final class BackendsOfServer {
    private final ServerBlock server;
    private final Libraries libraries;
    private final Optional<Path> usualAuthorities;
    private final MadeOnce<Backends> made = new MadeOnce<>(BackendDirectives.ALL);

    /// @param usualAuthorities the file of authorities where no directive names any
    BackendsOfServer(ServerBlock server, Libraries libraries, Optional<Path> usualAuthorities) {
        this.server = server;
        this.libraries = libraries;
        this.usualAuthorities = usualAuthorities;
    }

    /// What holds under directives. Where these ask for something, all of it is tried at once.
    ///
    /// @param problems hears what is wrong; there is no TLS then
    Backends under(DirectiveSet directives, Consumer<Problem> problems) {
        return made.of(directives, () -> make(directives, problems));
    }

    private Backends make(DirectiveSet directives, Consumer<Problem> problems) {
        var found = new ArrayList<Problem>();
        var settings = new BackendSettingsReader(directives, usualAuthorities, found::add).read();
        boolean isBroken = found.stream().anyMatch(problem -> problem.severity() == Problem.Severity.ERROR);
        found.forEach(problems);
        var engines = new Once<>(
                () -> isBroken ? Optional.<BackendEngines>empty() : libraries.choose(server, settings, problems));
        if (!isBroken && isAskedFor(directives)) {
            engines.get();
        }
        return new Backends(
                directives.get(BackendDirectives.ENGINE), directives.get(BackendDirectives.DATA), settings, engines);
    }

    /// Whether a directive says more than that there is no TLS.
    private static boolean isAskedFor(DirectiveSet directives) {
        return BackendDirectives.ALL.stream()
                .flatMap(directive -> directives.setting(directive).stream())
                .anyMatch(setting -> setting.value() != BackendTls.Use.OFF);
    }
}
