package io.sluice.proxy;

import io.sluice.ftp.Command;
import io.sluice.log.Current;
import io.sluice.module.EndReason;
import io.sluice.net.Addresses;
import io.sluice.proxy.Dispatch.Standing;
import io.sluice.session.Exchange;
import io.sluice.session.LocalReplies;
import io.sluice.session.Session;
import io.sluice.session.SessionEvent;
import io.sluice.session.SessionState;
import java.util.Optional;

/// A backend is being looked for. Commands that come meanwhile wait.
record Connecting(ReverseRole role, Session session, BackendConnector connector, Purpose purpose)
        implements ProxyState {

    /// What the backend is wanted for.
    private sealed interface Purpose {
        /// To greet the client, which has just connected.
        record Greet() implements Purpose {}

        /// To log in a client whom the proxy has checked itself.
        record LogIn(Exchange pass) implements Purpose {}
    }

    private record BackendUp(BackendConnector.Connected connected) implements SessionEvent.RoleEvent {}

    private record BackendUnreachable() implements SessionEvent.RoleEvent {}

    /// Looks for a backend whose greeting the client gets.
    static Connecting greeting(ReverseRole role, Session session) {
        return begin(role, session, new Purpose.Greet());
    }

    /// Looks for a backend to which name and password of the client are then sent.
    static Connecting loggingIn(ReverseRole role, Session session, Exchange pass) {
        return begin(role, session, new Purpose.LogIn(pass));
    }

    /// Begins to connect; the thread that connects goes on as the backend's reader.
    private static Connecting begin(ReverseRole role, Session session, Purpose purpose) {
        var connector = new BackendConnector(role, session);
        var post = session.feeder();
        Thread.ofVirtual()
                .name("backend")
                .start(() -> ScopedValue.where(Current.SESSION, session.facts()).run(() -> {
                    var connected = attempt(connector, session);
                    post.accept(connected.<SessionEvent>map(BackendUp::new).orElseGet(BackendUnreachable::new));
                    connected.ifPresent(up -> up.backend().read(event -> {
                        trace(session, event);
                        post.accept(event);
                    }));
                }));
        return new Connecting(role, session, connector, purpose);
    }

    private static Optional<BackendConnector.Connected> attempt(BackendConnector connector, Session session) {
        try {
            return connector.connect();
        } catch (RuntimeException e) {
            connector.cancel();
            session.services().log().error("connecting to a backend failed: " + e);
            return Optional.empty();
        }
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
            case BackendUp(var connected) -> connected(connected);
            case BackendUnreachable _ -> unreachable();
            default -> this;
        };
    }

    private SessionState connected(BackendConnector.Connected connected) {
        var backend = connected.backend();
        var notes = session.facts().notes();
        notes.put("mod_proxy.backend-ip", Addresses.text(backend.address().getAddress()));
        notes.put("mod_proxy.backend-port", Integer.toString(backend.address().getPort()));
        notes.put("mod_proxy.backend-protocol", "ftp");
        notes.put("mod_proxy.backend-connect-ms", Long.toString(connected.took().toMillis()));
        role.journal()
                .info(
                        session,
                        "connected to backend " + backend.member().url() + " ("
                                + Addresses.text(backend.address().getAddress()) + ":"
                                + backend.address().getPort()
                                + ") at attempt " + connected.attempt() + " in "
                                + connected.took().toMillis() + " ms");
        var ready = new Ready(new ProxySession(session, role, backend), Standing.CONNECTED);
        return switch (purpose) {
            case Purpose.Greet _ -> {
                session.send(connected.greeting());
                yield ready;
            }
            case Purpose.LogIn(var pass) -> sendUser(ready, pass);
        };
    }

    /// The backend is told the name; what it answers is the password's business, which is sent next.
    private SessionState sendUser(Ready ready, Exchange pass) {
        var name = ready.proxy()
                .backend()
                .member()
                .url()
                .user()
                .or(session.facts()::requestedUser)
                .orElse("");
        return Relaying.ownCommand(ready.proxy(), pass, Command.of("USER", name), reply -> ready.pass(pass, reply));
    }

    private SessionState unreachable() {
        return switch (purpose) {
            case Purpose.Greet _ -> {
                session.end(EndReason.of(EndReason.Kind.BACKEND_UNREACHABLE));
                yield this;
            }
            case Purpose.LogIn(var pass) -> {
                pass.finish(LocalReplies.LOGIN_INCORRECT);
                yield new Unconnected(role, session);
            }
        };
    }

    @Override
    public void abandon() {
        connector.cancel();
        if (purpose instanceof Purpose.LogIn(var pass)) {
            pass.finishUnanswered();
        }
    }
}
