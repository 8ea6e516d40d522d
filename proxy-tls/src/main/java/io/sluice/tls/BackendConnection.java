package io.sluice.tls;

import io.sluice.module.CoreServices.Journal;
import io.sluice.module.HandshakeFailure;
import io.sluice.module.LegTls;
import io.sluice.module.SessionView;
import io.sluice.tls.engine.BackendEngines;
import io.sluice.tls.engine.BackendEngines.Place;
import io.sluice.tls.verify.CertificateText;
import io.sluice.tls.verify.ChainVerifier.Purpose;
import io.sluice.tls.verify.PeerCheck;
import io.sluice.tls.verify.ServerIdentity;
import io.sluice.tls.verify.Unverified;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/// TLS on one control connection with a backend and its data connections.
///
/// Certificates are looked at in the middle of handshakes, by whatever thread drives an engine; what the log has to say
/// of it waits until the handshake is over.
final class BackendConnection implements LegTls {
    private static final String IGNORED = "ProxyTLSVerifyServer off, ignoring failed certificate verification";

    private final Backends backends;
    private final ServerIdentity identity;
    private final SessionView session;
    private final Journal log;
    private final BackendEngines.Conversation conversation;
    private final ConcurrentLinkedQueue<String> remarks = new ConcurrentLinkedQueue<>();

    BackendConnection(
            Backends backends,
            BackendEngines engines,
            Place place,
            InetAddress address,
            SessionView session,
            Journal log) {
        this.backends = backends;
        this.identity = new ServerIdentity(place.host(), address);
        this.session = session;
        this.log = log;
        this.conversation = engines.begin(place, new Check(), remarks::add);
    }

    /// The verification of certificates under the directives of the server.
    private final class Check implements PeerCheck {
        @Override
        public void client(List<X509Certificate> shown) throws Unverified {
            throw new IllegalStateException("a backend is no client");
        }

        @Override
        public void server(List<X509Certificate> shown) throws Unverified {
            try {
                backends.verifier().get().verify(shown, Purpose.SERVER, Instant.now(), remarks::add);
                if (backends.settings().verifies()) {
                    identity.check(shown.getFirst());
                }
            } catch (Unverified e) {
                remarks.addAll(e.lines());
                if (backends.settings().verifies()) {
                    throw e;
                }
                remarks.add(IGNORED);
            }
        }

        @Override
        public List<X509Certificate> authorities() {
            return List.of();
        }
    }

    @Override
    public SSLEngine engine() {
        return conversation.control();
    }

    @Override
    public void established() throws SSLException {
        writeRemarks();
        var control = conversation.control();
        var certificates = Certificates.ofPeer(control);
        if (certificates.isEmpty()
                && backends.settings().verifies()
                && backends.settings().preSharedKey().isEmpty()) {
            session.raise("mod_proxy.tls-ctrl-handshake-failed");
            log.refusal("the backend has shown no certificate");
            throw new SSLHandshakeException("no certificate");
        }
        conversation.established();
        tell(control, " connection created");
        certificates.stream()
                .findFirst()
                .ifPresent(certificate ->
                        log.log("Server: " + CertificateText.oneLine(certificate.getSubjectX500Principal())));
    }

    private void tell(SSLEngine engine, String what) {
        var agreed = Agreed.by(engine, conversation.isResumed(engine));
        log.log(agreed.version() + what + ", using cipher " + agreed.cipherAndBits());
    }

    @Override
    public void failed(HandshakeFailure why) {
        writeRemarks();
        log.refusal(cause(why));
        session.raise("mod_proxy.tls-ctrl-handshake-failed");
    }

    private static String cause(HandshakeFailure why) {
        return switch (why) {
            case HandshakeFailure.Closed _ -> "the backend has closed the connection within the TLS handshake";
            case HandshakeFailure.Broken(var error) ->
                "the connection broke within the TLS handshake: " + CauseText.ofSystem(error);
            case HandshakeFailure.TimedOut(var limit) ->
                "TLS negotiation timed out (" + limit.toSeconds() + " seconds)";
            case HandshakeFailure.Refused(var error) ->
                "the TLS handshake has failed: " + CauseText.numbered(CauseText.all(error));
        };
    }

    @Override
    public SSLEngine data() {
        return conversation.data();
    }

    @Override
    public void established(SSLEngine data) {
        writeRemarks();
        tell(data, " data connection created");
    }

    @Override
    public void failed(SSLEngine data, HandshakeFailure why) {
        writeRemarks();
        log.refusal("unable to open data connection: " + cause(why));
        session.raise("mod_proxy.tls-data-handshake-failed");
    }

    private void writeRemarks() {
        for (var line = remarks.poll(); line != null; line = remarks.poll()) {
            log.refusal(line);
        }
    }
}
