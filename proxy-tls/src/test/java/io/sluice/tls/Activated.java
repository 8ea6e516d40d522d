package io.sluice.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.GatewaySettings;
import io.sluice.config.Configuration;
import io.sluice.config.ConfigurationException;
import io.sluice.config.ConfigurationReader;
import io.sluice.config.ConfigurationReader.Inputs;
import io.sluice.config.DirectiveSet;
import io.sluice.config.Problem;
import io.sluice.module.ActiveModule;
import io.sluice.module.BackendTls;
import io.sluice.module.ControlTls;
import io.sluice.module.CoreServices;
import io.sluice.module.ServerNames;
import io.sluice.module.ServerTls;
import io.sluice.module.peers.BareCore;
import io.sluice.tls.engine.TlsLibrary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The module under the lines of a file `/etc/x.conf`, without a gateway.
///
/// @param log what the `TLSLog` has got
public record Activated(Configuration configuration, ActiveModule module, List<String> log) {

    /// Lends a log, and nothing else.
    private record Core(Lines journal) implements BareCore {
        @Override
        public CoreServices.Journal journal(String directive, String module, Path file, DirectiveSet server) {
            return journal;
        }
    }

    private static final class Lines implements CoreServices.Journal {
        private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void log(String text) {
            lines.add(text);
        }

        @Override
        public void refusal(String text) {
            lines.add(text);
        }
    }

    public static Activated by(String... lines) throws ConfigurationException {
        return by(Libraries.ALL.inOrder(), lines);
    }

    /// With these libraries alone.
    public static Activated by(List<TlsLibrary> libraries, String... lines) throws ConfigurationException {
        return in(libraries, "/etc/x.conf", lines);
    }

    /// With a file of that name.
    public static Activated in(List<TlsLibrary> libraries, String file, String... lines) throws ConfigurationException {
        var module = new TlsModule(new Libraries(libraries));
        var configuration = ConfigurationReader.readText(
                file,
                "TLSLog /var/log/tls.log\n" + String.join("\n", lines) + "\n",
                GatewaySettings.table(List.of(module)),
                new Inputs(Set.of(), Set.of(), Map.of()));
        var journal = new Lines();
        return new Activated(configuration, module.activate(configuration, new Core(journal)), journal.lines);
    }

    /// The main server; its directives begin on the second line.
    public ServerTls server() {
        return server(configuration.main().directives());
    }

    public ServerTls server(DirectiveSet directives) {
        assertThat(errors()).isEmpty();
        return module.tls().orElseThrow().frontend(directives, directives).orElseThrow();
    }

    /// TLS with a client of the main server, whatever name it asks for.
    public ControlTls accepted() {
        return accepted(FakeSession.of());
    }

    public ControlTls accepted(FakeSession session) {
        return server().accept(session, ServerNames.UNHEEDED);
    }

    /// TLS towards the backends of the main server.
    public BackendTls backends() {
        assertThat(errors()).isEmpty();
        var directives = configuration.main().directives();
        return module.tls().orElseThrow().backend(directives, directives).orElseThrow();
    }

    public List<String> errors() {
        return texts(Problem.Severity.ERROR);
    }

    public List<String> warnings() {
        return texts(Problem.Severity.WARNING);
    }

    private List<String> texts(Problem.Severity severity) {
        return module.warnings().stream()
                .filter(problem -> problem.severity() == severity)
                .map(Problem::text)
                .toList();
    }

    /// What is wrong with single directives.
    public static List<String> refused(String... lines) {
        return catchThrowableOfType(ConfigurationException.class, () -> by(lines)).problems().stream()
                .map(Problem::text)
                .toList();
    }
}
