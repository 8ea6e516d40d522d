package io.sluice.module;

import java.io.IOException;
import java.time.Duration;
import javax.net.ssl.SSLException;

/// Why a handshake has failed.
public sealed interface HandshakeFailure {

    /// The engine, or the peer by an alert, has refused it.
    record Refused(SSLException error) implements HandshakeFailure {}

    /// The peer has closed the connection.
    record Closed() implements HandshakeFailure {}

    /// The connection broke.
    record Broken(IOException error) implements HandshakeFailure {}

    /// It took longer than it may.
    record TimedOut(Duration limit) implements HandshakeFailure {}
}
