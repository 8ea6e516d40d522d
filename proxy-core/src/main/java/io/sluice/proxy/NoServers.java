package io.sluice.proxy;

import io.sluice.module.EndReason;
import io.sluice.session.Role;
import io.sluice.session.Session;
import io.sluice.session.SessionState;
import io.sluice.session.Unproxied;

/// A reverse proxy without a single backend: every connection is closed before any greeting, and the log says why.
record NoServers() implements Role {

    @Override
    public SessionState begin(Session session) {
        session.services()
                .log()
                .notice(session.facts(), "'ProxyRole reverse' in effect, but no ProxyReverseServers configured");
        session.end(EndReason.of(EndReason.Kind.MISCONFIGURED, "no ProxyReverseServers"));
        return Unproxied.over(session);
    }
}
