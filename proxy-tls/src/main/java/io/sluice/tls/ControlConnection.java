package io.sluice.tls;

import io.sluice.ftp.WireText;
import io.sluice.module.ControlTls;
import io.sluice.module.HandshakeFailure;
import io.sluice.module.SessionView;
import io.sluice.tls.engine.Engines;
import io.sluice.tls.engine.Hello;
import io.sluice.tls.engine.WatchedEngine;
import io.sluice.tls.settings.Demand;
import io.sluice.tls.settings.TlsOption;
import io.sluice.tls.verify.CertificateText;
import io.sluice.tls.verify.CertificateUsers;
import io.sluice.tls.verify.ChainVerifier.Purpose;
import io.sluice.tls.verify.ClientIdentity;
import io.sluice.tls.verify.PeerCheck;
import io.sluice.tls.verify.Unverified;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/// TLS on one control connection and its data connections.
///
/// Certificates are looked at in the middle of handshakes, by whatever thread drives an engine; what the log has to say
/// of it waits until the handshake is over.
final class ControlConnection implements ControlTls {
    private static final String REUSE_HINT =
            ", rejecting data connection (see the NoSessionReuseRequired TLSOptions parameter)";

    /// The client is told nothing, but the log is, when a session has no longer than this.
    private static final Duration SOON = Duration.ofSeconds(60);

    private static final Duration VERY_SOON = Duration.ofSeconds(10);

    private final Frontend frontend;
    private final SessionView session;
    private final boolean heedsNames;
    private final Engines engines;
    private final Engines.Conversation conversation;
    private final SSLEngine control;
    private final ConcurrentLinkedQueue<String> remarks = new ConcurrentLinkedQueue<>();
    private volatile boolean cleared;
    private volatile boolean unverified;

    /// @param heedsNames whether the name of a server in the hello counts
    ControlConnection(Frontend frontend, Engines engines, SessionView session, boolean heedsNames) {
        this.heedsNames = heedsNames;
        this.frontend = frontend;
        this.engines = engines;
        this.session = session;
        this.conversation = engines.begin(new Check(), remarks::add);
        this.control = conversation.control();
    }

    /// The verification of certificates under the directives of the server.
    private final class Check implements PeerCheck {
        @Override
        public void client(List<X509Certificate> shown) throws CertificateException {
            verify(shown, Purpose.CLIENT);
        }

        @Override
        public void server(List<X509Certificate> shown) throws CertificateException {
            if (frontend.settings().verifiesServers()) {
                verify(shown, Purpose.SERVER);
            }
        }

        private void verify(List<X509Certificate> shown, Purpose purpose) throws Unverified {
            try {
                frontend.verifier().verify(shown, purpose, Instant.now(), remarks::add);
            } catch (Unverified e) {
                remarks.addAll(e.lines());
                unverified = unverified || purpose == Purpose.CLIENT;
                throw e;
            }
        }

        @Override
        public List<X509Certificate> authorities() {
            return frontend.settings().clients().authorities();
        }
    }

    @Override
    public SSLEngine engine() {
        return control;
    }

    @Override
    public void established() throws SSLException {
        writeRemarks();
        var certificates = Certificates.ofPeer(control);
        if (!certificates.isEmpty() && frontend.settings().clients().demand() == Demand.REQUIRED) {
            compare(certificates.getFirst());
        }
        var agreed = Agreed.by(control, conversation.isResumed(control));
        frontend.journal().log(agreed.version() + " connection accepted, using cipher " + agreed.cipherAndBits());
        certificates.stream()
                .findFirst()
                .ifPresent(certificate -> frontend.journal()
                        .log("Client: " + CertificateText.oneLine(certificate.getSubjectX500Principal())));
        var facts =
                new SessionFacts(agreed, engines.library(), serverName(), certificates, Certificates.ofSelf(control));
        session.notes().putAll(facts.notes());
        if (frontend.settings().has(TlsOption.STD_ENV_VARS)) {
            session.environment().putAll(facts.variables(frontend.settings().has(TlsOption.EXPORT_CERT_DATA)));
        }
    }

    private void compare(X509Certificate certificate) throws SSLException {
        var name = frontend.looksUpNames() ? Optional.of(session.clientName()) : Optional.<String>empty();
        var outcome = new ClientIdentity(session.client().getAddress(), name)
                .check(certificate, frontend.settings().options());
        outcome.lines().forEach(frontend.journal()::refusal);
        if (!outcome.isGood()) {
            unverified = true;
            raise("mod_tls.ctrl-handshake-failed");
            throw new SSLHandshakeException(outcome.lines().getFirst());
        }
    }

    @Override
    public Optional<String> serverName() {
        return heedsNames ? hello(control).flatMap(Hello::serverName) : Optional.empty();
    }

    @Override
    public boolean vouchesFor(String user) {
        var field = frontend.settings().clients().user();
        boolean named = field.isPresent()
                && Certificates.ofPeer(control).stream()
                        .findFirst()
                        .filter(certificate -> CertificateUsers.of(certificate, field.get())
                                .map(WireText::of)
                                .anyMatch(user::equals))
                        .isPresent();
        if (named) {
            frontend.journal()
                    .log("certificate of client names user '" + WireText.display(user) + "' (TLSUserName "
                            + field.get().word() + "), who needs no password");
        }
        return named;
    }

    private static Optional<Hello> hello(SSLEngine engine) {
        return engine instanceof WatchedEngine watched ? watched.hello() : Optional.empty();
    }

    @Override
    public void failed(HandshakeFailure why) {
        writeRemarks();
        raise("mod_tls.ctrl-handshake-failed");
        new Causes(frontend.settings(), hello(control))
                .of(why)
                .forEach(line -> frontend.journal().refusal(line));
    }

    /// Tells of a session that the client will soon not be able to resume, and renews it where that can be done.
    @Override
    public void transferBegins() {
        var left = conversation.left();
        if (needNotResume() || left.compareTo(SOON) > 0) {
            return;
        }
        frontend.journal()
                .log("control channel TLS session expires in " + Math.max(0, left.toSeconds()) + " secs ("
                        + engines.lifetime().toSeconds() + " session cache expiration)");
        frontend.journal().log("Consider using 'TLSSessionCache internal:' to allow a longer expiration");
        if (left.compareTo(VERY_SOON) <= 0) {
            conversation.renew();
        }
    }

    @Override
    public void cleared() {
        cleared = true;
    }

    @Override
    public SSLEngine data() {
        return conversation.data();
    }

    @Override
    public SSLEngine dataAsClient() {
        return conversation.dataAsClient();
    }

    @Override
    public void established(SSLEngine data) throws SSLException {
        writeRemarks();
        if (!data.getUseClientMode()) {
            checkReuse(data);
            var before = Certificates.ofPeer(control);
            var now = Certificates.ofPeer(data);
            if (!before.isEmpty() && !now.isEmpty() && !before.getFirst().equals(now.getFirst())) {
                throw refused("unable to open data connection: control/data certificate mismatch");
            }
        }
        var agreed = Agreed.by(data, conversation.isResumed(data));
        frontend.journal().log(agreed.version() + " data connection accepted, using cipher " + agreed.cipherAndBits());
    }

    private void checkReuse(SSLEngine data) throws SSLException {
        if (needNotResume()) {
            return;
        }
        if (!conversation.isResumed(data)) {
            throw refused("client did not reuse TLS session" + REUSE_HINT);
        }
        if (!conversation.resumesControl(data)) {
            throw refused("client did not reuse TLS session from control channel" + REUSE_HINT);
        }
    }

    private boolean needNotResume() {
        return cleared || frontend.settings().has(TlsOption.NO_SESSION_REUSE_REQUIRED);
    }

    private SSLException refused(String why) {
        frontend.journal().refusal(why);
        raise("mod_tls.data-handshake-failed");
        return new SSLHandshakeException(why);
    }

    @Override
    public void failed(SSLEngine data, HandshakeFailure why) {
        writeRemarks();
        raise("mod_tls.data-handshake-failed");
        new Causes(frontend.settings(), hello(data))
                .of(why)
                .forEach(line -> frontend.journal().refusal(line));
        frontend.journal().refusal("unable to open data connection: TLS negotiation failed");
    }

    /// Tells of a handshake that has failed; before that, of the certificate that it failed for.
    private void raise(String failure) {
        if (unverified) {
            unverified = false;
            session.raise("mod_tls.verify-client-failed");
        }
        session.raise(failure);
    }

    private void writeRemarks() {
        for (var line = remarks.poll(); line != null; line = remarks.poll()) {
            frontend.journal().refusal(line);
        }
    }
}
