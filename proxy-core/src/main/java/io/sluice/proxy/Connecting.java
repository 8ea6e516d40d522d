package io.sluice.proxy;

import io.sluice.proxy.BackendConnector.Outcome;
import io.sluice.session.Occupied;
import io.sluice.session.Session;
import io.sluice.session.SessionEvent;
import io.sluice.session.SessionState;
import java.util.function.Supplier;

/// A backend is being connected. What the client asks for meanwhile waits.
record Connecting(BackendConnector<?> connector, Errand errand) implements ProxyState, Occupied {

    /// The connector is through.
    private record Tried(Supplier<SessionState> next) implements SessionEvent.RoleEvent {}

    /// Begins to connect.
    static <B> Connecting begin(ProxyHost host, Session session, Route route, Meeting<B> meeting) {
        var post = session.feeder();
        var connector = new BackendConnector<>(host, session, route, meeting.handshake(), outcome -> {
            post.accept(new Tried(() -> next(outcome, meeting)));
            if (outcome instanceof Outcome.Connected<B> connected) {
                meeting.listen(connected.backend(), post);
            }
        });
        connector.begin();
        return new Connecting(connector, meeting.errand());
    }

    private static <B> SessionState next(Outcome<B> outcome, Meeting<B> meeting) {
        return switch (outcome) {
            case Outcome.Connected<B> connected -> meeting.connected(connected);
            case Outcome.Failed<B>(var why) -> meeting.errand().unreachable(why);
        };
    }

    @Override
    public SessionState on(SessionEvent event) {
        return event instanceof Tried(var next) ? next.get() : this;
    }

    @Override
    public void abandon() {
        connector.cancel();
        errand.abandon();
    }
}
