package io.sluice.proxy;

import io.sluice.ftp.Reply;
import io.sluice.session.SessionState;
import java.util.Optional;

/// What an FTP server is wanted for.
interface FtpErrand extends Errand {

    /// A backend is there.
    ///
    /// @param greeting what it said when it was connected; the client has not seen it
    SessionState connected(Ready ready, Reply greeting);

    /// The way on which the client has come here, to be gone again by a client that does not get in; empty if there is
    /// none but a new session.
    default Optional<Approach> approach() {
        return Optional.empty();
    }
}
