package io.sluice.tls.engine;

import io.sluice.tls.engine.LatestSessions.Kept;
import io.sluice.tls.openssl.Backend;
import io.sluice.tls.openssl.OpenSslContext;
import io.sluice.tls.openssl.OpenSslContextBuilder;
import io.sluice.tls.openssl.OpenSslEngine;
import io.sluice.tls.settings.BackendOption;
import io.sluice.tls.settings.BackendSettings;
import io.sluice.tls.verify.PeerCheck;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;

/// Engines towards backends by OpenSSL. They have one context; the TLS sessions of each control connection are kept
/// apart in it, for its data connections.
final class OpenSslBackends implements BackendEngines {
    private static final String NEXT_PROTOCOL = "ftp";

    private final BackendSettings settings;
    private final OpenSslContext context;
    private final LatestSessions<Object> latest = new LatestSessions<>(InstantSource.system());

    OpenSslBackends(BackendSettings settings) {
        this.settings = settings;
        this.context = basis(settings).build();
    }

    static OpenSslContextBuilder basis(BackendSettings settings) {
        var builder = OpenSslContext.client();
        OpenSslEngines.agreeing(
                builder,
                settings.versions(),
                settings.ciphers(),
                settings.ciphersOfTls13(),
                settings.has(BackendOption.ALLOW_WEAK_SECURITY));
        settings.credential().ifPresent(each -> builder.credential(each.key(), each.chain()));
        settings.preSharedKey()
                .ifPresent(
                        each -> builder.preSharedKey(each.identity(), each.key().getEncoded()));
        if (settings.has(BackendOption.NO_SESSION_TICKETS)) {
            builder.noTickets();
        }
        return builder.applicationProtocols(List.of(NEXT_PROTOCOL)).trust(new CheckingTrust(PeerCheck.NOBODY));
    }

    @Override
    public Conversation begin(Place place, PeerCheck check, Consumer<String> remarks) {
        return new Sessions(place, new CheckingTrust(check));
    }

    private final class Sessions implements Conversation {
        private final Place place;
        private final CheckingTrust trust;
        private final Object key = new Object();
        private final Optional<Kept<Object>> earlier;
        private final OpenSslEngine control;
        private final WatchedEngine watched;

        Sessions(Place place, CheckingTrust trust) {
            this.place = place;
            this.trust = trust;
            this.earlier = settings.has(BackendOption.NO_SESSION_CACHE) ? Optional.empty() : latest.of(place);
            this.control = engine(new Backend(place.host(), false, Optional.of(key), earlier.map(Kept::key)));
            this.watched = new WatchedEngine(control);
        }

        @Override
        public SSLEngine control() {
            return watched;
        }

        @Override
        public void established() {
            if (LatestSessions.keeps(settings, control.getSession())) {
                latest.keep(place, key, earlier.filter(_ -> control.getSession().isResumed()));
            }
        }

        @Override
        public SSLEngine data() {
            return new WatchedEngine(engine(new Backend(place.host(), false, Optional.of(key))));
        }

        @Override
        public boolean isResumed(SSLEngine engine) {
            return engine instanceof WatchedEngine each
                    && each.engine() instanceof OpenSslEngine openSsl
                    && openSsl.getSession().isResumed();
        }

        private OpenSslEngine engine(Backend backend) {
            var engine = context.client(backend);
            engine.judgedBy(trust);
            return engine;
        }
    }
}
