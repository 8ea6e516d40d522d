package io.sluice.tls.engine;

import io.sluice.tls.session.Reach;
import io.sluice.tls.settings.BackendSettings;
import io.sluice.tls.settings.TlsSettings;
import java.security.Provider;
import java.security.Security;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLEngine;

/// The JDK's own TLS: for a choice of the suites of TLS 1.3, the order of the client's suites, DHE, CBC with SHA-256,
/// DSA and X448, which Conscrypt lacks.
public final class JdkLibrary implements TlsLibrary {

    private static final class Loaded {
        private static final Provider PROVIDER = Objects.requireNonNull(Security.getProvider("SunJSSE"));
        private static final Set<String> SUITES = JsseEngines.supportedSuites(PROVIDER);
    }

    public JdkLibrary() {}

    @Override
    public String name() {
        return "SunJSSE";
    }

    @Override
    public Optional<String> objection(TlsSettings settings) {
        if (!settings.preSharedKeys().isEmpty()) {
            return Optional.of("has no pre-shared keys");
        }
        return JsseEngines.objection(Loaded.SUITES, settings);
    }

    @Override
    public Optional<String> objection(BackendSettings settings) {
        return JsseBackends.objection(Loaded.SUITES, settings);
    }

    @Override
    public BackendEngines towards(BackendSettings settings) {
        return new JsseBackends(Loaded.PROVIDER, Loaded.SUITES, settings, _ -> Tickets.UNREACHABLE, _ -> {});
    }

    @Override
    public Reach reach() {
        return Reach.PROCESS;
    }

    @Override
    public Engines under(TlsSettings settings, Keeping keeping, Consumer<String> log) {
        return new JsseEngines(
                "SunJSSE " + Runtime.version().feature(),
                Loaded.PROVIDER,
                settings,
                keeping,
                new JsseEngines.Peculiarities() {
                    @Override
                    public KeyManager[] keys(TlsSettings unused, Consumer<String> remarks) {
                        return new KeyManager[] {new CredentialKeys(settings.credentials(), true)};
                    }

                    @Override
                    public void prepare(SSLEngine engine, TlsSettings unused) {}

                    @Override
                    public boolean remembersNames() {
                        return true;
                    }
                });
    }
}
