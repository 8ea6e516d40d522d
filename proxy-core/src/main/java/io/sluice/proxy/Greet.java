package io.sluice.proxy;

import io.sluice.ftp.Reply;
import io.sluice.module.EndReason;
import io.sluice.session.Session;
import io.sluice.session.SessionState;
import io.sluice.session.Unproxied;

/// Greets a client that has just connected, with the words of the backend.
record Greet(Session session) implements FtpErrand {

    @Override
    public SessionState connected(Ready ready, Reply greeting) {
        session.greet(greeting);
        return ready;
    }

    @Override
    public SessionState unreachable(ConnectFailure why) {
        session.end(EndReason.of(EndReason.Kind.BACKEND_UNREACHABLE));
        return Unproxied.over(session);
    }
}
