package io.sluice.proxy;

import io.sluice.session.Exchange;
import io.sluice.session.LocalReplies;
import io.sluice.session.SessionState;

/// The client names its server behind its name: `USER user@host[:port]`.
///
/// @param isKnown whether it has logged in to the proxy
record UserNamesServer(ForwardRole role, boolean isKnown) implements Approach {

    @Override
    public SessionState user(Unconnected at, Exchange exchange) {
        var wanted = role.wanted(at.session(), exchange);
        if (wanted.isEmpty()) {
            exchange.finish(LocalReplies.LOGIN_INCORRECT);
            return at;
        }
        return role.connect(
                at.session(), exchange, wanted.get().user(), wanted.get().destination(), this);
    }

    @Override
    public SessionState pass(Unconnected at, Exchange exchange) {
        exchange.finish(LocalReplies.USER_FIRST);
        return at;
    }

    /// Another user of the same server is asked of it; for another server this one is left.
    @Override
    public SessionState user(Ready at, Exchange exchange) {
        var session = at.proxy().session();
        var wanted = role.wanted(session, exchange);
        if (wanted.isEmpty()) {
            exchange.finish(LocalReplies.LOGIN_INCORRECT);
            return at;
        }
        var user = wanted.get().user();
        var destination = wanted.get().destination();
        var present = at.proxy().backend().member().url().written();
        if (present.equals(destination.url())) {
            return at.sendUser(exchange, user);
        }
        at.leave();
        return role.connect(session, exchange, user, destination, this);
    }
}
