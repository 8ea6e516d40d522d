package io.sluice.tls.engine;

import io.sluice.tls.keys.Credential;
import io.sluice.tls.keys.KeyKind;
import io.sluice.tls.session.Reach;
import io.sluice.tls.settings.BackendOption;
import io.sluice.tls.settings.BackendSettings;
import io.sluice.tls.settings.CipherChoice;
import io.sluice.tls.settings.NamedGroup;
import io.sluice.tls.settings.TlsSettings;
import io.sluice.tls.settings.TlsVersion;
import java.security.Provider;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLEngine;
import org.conscrypt.Conscrypt;

/// Conscrypt, which is BoringSSL: the library that is used unless it cannot do what a server asks for. It is loaded
/// with the first question, and is not among the providers of the process.
public final class ConscryptLibrary implements TlsLibrary {

    private static final String ALL_OF_TLS_1_3 = "offers all suites of TLS 1.3, and no choice of them";
    private static final String NO_DSA = "has no DSA";

    private static final class Loaded {
        private static final Provider PROVIDER = Conscrypt.newProvider();
        private static final Set<String> SUITES = JsseEngines.supportedSuites(PROVIDER);
    }

    public ConscryptLibrary() {}

    @Override
    public String name() {
        return "Conscrypt";
    }

    @Override
    public Optional<String> objection(TlsSettings settings) {
        if (choosesOfTls13(settings.versions(), settings.ciphersOfTls13())) {
            return Optional.of(ALL_OF_TLS_1_3);
        }
        if (!settings.serverPreference() && settings.versions().contains(TlsVersion.TLS_1_2)) {
            return Optional.of("always takes the order of the server's suites");
        }
        if (settings.groups().contains(NamedGroup.X448)) {
            return Optional.of("has no X448");
        }
        if (isDsa(settings.credentials().stream())) {
            return Optional.of(NO_DSA);
        }
        return JsseEngines.objection(Loaded.SUITES, settings);
    }

    @Override
    public Optional<String> objection(BackendSettings settings) {
        if (choosesOfTls13(settings.versions(), settings.ciphersOfTls13())) {
            return Optional.of(ALL_OF_TLS_1_3);
        }
        if (isDsa(settings.credential().stream())) {
            return Optional.of(NO_DSA);
        }
        return JsseBackends.objection(Loaded.SUITES, settings);
    }

    @Override
    public BackendEngines towards(BackendSettings settings) {
        boolean asksForTickets = !settings.has(BackendOption.NO_SESSION_TICKETS);
        return new JsseBackends(
                Loaded.PROVIDER,
                Loaded.SUITES,
                settings,
                ConscryptTickets::new,
                engine -> Conscrypt.setUseSessionTickets(engine, asksForTickets));
    }

    private static boolean choosesOfTls13(Set<TlsVersion> versions, CipherChoice suites) {
        return versions.contains(TlsVersion.TLS_1_3)
                && !suites.suites().equals(CipherChoice.standardOfTls13().suites());
    }

    private static boolean isDsa(Stream<Credential> credentials) {
        return credentials.anyMatch(
                credential -> KeyKind.of(credential.certificate().getPublicKey())
                        .filter(kind -> kind == KeyKind.DSA)
                        .isPresent());
    }

    @Override
    public Reach reach() {
        return Reach.CONNECTION;
    }

    @Override
    public Engines under(TlsSettings settings, Keeping keeping, Consumer<String> log) {
        var version = Conscrypt.version();
        return new JsseEngines(
                "Conscrypt " + version.major() + "." + version.minor() + "." + version.patch() + " (BoringSSL)",
                Loaded.PROVIDER,
                settings,
                keeping,
                new Conscrypts());
    }

    private static final class Conscrypts implements JsseEngines.Peculiarities {
        @Override
        public KeyManager[] keys(TlsSettings settings, Consumer<String> remarks) {
            var certificates = new CredentialKeys(
                    settings.credentials(), settings.versions().contains(TlsVersion.TLS_1_3));
            return settings.preSharedKeys().isEmpty()
                    ? new KeyManager[] {certificates}
                    : new KeyManager[] {certificates, new SharedKeys(settings.preSharedKeys(), remarks)};
        }

        /// Without tickets clients of TLS 1.3 do not resume at all, nor do those of TLS 1.2.
        @Override
        public void prepare(SSLEngine engine, TlsSettings settings) {
            Conscrypt.setUseSessionTickets(engine, true);
        }

        @Override
        public boolean remembersNames() {
            return false;
        }
    }
}
