package io.sluice.tls;

import io.sluice.config.Configuration.ServerBlock;
import io.sluice.config.Problem;
import io.sluice.config.Problem.Severity;
import io.sluice.tls.engine.BackendEngines;
import io.sluice.tls.engine.ConscryptLibrary;
import io.sluice.tls.engine.Engines;
import io.sluice.tls.engine.JdkLibrary;
import io.sluice.tls.engine.Keeping;
import io.sluice.tls.engine.OpenSslLibrary;
import io.sluice.tls.engine.TlsLibrary;
import io.sluice.tls.settings.BackendSettings;
import io.sluice.tls.settings.TlsSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// Which library serves which server: the first that can do all its directives ask for. Where only some can keep what
/// is wished for and none of those can do the rest, the first serves it that can do the rest and keeps more of it than
/// nothing, or else the first that can do the rest, with a warning.
///
/// @param inOrder the preferred one first
record Libraries(List<TlsLibrary> inOrder) {
    static final Libraries ALL = new Libraries(List.of(new ConscryptLibrary(), new OpenSslLibrary(), new JdkLibrary()));

    /// The engines for a server; none, and a problem, where no library can do what is asked.
    ///
    /// @param log hears what engines say of no control connection
    Optional<Engines> choose(
            ServerBlock server,
            TlsSettings settings,
            Keeping keeping,
            Consumer<Problem> problems,
            Consumer<String> log) {
        var objections = new ArrayList<String>();
        var able = new ArrayList<TlsLibrary>();
        for (var library : inOrder) {
            var objection = library.objection(settings);
            if (objection.isPresent()) {
                objections.add(library.name() + " " + objection.get());
            } else if (keeping.isContentWith(library.reach())) {
                return Optional.of(library.under(settings, keeping, log));
            } else {
                able.add(library);
            }
        }
        if (able.isEmpty()) {
            problems.accept(problem(
                    Severity.ERROR,
                    server,
                    "fatal: no library of TLS can do what this server asks for: " + String.join(", ", objections)));
            return Optional.empty();
        }
        var chosen = able.stream()
                .filter(library -> keeping.gains(library.reach()))
                .findFirst()
                .orElse(able.getFirst());
        problems.accept(problem(Severity.WARNING, server, "warning: " + unfulfilled(chosen, keeping, objections)));
        return Optional.of(chosen.under(settings, keeping, log));
    }

    /// The engines towards the backends of a server; none, and a problem, where no library can do what is asked.
    Optional<BackendEngines> choose(ServerBlock server, BackendSettings settings, Consumer<Problem> problems) {
        var objections = new ArrayList<String>();
        for (var library : inOrder) {
            var objection = library.objection(settings);
            if (objection.isEmpty()) {
                return Optional.of(library.towards(settings));
            }
            objections.add(library.name() + " " + objection.get());
        }
        problems.accept(problem(
                Severity.ERROR,
                server,
                "fatal: no library of TLS can do what this server asks for towards its backends: "
                        + String.join(", ", objections)));
        return Optional.empty();
    }

    private static String unfulfilled(TlsLibrary chosen, Keeping keeping, List<String> objections) {
        return keeping.shortfalls(chosen.reach()).collect(Collectors.joining("; "))
                + ", as " + chosen.name() + " cannot do better"
                + objections.stream().map(each -> " and " + each).collect(Collectors.joining())
                + "; install OpenSSL 3";
    }

    private static Problem problem(Severity severity, ServerBlock server, String text) {
        return new Problem(
                severity, server.position(), text + (server.position().line() == 0 ? "" : " on " + server.position()));
    }
}
