package io.sluice.tls.engine;

import io.sluice.tls.session.Reach;
import io.sluice.tls.settings.CipherChoice;
import io.sluice.tls.settings.NamedGroup;
import io.sluice.tls.settings.TlsSettings;
import io.sluice.tls.settings.TlsVersion;
import io.sluice.tls.suites.CipherSuite;
import io.sluice.tls.verify.PeerCheck;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;

/// Engines by a provider of the JDK's interface.
final class JsseEngines implements Engines {
    private static final String NEXT_PROTOCOL = "ftp";

    /// What one provider does otherwise than others.
    interface Peculiarities {

        /// The managers of keys for a conversation.
        KeyManager[] keys(TlsSettings settings, Consumer<String> remarks);

        /// What has to be told to an engine beyond the JDK's interface.
        void prepare(SSLEngine engine, TlsSettings settings);

        /// Whether a session that is resumed has the peer's name of the engine that it was begun by.
        boolean remembersNames();
    }

    private final String library;
    private final Provider provider;
    private final TlsSettings settings;
    private final Keeping keeping;
    private final Peculiarities peculiarities;
    private final String[] suites;
    private final String[] versions;
    private final Optional<SharedContext> shared;

    JsseEngines(String library, Provider provider, TlsSettings settings, Keeping keeping, Peculiarities peculiarities) {
        this.library = library;
        this.provider = provider;
        this.settings = settings;
        this.keeping = keeping;
        this.peculiarities = peculiarities;
        this.suites = suites(supportedSuites(provider), settings);
        this.versions = versions(settings);
        this.shared = peculiarities.remembersNames() && keeping.sessions().isPresent()
                ? Optional.of(new SharedContext(this, settings.clients().authorities()))
                : Optional.empty();
    }

    @Override
    public String library() {
        return library;
    }

    @Override
    public Reach reach() {
        return shared.isPresent() ? Reach.PROCESS : Reach.CONNECTION;
    }

    @Override
    public Conversation begin(PeerCheck check, Consumer<String> remarks) {
        return shared.map(context -> context.begin(check)).orElseGet(() -> {
            var own = new OwnContext(() -> context(new CheckingTrust(check), remarks));
            return new JsseConversation(this, own, own.fresh());
        });
    }

    @Override
    public Duration lifetime() {
        return keeping.lifetime();
    }

    /// A context without sessions.
    SSLContext context(CheckingTrust trust, Consumer<String> remarks) {
        var context = context(provider);
        try {
            context.init(peculiarities.keys(settings, remarks), new TrustManager[] {trust}, null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        var kept = context.getServerSessionContext();
        kept.setSessionCacheSize(keeping.capacity());
        kept.setSessionTimeout((int) keeping.lifetime().toSeconds());
        return context;
    }

    /// An engine for a control connection.
    SSLEngine control(SSLEngine engine) {
        if (settings.nextProtocol()) {
            engine.setHandshakeApplicationProtocolSelector(
                    (_, offered) -> offered.contains(NEXT_PROTOCOL) ? NEXT_PROTOCOL : null);
        }
        return data(engine, () -> {});
    }

    /// An engine for a data connection.
    ///
    /// @param begun is done when its handshake begins a session, before the client can resume that
    SSLEngine data(SSLEngine engine, Runnable begun) {
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
        return new WatchedEngine(engine, () -> {}, begun);
    }

    /// An engine for a data connection where we are the client.
    SSLEngine dataAsClient(SSLEngine engine) {
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(versions);
        engine.setEnabledCipherSuites(suites);
        return new WatchedEngine(engine);
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
