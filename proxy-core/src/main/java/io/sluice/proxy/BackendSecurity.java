package io.sluice.proxy;

import io.sluice.module.BackendTls;
import io.sluice.module.CoreServices.Journal;
import io.sluice.module.LegTls;
import io.sluice.session.Session;
import java.net.InetSocketAddress;
import java.util.Optional;
import javax.net.ssl.SSLException;

/// How one backend is to be protected, decided when it is connected: by what its virtual host says
/// (`ProxyTLSEngine`, `ProxyTLSTransferProtectionPolicy`), by its place, and by what the client has come to by then.
///
/// @param implicit whether the handshake comes first, without `AUTH`
/// @param data whether its data connections are to be protected from the start; empty if that is asked for by nobody
/// yet, and the client will
record BackendSecurity(
        Session session, BackendTls tls, DemandedBy demandedBy, boolean implicit, Optional<Boolean> data) {

    /// Who wants no backend without TLS.
    enum DemandedBy {
        NOBODY,
        DIRECTIVE,
        URL
    }

    /// What holds for a session and a place; empty where there is to be no TLS, or where there is none to be had.
    static Optional<BackendSecurity> of(Session session, Optional<BackendTls> offered, TlsNeed need) {
        return offered.flatMap(tls -> {
            var protection = session.protection();
            boolean client = protection.isOnControl();
            boolean matching = tls.use() == BackendTls.Use.MATCH_CLIENT;
            return demand(tls.use(), client, need)
                    .map(demand -> new BackendSecurity(
                            session,
                            tls,
                            demand,
                            need.implicit() || (matching && protection.isImplicit()),
                            data(tls, client)));
        });
    }

    private static Optional<DemandedBy> demand(BackendTls.Use use, boolean client, TlsNeed need) {
        var otherwise = need.demanded() ? DemandedBy.URL : DemandedBy.NOBODY;
        return switch (use) {
            case OFF -> Optional.empty();
            case ON -> Optional.of(DemandedBy.DIRECTIVE);
            case AUTO -> Optional.of(otherwise);
            case MATCH_CLIENT ->
                client
                        ? Optional.of(DemandedBy.DIRECTIVE)
                        : Optional.of(otherwise).filter(_ -> need.demanded());
        };
    }

    private static Optional<Boolean> data(BackendTls tls, boolean client) {
        return switch (tls.data()) {
            case REQUIRED -> Optional.of(true);
            case CLEAR -> Optional.of(false);
            case CLIENT -> client ? Optional.empty() : Optional.of(true);
        };
    }

    boolean isDemanded() {
        return demandedBy != DemandedBy.NOBODY;
    }

    LegTls begin(String host, InetSocketAddress address, Journal log) throws SSLException {
        return tls.connect(session.facts(), host, address, log);
    }
}
