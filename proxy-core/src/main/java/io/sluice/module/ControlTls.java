package io.sluice.module;

import javax.net.ssl.SSLEngine;

/// TLS towards a client. Calls about the control connection come from the loop of the session.
public interface ControlTls extends LegTls {

    /// The client has had the protection of the control connection taken away (`CCC`). From now on data connections
    /// need not resume its TLS session.
    void cleared();

    /// An engine for a data connection in client mode (`SSCN ON`).
    SSLEngine dataAsClient();
}
