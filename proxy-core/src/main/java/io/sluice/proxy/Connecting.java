package io.sluice.proxy;

import io.sluice.ftp.Command;
import io.sluice.proxy.BackendConnector.Outcome;
import io.sluice.proxy.Dispatch.Standing;
import io.sluice.proxy.FtpHandshake.Greeted;
import io.sluice.session.Exchange;
import io.sluice.session.Session;
import io.sluice.session.SessionEvent;
import io.sluice.session.SessionState;

/// A backend is being connected. Commands that come meanwhile wait.
record Connecting(ProxyHost host, Session session, BackendConnector<Greeted> connector, Errand errand)
        implements ProxyState {

    private record Tried(Outcome<Greeted> outcome) implements SessionEvent.RoleEvent {}

    /// Begins to connect; the backend, once connected, is listened to by the reactor of the session.
    static Connecting begin(ProxyHost host, Session session, Route route, Errand errand) {
        var post = session.feeder();
        var connector = new BackendConnector<>(host, session, route, FtpHandshake.of(host, session), outcome -> {
            post.accept(new Tried(outcome));
            if (outcome instanceof Outcome.Connected<Greeted> connected) {
                connected.backend().backend().read(event -> {
                    trace(session, event);
                    post.accept(event);
                });
            }
        });
        connector.begin();
        return new Connecting(host, session, connector, errand);
    }

    private static void trace(Session session, SessionEvent event) {
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
    public boolean takes(Command command) {
        return false;
    }

    @Override
    public SessionState on(Exchange exchange) {
        throw new IllegalStateException("no command is taken while connecting");
    }

    @Override
    public SessionState on(SessionEvent event) {
        return switch (event) {
            case Tried(Outcome.Connected<Greeted> connected) -> connected(connected);
            case Tried(Outcome.Failed<Greeted>(var why)) -> errand.unreachable(why);
            default -> this;
        };
    }

    private SessionState connected(Outcome.Connected<Greeted> connected) {
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

    @Override
    public void abandon() {
        connector.cancel();
        errand.abandon();
    }
}
