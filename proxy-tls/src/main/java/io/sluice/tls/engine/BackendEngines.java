package io.sluice.tls.engine;

import io.sluice.tls.verify.PeerCheck;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;

/// Engines towards the backends of one server. A control connection may resume the TLS session of an earlier one with
/// the same backend. Usable from any thread.
public interface BackendEngines {

    /// A backend.
    ///
    /// @param host its name or address as its URL has it; a name is told in hellos
    record Place(String host, int port) {}

    /// Begins with a backend.
    ///
    /// @param check asked about the certificates that are shown; may wait
    /// @param remarks hears what the log has to say of a handshake
    Conversation begin(Place place, PeerCheck check, Consumer<String> remarks);

    /// The engines of one control connection and its data connections, in client mode.
    interface Conversation {

        SSLEngine control();

        /// The handshake of the control connection is over, and the backend may be trusted: later control connections
        /// may resume its TLS session.
        void established();

        /// An engine for a data connection, which resumes the TLS session of the control connection.
        SSLEngine data();

        /// Whether the handshake of an engine of this conversation has resumed a session.
        boolean isResumed(SSLEngine engine);
    }
}
