package io.sluice.tls.engine;

import io.sluice.tls.verify.PeerCheck;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;

/// A context that all control connections of a server have in common, so that each resumes the sessions of others.
///
/// Which session has been resumed is told by the peer's name: every engine gets another one, and a session keeps that
/// of the engine it was begun by, in tickets too. A data connection has to come back with the name that the session of
/// its control connection has.
///
/// The tickets of SunJSSE open for an hour longer than it is told. Therefore control connections change to a new
/// context when one is as old as a session may become; data connections stay in that of theirs.
final class SharedContext {
    private final JsseEngines engines;
    private final CheckingTrust trust;
    private final Map<SSLEngine, PeerCheck> checks = Collections.synchronizedMap(new WeakHashMap<>());
    private final AtomicLong names = new AtomicLong();
    private SSLContext current;
    private long since = System.nanoTime();

    /// @param authorities those whom clients are told their certificates may be from
    SharedContext(JsseEngines engines, List<X509Certificate> authorities) {
        this.engines = engines;
        this.trust =
                new CheckingTrust(engine -> checks.getOrDefault(engine, PeerCheck.NOBODY), new Nobody(authorities));
        this.current = fresh();
    }

    Engines.Conversation begin(PeerCheck check) {
        return new JsseConversation(engines, new Named(check), current());
    }

    private synchronized SSLContext current() {
        if (System.nanoTime() - since > engines.lifetime().toNanos()) {
            current = fresh();
            since = System.nanoTime();
        }
        return current;
    }

    private SSLContext fresh() {
        return engines.context(trust, _ -> {});
    }

    /// The engines of one control connection, which have names and are checked in its way.
    private final class Named implements JsseConversation.Mark {
        private final PeerCheck check;

        Named(PeerCheck check) {
            this.check = check;
        }

        @Override
        public SSLContext fresh() {
            return SharedContext.this.fresh();
        }

        @Override
        public SSLEngine server(SSLContext context) {
            return checked(context.createSSLEngine(Long.toString(names.incrementAndGet()), -1));
        }

        /// Without a name: as a client SunJSSE would resume what it has begun with a peer of that name.
        @Override
        public SSLEngine client(SSLContext context) {
            return checked(context.createSSLEngine());
        }

        private SSLEngine checked(SSLEngine engine) {
            checks.put(engine, check);
            return engine;
        }

        @Override
        public void begun() {}

        @Override
        public boolean isOn(SSLSession resumed, SSLSession control) {
            return control.getPeerHost().equals(resumed.getPeerHost());
        }
    }

    /// Trusts nobody, and names some whom others trust.
    private record Nobody(List<X509Certificate> authorities) implements PeerCheck {
        @Override
        public void client(List<X509Certificate> shown) throws CertificateException {
            NOBODY.client(shown);
        }

        @Override
        public void server(List<X509Certificate> shown) throws CertificateException {
            NOBODY.server(shown);
        }
    }
}
