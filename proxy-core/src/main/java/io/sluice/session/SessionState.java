package io.sluice.session;

import io.sluice.ftp.Command;
import java.util.Optional;

/// Where a session stands. A state holds only what is true in it, takes events, and returns the state that follows
/// (often itself). All calls come from the loop of the session.
public interface SessionState {

    /// Whether this state takes that command now. A command that is not taken waits, and with it those behind it;
    /// `ABOR` alone is also looked for behind others.
    boolean takes(Command command);

    /// Acts on a command that has passed the filters.
    SessionState on(Exchange exchange);

    /// Acts on anything else that happens.
    SessionState on(SessionEvent event);

    /// Whether an answer is on its way that a client which has ended its own side in good order still waits for.
    default boolean owesAnAnswer() {
        return false;
    }

    /// What is waited for, other than a command of the client: for the log, should a time limit end the session now.
    default Optional<String> awaits() {
        return Optional.empty();
    }

    /// Lets go of what this state holds, because the session ends.
    default void abandon() {}
}
