package io.sluice.session;

import io.sluice.ftp.Command;

/// A state that takes no command: what the client asks for waits until another state follows.
public interface Occupied extends SessionState {

    @Override
    default boolean takes(Command command) {
        return false;
    }

    @Override
    default SessionState on(Exchange exchange) {
        throw new IllegalStateException("no command is taken by " + getClass().getSimpleName());
    }
}
