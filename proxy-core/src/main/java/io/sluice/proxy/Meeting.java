package io.sluice.proxy;

import io.sluice.proxy.BackendConnector.Outcome;
import io.sluice.session.SessionEvent;
import io.sluice.session.SessionState;
import java.util.function.Consumer;

/// How a session meets a backend, as the protocol has it.
interface Meeting<B> {
    Handshake<B> handshake();

    /// Has a backend that is connected heard from now on. Called by whoever has connected it.
    void listen(B backend, Consumer<SessionEvent> post);

    /// The session goes on with a backend. Called by its loop.
    SessionState connected(Outcome.Connected<B> connected);

    Errand errand();
}
