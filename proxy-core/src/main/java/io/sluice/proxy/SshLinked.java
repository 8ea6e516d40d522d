package io.sluice.proxy;

import io.sluice.session.Occupied;
import io.sluice.session.SessionEvent;
import io.sluice.session.SessionState;
import io.sluice.session.Timer;

/// The client has been let in, and speaks with the backend. Nothing is left for the session but to see the end.
record SshLinked(SshLogin at) implements Occupied {

    /// What a channel is used for is not looked at, so that no session is without a transfer.
    static SshLinked begin(SshLogin at) {
        at.session().noDeadline(Timer.NO_TRANSFER);
        return new SshLinked(at);
    }

    @Override
    public SessionState on(SessionEvent event) {
        if (event instanceof SessionEvent.BackendClosed(var error)) {
            return at.backendClosed(error);
        }
        return this;
    }

    @Override
    public void abandon() {
        at.abandon();
    }
}
