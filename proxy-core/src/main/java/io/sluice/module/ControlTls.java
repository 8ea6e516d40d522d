package io.sluice.module;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/// TLS on one control connection, and on the data connections that belong to it. Calls about the control connection
/// come one after the other, from the loop of the session; those about data connections from any thread.
///
/// Engines may be of any make. They are given direct and heap buffers, and their delegated tasks are run by the thread
/// that drives them, which may wait there.
public interface ControlTls {

    /// The engine of the control connection, in server mode, its handshake not begun.
    SSLEngine engine();

    /// The handshake is over. Writes the log, the notes and the environment of the session.
    ///
    /// @throws SSLException if the peer is not to be talked to all the same; the handshake then counts as failed, and
    /// the log has been written
    void established() throws SSLException;

    /// The handshake has failed, and the connection ends.
    void failed(HandshakeFailure why);

    /// The client has had the protection of the control connection taken away (`CCC`). From now on data connections
    /// need not resume its TLS session.
    void cleared();

    /// An engine for a data connection, in server mode.
    SSLEngine data();

    /// An engine for a data connection, in client mode (`SSCN ON`), set up to resume the TLS session of the control
    /// connection if it can.
    SSLEngine dataAsClient();

    /// The handshake of a data connection is over. Writes the log.
    ///
    /// @throws SSLException if the client may not use this data connection, because it does not resume the TLS session
    /// of the control connection or shows another certificate; the log has been written
    void established(SSLEngine data) throws SSLException;

    /// The handshake of a data connection has failed, and that connection ends.
    void failed(SSLEngine data, HandshakeFailure why);
}
