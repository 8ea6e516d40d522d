package io.sluice.proxy;

import io.sluice.ftp.Command;
import io.sluice.ftp.Features;
import io.sluice.module.LegTls;
import io.sluice.proxy.lookup.Member;
import java.net.InetSocketAddress;
import java.util.Optional;

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

    /// Whether the control connection is under TLS.
    boolean isProtected();

    /// TLS for data connections, if they are to be protected.
    Optional<LegTls> dataTls();

    /// Says whether they are to be, from the next one on.
    void protectsData(boolean on);

    /// Sends a command. A connection that no longer takes it is noticed by the reader.
    void send(Command command);

    /// Sends `ABOR` so that a server busy with a transfer sees it (RFC 959 §4.1.3).
    void sendAbort();

    void close();
}
