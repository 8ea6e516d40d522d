package io.sluice.tls.engine;

import io.sluice.tls.settings.CipherChoice;
import io.sluice.tls.settings.NamedGroup;
import io.sluice.tls.settings.TlsSettings;
import io.sluice.tls.settings.TlsVersion;
import io.sluice.tls.suites.CipherSuite;
import io.sluice.tls.verify.PeerCheck;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;

/// Engines by a provider of the JDK's interface.
///
/// Each control connection has a context of its own, and so sessions of its own: the tickets of a context open in no
/// other. A data connection that resumes one has therefore resumed that of its control connection, whatever the version
/// of the protocol.
final class JsseEngines implements Engines {
    private static final String NEXT_PROTOCOL = "ftp";

    /// What one provider does otherwise than others.
    interface Peculiarities {

        /// The managers of keys for a conversation.
        KeyManager[] keys(TlsSettings settings, Consumer<String> remarks);

        /// What has to be told to an engine beyond the JDK's interface.
        void prepare(SSLEngine engine, TlsSettings settings);
    }

    private final String library;
    private final Provider provider;
    private final TlsSettings settings;
    private final Keeping keeping;
    private final Peculiarities peculiarities;
    private final String[] suites;
    private final String[] versions;

    JsseEngines(String library, Provider provider, TlsSettings settings, Keeping keeping, Peculiarities peculiarities) {
        this.library = library;
        this.provider = provider;
        this.settings = settings;
        this.keeping = keeping;
        this.peculiarities = peculiarities;
        this.suites = suites(supportedSuites(provider), settings);
        this.versions = versions(settings);
    }

    @Override
    public String library() {
        return library;
    }

    @Override
    public boolean givesSessions() {
        return false;
    }

    @Override
    public Conversation begin(PeerCheck check, Consumer<String> remarks) {
        return new Sessions(() -> fresh(check, remarks));
    }

    private SSLContext fresh(PeerCheck check, Consumer<String> remarks) {
        var context = context(provider);
        try {
            context.init(peculiarities.keys(settings, remarks), new TrustManager[] {new CheckingTrust(check)}, null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        var kept = context.getServerSessionContext();
        kept.setSessionCacheSize(keeping.capacity());
        kept.setSessionTimeout((int) keeping.lifetime().toSeconds());
        return context;
    }

    private final class Sessions implements Conversation {
        private final Supplier<SSLContext> contexts;
        private final SSLContext context;
        private final long begin = System.nanoTime();
        private final SSLEngine control;

        Sessions(Supplier<SSLContext> contexts) {
            this.contexts = contexts;
            this.context = contexts.get();
            this.control = server(context);
            if (settings.nextProtocol()) {
                control.setHandshakeApplicationProtocolSelector(
                        (_, offered) -> offered.contains(NEXT_PROTOCOL) ? NEXT_PROTOCOL : null);
            }
        }

        @Override
        public SSLEngine control() {
            return control;
        }

        /// In a context without the session of the control connection once that is too old: BoringSSL lets those of
        /// TLS 1.3 live for two days, whatever it is told.
        @Override
        public SSLEngine data() {
            boolean over = System.nanoTime() - begin > keeping.lifetime().toNanos();
            return server(over ? contexts.get() : context);
        }

        @Override
        public SSLEngine dataAsClient() {
            var engine = context.createSSLEngine();
            engine.setUseClientMode(true);
            engine.setEnabledProtocols(versions);
            engine.setEnabledCipherSuites(suites);
            return new WatchedEngine(engine);
        }

        @Override
        public boolean isResumed(SSLEngine engine) {
            return engine instanceof WatchedEngine watched && watched.isResumed();
        }

        @Override
        public boolean resumesControl(SSLEngine data) {
            return isResumed(data);
        }

        private SSLEngine server(SSLContext from) {
            var engine = from.createSSLEngine();
            engine.setUseClientMode(false);
            peculiarities.prepare(engine, settings);
            var parameters = engine.getSSLParameters();
            parameters.setProtocols(versions);
            parameters.setCipherSuites(suites);
            parameters.setUseCipherSuitesOrder(settings.serverPreference());
            if (!settings.groups().isEmpty()) {
                parameters.setNamedGroups(
                        settings.groups().stream().map(NamedGroup::jdkName).toArray(String[]::new));
            }
            switch (settings.clients().demand()) {
                case OFF -> {}
                case OPTIONAL -> parameters.setWantClientAuth(true);
                case REQUIRED -> parameters.setNeedClientAuth(true);
            }
            engine.setSSLParameters(parameters);
            return new WatchedEngine(engine);
        }
    }

    static SSLContext context(Provider provider) {
        try {
            return SSLContext.getInstance("TLS", provider);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static Set<String> supportedSuites(Provider provider) {
        var context = context(provider);
        try {
            context.init(null, null, null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        return new HashSet<>(Arrays.asList(context.getSupportedSSLParameters().getCipherSuites()));
    }

    /// Why a provider with these suites cannot do what the settings ask for; what it lacks of many is not asked for.
    static Optional<String> objection(Set<String> supported, TlsSettings settings) {
        return objection(settings.versions(), settings.ciphers(), older(supported, settings), "TLSProtocol");
    }

    /// The same of what is in settings of either side.
    ///
    /// @param usable the suites up to TLS 1.2 that would be offered
    /// @param naming the directive that names the versions
    static Optional<String> objection(
            Set<TlsVersion> versions, CipherChoice ciphers, Stream<String> usable, String naming) {
        if (versions.stream().anyMatch(version -> version.compareTo(TlsVersion.TLS_1_2) < 0)) {
            return Optional.of("does not offer TLSv1 and TLSv1.1, which " + naming + " names");
        }
        if (versions.contains(TlsVersion.TLS_1_2) && usable.findAny().isEmpty()) {
            return Optional.of("has no cipher suite of '" + ciphers.written() + "'");
        }
        return Optional.empty();
    }

    /// The suites of a choice that are supported, but for those with pre-shared keys.
    static Stream<String> supported(Set<String> supported, CipherChoice choice) {
        return choice.suites().stream()
                .filter(suite -> !isShared(suite))
                .map(CipherSuite::standardName)
                .filter(supported::contains);
    }

    private static String[] suites(Set<String> supported, TlsSettings settings) {
        var newer = settings.ciphersOfTls13().suites().stream()
                .map(CipherSuite::standardName)
                .filter(supported::contains);
        return Stream.concat(newer, older(supported, settings)).toArray(String[]::new);
    }

    /// Without pre-shared keys no suite of such, and without certificates no other.
    private static Stream<String> older(Set<String> supported, TlsSettings settings) {
        return settings.ciphers().suites().stream()
                .filter(suite -> isShared(suite)
                        ? !settings.preSharedKeys().isEmpty()
                        : settings.preSharedKeys().isEmpty()
                                || !settings.credentials().isEmpty())
                .map(CipherSuite::standardName)
                .filter(supported::contains);
    }

    private static boolean isShared(CipherSuite suite) {
        return suite.keyExchange().endsWith("PSK");
    }

    /// A pre-shared key is one of TLS 1.2: with nothing else to show, nothing newer is offered.
    private static String[] versions(TlsSettings settings) {
        return settings.versions().stream()
                .filter(version -> version != TlsVersion.TLS_1_3
                        || !settings.credentials().isEmpty()
                        || settings.preSharedKeys().isEmpty())
                .map(TlsVersion::word)
                .toArray(String[]::new);
    }
}
