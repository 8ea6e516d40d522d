package io.sluice.proxy;

import io.sluice.ftp.Command;
import io.sluice.ftp.UserAtHost;
import io.sluice.session.Exchange;
import io.sluice.session.LocalReplies;
import io.sluice.session.Session;
import io.sluice.session.SessionState;
import java.util.Optional;

/// The client has named its server in the TLS handshake (SNI), as `host` or `host:port`, and its `USER` is passed on as
/// it is.
record HandshakeNamesServer(ForwardRole role) implements Approach {

    @Override
    public SessionState user(Unconnected at, Exchange exchange) {
        var session = at.session();
        var wanted = wanted(session, exchange);
        if (wanted.isEmpty()) {
            exchange.finish(LocalReplies.LOGIN_INCORRECT);
            return at;
        }
        var user = wanted.get().user();
        session.login().requested(user);
        var refused = RefusedName.of(session, exchange, user);
        if (refused.isPresent()) {
            return at.with(new RefusedName.Given(this, refused.get()));
        }
        return role.connect(session, exchange, user, wanted.get().destination(), this);
    }

    private Optional<UserAtHost.Accepted> wanted(Session session, Exchange user) {
        var name = session.protection().serverName();
        if (name.isPresent()) {
            return role.wanted(session, user, name.get());
        }
        var lacking = session.protection().isOnControl() ? "due to missing TLS SNI" : "due to lack of TLS";
        role.host()
                .journal()
                .notice(
                        session,
                        "unable to use ProxyForwardMethod '" + ForwardMethod.USER_AT_SNI.word() + "' " + lacking);
        return Optional.empty();
    }

    @Override
    public SessionState pass(Unconnected at, Exchange exchange) {
        exchange.finish(LocalReplies.USER_FIRST);
        return at;
    }

    /// There is no other server to go to.
    @Override
    public boolean isFor(Ready ready, Command command) {
        return true;
    }
}
