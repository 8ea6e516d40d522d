package io.sluice.tls;

import io.sluice.config.Configuration.ServerBlock;
import io.sluice.config.Problem;
import io.sluice.config.Problem.Severity;
import io.sluice.tls.engine.ConscryptLibrary;
import io.sluice.tls.engine.Engines;
import io.sluice.tls.engine.JdkLibrary;
import io.sluice.tls.engine.TlsLibrary;
import io.sluice.tls.settings.TlsSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Which library serves which server: the first that can do all its directives ask for.
final class Libraries {
    private static final List<TlsLibrary> IN_ORDER = List.of(new ConscryptLibrary(), new JdkLibrary());

    private Libraries() {}

    /// The engines for a server; none, and a problem, where no library can do what is asked.
    static Optional<Engines> choose(ServerBlock server, TlsSettings settings, Consumer<Problem> problems) {
        var objections = new ArrayList<String>();
        for (var library : IN_ORDER) {
            var objection = library.objection(settings);
            if (objection.isEmpty()) {
                return Optional.of(library.under(settings));
            }
            objections.add(library.name() + " " + objection.get());
        }
        problems.accept(new Problem(
                Severity.ERROR,
                server.position(),
                "fatal: no library of TLS can do what this server asks for: " + String.join(", ", objections)
                        + (server.position().line() == 0 ? "" : " on " + server.position())));
        return Optional.empty();
    }
}
