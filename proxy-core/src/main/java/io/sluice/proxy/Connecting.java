package io.sluice.proxy;

import io.sluice.ftp.Command;
import io.sluice.net.Addresses;
import io.sluice.proxy.BackendConnector.Outcome;
import io.sluice.proxy.Dispatch.Standing;
import io.sluice.session.Exchange;
import io.sluice.session.Session;
import io.sluice.session.SessionEvent;
import io.sluice.session.SessionState;

/// A backend is being connected. Commands that come meanwhile wait.
record Connecting(ProxyHost host, Session session, BackendConnector connector, Errand errand) implements ProxyState {

    private record Tried(Outcome outcome) implements SessionEvent.RoleEvent {}

    /// Begins to connect; the backend, once connected, is listened to by the reactor of the session.
    static Connecting begin(ProxyHost host, Session session, Route route, Errand errand) {
        var post = session.feeder();
        var connector = new BackendConnector(host, session, route, outcome -> {
            post.accept(new Tried(outcome));
            if (outcome instanceof Outcome.Connected connected) {
                connected.backend().read(event -> {
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
            case Tried(Outcome.Connected connected) -> connected(connected);
            case Tried(Outcome.Failed(var why)) -> errand.unreachable(why);
            default -> this;
        };
    }

    private SessionState connected(Outcome.Connected connected) {
        var backend = connected.backend();
        var notes = session.facts().notes();
        notes.put("mod_proxy.backend-ip", Addresses.text(backend.address().getAddress()));
        notes.put("mod_proxy.backend-port", Integer.toString(backend.address().getPort()));
        notes.put("mod_proxy.backend-protocol", backend.isProtected() ? "ftps" : "ftp");
        notes.put("mod_proxy.backend-connect-ms", Long.toString(connected.took().toMillis()));
        host.journal()
                .info(
                        session,
                        () -> "connected to backend " + backend.member().url() + " ("
                                + Addresses.text(backend.address().getAddress()) + ":"
                                + backend.address().getPort()
                                + ") at attempt " + connected.attempt() + " in "
                                + connected.took().toMillis() + " ms");
        var ready = new Ready(
                new ProxySession(session, host, backend, connected.hold(), errand.approach()), Standing.CONNECTED);
        ready.proxy().listOptions(ListOptions.toldByGreeting(connected.greeting()));
        return errand.connected(ready, connected.greeting());
    }

    @Override
    public void abandon() {
        connector.cancel();
        errand.abandon();
    }
}
