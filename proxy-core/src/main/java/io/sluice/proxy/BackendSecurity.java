package io.sluice.proxy;

import io.sluice.module.BackendTls;
import io.sluice.module.LegTls;
import io.sluice.session.Session;
import java.net.InetSocketAddress;
import java.util.Optional;

/// How one backend is to be protected, decided when it is connected: by what its virtual host says
/// (`ProxyTLSEngine`, `ProxyTLSTransferProtectionPolicy`), and by what the client has come to by then.
///
/// @param demanded whether a backend without TLS is not to be used
/// @param data whether its data connections are to be protected from the start; empty if that is asked for by nobody
/// yet, and the client will
record BackendSecurity(Session session, BackendTls tls, boolean demanded, Optional<Boolean> data) {

    /// What holds for a session; empty where there is to be no TLS.
    static Optional<BackendSecurity> of(Session session, Optional<BackendTls> offered) {
        return offered.flatMap(tls -> {
            boolean client = session.protection().isOnControl();
            return switch (tls.use()) {
                case OFF -> Optional.<BackendSecurity>empty();
                case ON -> Optional.of(new BackendSecurity(session, tls, true, data(tls, client)));
                case AUTO -> Optional.of(new BackendSecurity(session, tls, false, data(tls, client)));
                case MATCH_CLIENT ->
                    client
                            ? Optional.of(new BackendSecurity(session, tls, true, data(tls, client)))
                            : Optional.<BackendSecurity>empty();
            };
        });
    }

    private static Optional<Boolean> data(BackendTls tls, boolean client) {
        return switch (tls.data()) {
            case REQUIRED -> Optional.of(true);
            case CLEAR -> Optional.of(false);
            case CLIENT -> client ? Optional.empty() : Optional.of(true);
        };
    }

    LegTls begin(String host, InetSocketAddress address) {
        return tls.connect(session.facts(), host, address);
    }
}
