package io.sluice.proxy;

import io.sluice.ftp.Reply;
import io.sluice.session.SessionState;

/// What a backend is wanted for, and so what follows when it is connected, or cannot be. Called by the session's loop.
interface Errand {

    /// A backend is there.
    ///
    /// @param greeting what it said when it was connected; the client has not seen it
    SessionState connected(Ready ready, Reply greeting);

    SessionState unreachable(ConnectFailure why);

    /// The session ends before either.
    default void abandon() {}
}
