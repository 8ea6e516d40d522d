package io.sluice.proxy;

import io.sluice.session.SessionState;

/// What a backend is wanted for, and so what follows when it cannot be connected. Called by the session's loop.
interface Errand {

    SessionState unreachable(ConnectFailure why);

    /// The session ends before a backend is connected, or cannot be.
    default void abandon() {}
}
