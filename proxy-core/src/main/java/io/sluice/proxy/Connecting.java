package io.sluice.proxy;

import io.sluice.ftp.Command;
import io.sluice.log.Current;
import io.sluice.module.EndReason;
import io.sluice.net.Addresses;
import io.sluice.session.Exchange;
import io.sluice.session.Session;
import io.sluice.session.SessionEvent;
import io.sluice.session.SessionState;

/// A backend is being looked for, before the client has been greeted. Commands that come early wait.
record Connecting(ReverseRole role, Session session, BackendConnector connector) implements ProxyState {

    private record BackendUp(BackendConnector.Connected connected) implements SessionEvent.RoleEvent {}

    private record BackendUnreachable() implements SessionEvent.RoleEvent {}

    /// Begins to connect; the thread that connects goes on as the backend's reader.
    static Connecting begin(ReverseRole role, Session session) {
        var connector = new BackendConnector(role.pool(), role.settings(), session);
        Thread.ofVirtual().name("backend").start(() -> ScopedValue.where(Current.SESSION, session).run(() -> {
            var connected = connector.connect();
            session.post(connected.<SessionEvent>map(BackendUp::new).orElseGet(BackendUnreachable::new));
            connected.ifPresent(up -> up.backend().read(session::post));
        }));
        return new Connecting(role, session, connector);
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
            case BackendUp(var connected) -> greet(connected);
            case BackendUnreachable _ -> {
                session.end(EndReason.of(EndReason.Kind.BACKEND_UNREACHABLE));
                yield this;
            }
            default -> this;
        };
    }

    private SessionState greet(BackendConnector.Connected connected) {
        var backend = connected.backend();
        var notes = session.notes();
        notes.put("mod_proxy.backend-ip", Addresses.text(backend.address().getAddress()));
        notes.put("mod_proxy.backend-port", Integer.toString(backend.address().getPort()));
        notes.put("mod_proxy.backend-protocol", "ftp");
        notes.put("mod_proxy.backend-connect-ms", Long.toString(connected.took().toMillis()));
        session.services()
                .log()
                .info(session, "connected to backend " + backend.member().url() + " ("
                        + Addresses.text(backend.address().getAddress()) + ":" + backend.address().getPort()
                        + ") at attempt " + connected.attempt() + " in " + connected.took().toMillis() + " ms");
        session.send(connected.greeting());
        return new Ready(new ProxySession(session, role, backend), Dispatch.Standing.CONNECTED);
    }

    @Override
    public void abandon() {
        connector.cancel();
    }
}
