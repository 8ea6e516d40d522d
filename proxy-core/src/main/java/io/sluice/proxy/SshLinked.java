package io.sluice.proxy;

import io.sluice.ftp.Command;
import io.sluice.session.Exchange;
import io.sluice.session.SessionEvent;
import io.sluice.session.SessionState;
import io.sluice.session.Timer;

/// The client has been let in, and speaks with the backend. Nothing is left for the session but to see the end.
record SshLinked(SshLogin at) implements SessionState {

    /// What a channel is used for is not looked at, so that no session is without a transfer.
    static SshLinked begin(SshLogin at) {
        at.session().noDeadline(Timer.NO_TRANSFER);
        return new SshLinked(at);
    }

    @Override
    public boolean takes(Command command) {
        return false;
    }

    @Override
    public SessionState on(Exchange exchange) {
        throw new IllegalStateException("no command comes after the login");
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
