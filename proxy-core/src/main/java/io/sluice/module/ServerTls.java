package io.sluice.module;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/// TLS towards the clients of one virtual host, as its directives have it. Usable from any thread.
public interface ServerTls {

    /// Whether there is a certificate or a pre-shared key, without which no handshake can succeed: `AUTH` is then
    /// answered with 431.
    boolean isUsable();

    /// Whether the handshake comes first, without `AUTH` (`TLSOptions UseImplicitSSL`).
    boolean isImplicit();

    /// How long a handshake may take (`TLSTimeoutHandshake`); zero is without limit.
    Duration handshakeLimit();

    /// What has to be protected (`TLSRequired`).
    TlsDemands demands();

    /// Whether what is demanded of the control connection counts only once the user is known (`TLSOptions
    /// AllowPerUser`).
    boolean isPerUser();

    /// The address to show in the reply to `PASV` on a protected control connection (`TLSMasqueradeAddress`).
    default Optional<InetAddress> shownAddress() {
        return Optional.empty();
    }

    /// Writes a line to the `TLSLog`, for the session of this thread.
    void log(String text);

    /// Begins TLS on the control connection of a session.
    ///
    /// @param names asked about the server that the client names, unless that is not to be heeded
    ControlTls accept(SessionView session, ServerNames names);
}
