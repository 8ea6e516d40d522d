package io.sluice.module;

import io.sluice.module.CoreServices.Journal;
import java.net.InetSocketAddress;
import java.time.Duration;
import javax.net.ssl.SSLException;

/// TLS towards the backends of one virtual host, as its directives have it. Usable from any thread.
public interface BackendTls {

    /// When there is TLS (`ProxyTLSEngine`).
    Use use();

    /// What the data connections of a backend under TLS are like (`ProxyTLSTransferProtectionPolicy`).
    Data data();

    /// How long a handshake may take (`ProxyTLSTimeoutHandshake`); zero is without limit.
    Duration handshakeLimit();

    /// Begins TLS on the control connection of a session to a backend.
    ///
    /// @param host the name or address by which the backend is known, for its certificate
    /// @param address where it is connected
    /// @param log hears of handshakes with this backend
    /// @throws SSLException if there is no TLS to be had; the log has been written
    LegTls connect(SessionView session, String host, InetSocketAddress address, Journal log) throws SSLException;

    /// When there is TLS with a backend.
    enum Use {
        /// Always; a backend that has none is not used.
        ON,
        OFF,
        /// If the backend agrees.
        AUTO,
        /// As the client has it when the backend is connected.
        MATCH_CLIENT
    }

    /// Which data connections with a backend are protected.
    enum Data {
        /// Those of clients that protect theirs.
        CLIENT,
        REQUIRED,
        CLEAR
    }
}
