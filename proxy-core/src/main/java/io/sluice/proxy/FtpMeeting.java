package io.sluice.proxy;

import io.sluice.proxy.BackendConnector.Outcome;
import io.sluice.proxy.Dispatch.Standing;
import io.sluice.proxy.FtpHandshake.Greeted;
import io.sluice.session.Session;
import io.sluice.session.SessionEvent;
import io.sluice.session.SessionState;
import java.util.function.Consumer;

/// How a session meets an FTP server. The reactor of the session listens to it.
record FtpMeeting(ProxyHost host, Session session, FtpErrand errand) implements Meeting<Greeted> {

    static SessionState begin(ProxyHost host, Session session, Route route, FtpErrand errand) {
        return Connecting.begin(host, session, route, new FtpMeeting(host, session, errand));
    }

    @Override
    public Handshake<Greeted> handshake() {
        return FtpHandshake.of(host, session);
    }

    @Override
    public void listen(Greeted backend, Consumer<SessionEvent> post) {
        backend.backend().read(event -> {
            trace(event);
            post.accept(event);
        });
    }

    private void trace(SessionEvent event) {
        if (event instanceof SessionEvent.ReplyReceived(var reply)) {
            session.services()
                    .trace()
                    .log(
                            "proxy.ftp.ctrl",
                            9,
                            () -> "backend->frontend: " + reply.lines().getLast());
        }
    }

    @Override
    public SessionState connected(Outcome.Connected<Greeted> connected) {
        var backend = connected.backend().backend();
        host.journal()
                .connected(
                        session,
                        backend.member().url(),
                        backend.address(),
                        backend.isProtected() ? "ftps" : "ftp",
                        connected.attempt(),
                        connected.took());
        var ready = new Ready(
                new ProxySession(session, host, backend, connected.hold(), errand.approach()), Standing.CONNECTED);
        ready.proxy().listOptions(ListOptions.toldByGreeting(connected.backend().greeting()));
        return errand.connected(ready, connected.backend().greeting());
    }
}
