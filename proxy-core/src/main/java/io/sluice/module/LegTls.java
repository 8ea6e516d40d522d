package io.sluice.module;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/// TLS on one control connection, and on the data connections that belong to it. Calls about the control connection
/// come one after the other, those about data connections from any thread.
///
/// Engines may be of any make. They are given direct and heap buffers, and their delegated tasks are run by the thread
/// that drives them, which may wait there.
public interface LegTls {

    /// The engine of the control connection, its handshake not begun: in server mode towards a client, in client mode
    /// towards a backend.
    SSLEngine engine();

    /// The handshake is over. Writes the log, towards a client the notes and the environment of the session too.
    ///
    /// @throws SSLException if the peer is not to be talked to all the same; the handshake then counts as failed, and
    /// the log has been written
    void established() throws SSLException;

    /// The handshake has failed, and the connection ends.
    void failed(HandshakeFailure why);

    /// An engine for a data connection, in the same mode; in client mode set up to resume the TLS session of the
    /// control connection.
    SSLEngine data();

    /// The handshake of a data connection is over. Writes the log.
    ///
    /// @throws SSLException if the connection is not to be used, because its TLS session is not that of the control
    /// connection or the peer shows another certificate; the log has been written
    void established(SSLEngine data) throws SSLException;

    /// The handshake of a data connection has failed, and that connection ends.
    void failed(SSLEngine data, HandshakeFailure why);
}
