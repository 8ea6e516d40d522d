package io.sluice.module;

import java.util.Optional;
import javax.net.ssl.SSLEngine;

/// TLS towards a client. Calls about the control connection come from the loop of the session.
public interface ControlTls extends LegTls {

    /// The name of the server that the client has asked for in its hello, as it was sent; empty without one, before the
    /// handshake is over, and where names are not heeded (`TLSOptions IgnoreSNI`).
    Optional<String> serverName();

    /// Whether the certificate of the client, which has been verified, names this user (`TLSUserName`). `user` is wire
    /// text.
    default boolean vouchesFor(String user) {
        return false;
    }

    /// A transfer is about to begin whose data connection is to resume the TLS session of the control connection; the
    /// client has had no reply yet.
    default void transferBegins() {}

    /// The client has had the protection of the control connection taken away (`CCC`). From now on data connections
    /// need not resume its TLS session.
    void cleared();

    /// An engine for a data connection in client mode (`SSCN ON`).
    SSLEngine dataAsClient();
}
