package io.sluice.session;

import io.sluice.ftp.Reply;
import io.sluice.module.ControlTls;
import io.sluice.module.EndReason;
import io.sluice.module.HandshakeFailure;
import io.sluice.module.ServerTls;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;

/// The client and we shake hands for TLS on the control connection. What else happens meanwhile is the business of the
/// state before, to which the session returns.
///
/// @param names what has become of the name of a server in the handshake
/// @param failure the line of the log for a handshake that fails
/// @param impliesPrivate whether data connections are protected from then on, as if the client had asked for it
/// @param then what follows in place of the state before
record Securing(
        Session session,
        ServerTls server,
        ControlTls tls,
        NamedInHandshake names,
        String failure,
        boolean impliesPrivate,
        SessionState before,
        Optional<Supplier<SessionState>> then)
        implements Occupied {

    /// Begins: lays TLS over the connection, and only then invites the client.
    static SessionState begin(
            Session session,
            ServerTls server,
            String failure,
            boolean impliesPrivate,
            SessionState before,
            Optional<Supplier<SessionState>> then,
            Runnable invitation) {
        session.event("mod_tls.ctrl-handshake");
        if (session.isOver()) {
            invitation.run();
            return before;
        }
        var names = new NamedInHandshake(
                session.host(),
                session.facts().requestedHost(),
                session.facts().user().isPresent());
        var tls = server.accept(session.facts(), names);
        var securing = new Securing(session, server, tls, names, failure, impliesPrivate, before, then);
        try {
            session.protect(tls.engine());
        } catch (IOException e) {
            invitation.run();
            return securing.failed(new HandshakeFailure.Broken(e));
        }
        session.deadline(Timer.HANDSHAKE, server.handshakeLimit());
        invitation.run();
        return securing;
    }

    /// Begins with the handshake, if the virtual host wants it before anything is said.
    static Optional<SessionState> atOnce(Session session, SessionState before, Supplier<SessionState> then) {
        return session.host().tls().filter(Securing::isFirst).map(tls -> {
            tls.log("TLSOption UseImplicitSSL in effect, starting SSL/TLS handshake");
            return begin(
                    session,
                    tls,
                    "implicit SSL/TLS negotiation failed on control channel",
                    true,
                    before,
                    Optional.of(then),
                    () -> {});
        });
    }

    /// Whether a server wants the handshake before anything is said.
    static boolean isFirst(ServerTls tls) {
        return tls.isImplicit() && tls.isUsable();
    }

    @Override
    public SessionState on(SessionEvent event) {
        return switch (event) {
            case SessionEvent.FrontendSecured _ -> secured();
            case SessionEvent.FrontendUnsecured(var error) -> failed(new HandshakeFailure.Refused(error));
            case SessionEvent.TimedOut(var timer)
            when timer == Timer.HANDSHAKE -> failed(new HandshakeFailure.TimedOut(server.handshakeLimit()));
            default -> new Securing(session, server, tls, names, failure, impliesPrivate, before.on(event), then);
        };
    }

    private SessionState secured() {
        session.noDeadline(Timer.HANDSHAKE);
        try {
            tls.established();
        } catch (SSLException _) {
            return refused();
        }
        session.protection().established(tls);
        var other = names.other();
        other.ifPresent(session::moveTo);
        if (impliesPrivate) {
            session.protection().privateUnlessForbidden();
        }
        return then.or(() -> other.map(_ -> session::enter)).map(Supplier::get).orElse(before);
    }

    private SessionState failed(HandshakeFailure why) {
        tls.failed(why);
        return refused();
    }

    private SessionState refused() {
        server.log(failure);
        session.send(Reply.of(421, "TLS handshake failed"));
        session.end(EndReason.of(EndReason.Kind.MODULE_POLICY, "TLS handshake failed"));
        return this;
    }

    /// The client has gone in the middle of it.
    void lost(Optional<String> error) {
        tls.failed(error.<HandshakeFailure>map(text -> new HandshakeFailure.Broken(new IOException(text)))
                .orElseGet(HandshakeFailure.Closed::new));
        server.log(failure);
    }

    @Override
    public Optional<String> awaits() {
        return Optional.of("the TLS handshake of the client");
    }

    @Override
    public void abandon() {
        before.abandon();
    }
}
