package io.sluice.tls.engine;

import io.sluice.tls.engine.LatestSessions.Kept;
import io.sluice.tls.settings.BackendOption;
import io.sluice.tls.settings.BackendSettings;
import io.sluice.tls.settings.TlsVersion;
import io.sluice.tls.verify.PeerCheck;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.TrustManager;

/// Engines towards backends by a provider of the JDK's interface. Each control connection has a context of its own, and
/// so sessions of its own for its data connections.
final class JsseBackends implements BackendEngines {
    private static final String NEXT_PROTOCOL = "ftp";

    private final Provider provider;
    private final BackendSettings settings;
    private final Function<SSLSessionContext, Tickets> tickets;
    private final Consumer<SSLEngine> preparation;
    private final String[] suites;
    private final String[] versions;
    private final LatestSessions<Tickets> latest = new LatestSessions<>(InstantSource.system());

    /// @param preparation tells an engine what the JDK's interface has no word for
    JsseBackends(
            Provider provider,
            Set<String> supported,
            BackendSettings settings,
            Function<SSLSessionContext, Tickets> tickets,
            Consumer<SSLEngine> preparation) {
        this.provider = provider;
        this.settings = settings;
        this.tickets = tickets;
        this.preparation = preparation;
        this.suites = Stream.concat(
                        JsseEngines.supported(supported, settings.ciphersOfTls13()), older(supported, settings))
                .toArray(String[]::new);
        this.versions = settings.versions().stream().map(TlsVersion::word).toArray(String[]::new);
    }

    /// Why a provider with these suites cannot do what the settings ask for.
    static Optional<String> objection(Set<String> supported, BackendSettings settings) {
        if (settings.has(BackendOption.ALLOW_WEAK_SECURITY)) {
            return Optional.of("has no levels of security, which AllowWeakSecurity changes");
        }
        if (settings.preSharedKey().isPresent()) {
            return Optional.of("shares no keys with backends");
        }
        return JsseEngines.objection(
                settings.versions(), settings.ciphers(), older(supported, settings), "ProxyTLSProtocol");
    }

    private static Stream<String> older(Set<String> supported, BackendSettings settings) {
        return JsseEngines.supported(supported, settings.ciphers());
    }

    @Override
    public Conversation begin(Place place, PeerCheck check, Consumer<String> remarks) {
        var context = JsseEngines.context(provider);
        try {
            context.init(
                    new KeyManager[] {
                        new CredentialKeys(settings.credential().stream().toList(), true)
                    },
                    new TrustManager[] {new CheckingTrust(check)},
                    null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        context.getClientSessionContext().setSessionTimeout((int) LatestSessions.LIFETIME.toSeconds());
        return new Sessions(place, context);
    }

    private final class Sessions implements Conversation {
        private final Place place;
        private final SSLContext context;
        private final Tickets own;
        private final Optional<Kept<Tickets>> earlier;
        private final WatchedEngine control;

        Sessions(Place place, SSLContext context) {
            this.place = place;
            this.context = context;
            this.own = tickets.apply(context.getClientSessionContext());
            this.earlier = settings.has(BackendOption.NO_SESSION_CACHE) ? Optional.empty() : latest.of(place);
            earlier.flatMap(kept -> kept.key().spare()).ifPresent(own::add);
            this.control = engine(() -> {});
        }

        @Override
        public SSLEngine control() {
            return control;
        }

        @Override
        public void established() {
            if (LatestSessions.keeps(settings, control.getSession())) {
                latest.keep(place, own, earlier.filter(_ -> control.isResumed()));
            }
        }

        @Override
        public SSLEngine data() {
            return engine(own::prepare);
        }

        @Override
        public boolean isResumed(SSLEngine engine) {
            return engine instanceof WatchedEngine watched && watched.isResumed();
        }

        private WatchedEngine engine(Runnable before) {
            var engine = context.createSSLEngine(place.host(), place.port());
            engine.setUseClientMode(true);
            preparation.accept(engine);
            var parameters = engine.getSSLParameters();
            parameters.setProtocols(versions);
            parameters.setCipherSuites(suites);
            parameters.setApplicationProtocols(new String[] {NEXT_PROTOCOL});
            engine.setSSLParameters(parameters);
            return new WatchedEngine(engine, before, () -> {});
        }
    }
}
