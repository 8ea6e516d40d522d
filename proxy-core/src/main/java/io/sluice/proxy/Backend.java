package io.sluice.proxy;

import io.sluice.ftp.Command;
import io.sluice.ftp.Features;
import io.sluice.proxy.lookup.Member;
import java.net.InetSocketAddress;

/// The server behind a session. Sending is done by the session's loop; what the backend says comes as events.
public interface Backend {

    /// The member it is, with the credentials of its URL until they are forgotten.
    Member member();

    /// Lets go of the credentials of the URL: a client that is logged in needs them no more.
    void forgetCredentials();

    /// The address the control connection goes to.
    InetSocketAddress address();

    /// Our end of the control connection.
    InetSocketAddress local();

    /// What the backend said to `FEAT`; empty until it has said anything.
    Features features();

    void features(Features said);

    /// Sends a command. A connection that no longer takes it is noticed by the reader.
    void send(Command command);

    /// Sends `ABOR` so that a server busy with a transfer sees it (RFC 959 §4.1.3).
    void sendAbort();

    void close();
}
