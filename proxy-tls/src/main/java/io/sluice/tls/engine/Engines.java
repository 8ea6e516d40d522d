package io.sluice.tls.engine;

import io.sluice.tls.session.Reach;
import io.sluice.tls.verify.PeerCheck;
import java.time.Duration;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;

/// Engines for the clients of one server, whose sessions are of no use in another. Usable from any thread.
public interface Engines {

    /// The library and its version, for `TLS_LIBRARY_VERSION`.
    String library();

    /// How far TLS sessions go. Only those that reach the store are given to what [Keeping] has for them; others are in
    /// the library.
    Reach reach();

    /// For how long data connections can resume the session of their control connection, from when it began.
    Duration lifetime();

    /// Begins with a client.
    ///
    /// @param check asked about the certificates that are shown; may wait
    /// @param remarks hears what the log has to say of a handshake
    Conversation begin(PeerCheck check, Consumer<String> remarks);

    /// The engines of one control connection and its data connections.
    interface Conversation {

        /// The engine of the control connection, in server mode.
        SSLEngine control();

        /// An engine for a data connection, in server mode.
        SSLEngine data();

        /// An engine for a data connection, in client mode.
        SSLEngine dataAsClient();

        /// For how long data connections can still resume the session of the control connection; negative when that is
        /// over.
        Duration left();

        /// Gives the client a further ticket of the session, with which it has longer, if library and version have
        /// such. It goes out with the next bytes of the control connection.
        default void renew() {}

        /// Whether the handshake of an engine of this conversation has resumed a session.
        boolean isResumed(SSLEngine engine);

        /// Whether an engine of a data connection has resumed the session of the control connection, and no other.
        boolean resumesControl(SSLEngine data);
    }
}
