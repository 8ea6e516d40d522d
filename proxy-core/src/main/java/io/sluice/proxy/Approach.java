package io.sluice.proxy;

import io.sluice.session.Exchange;
import io.sluice.session.SessionState;

/// How a client that is not connected to a backend comes to one by `USER` and `PASS`. Each finishes the exchange, or
/// returns a state that will.
interface Approach {
    SessionState user(Unconnected at, Exchange exchange);

    SessionState pass(Unconnected at, Exchange exchange);

    /// Acts on a `USER` that comes when a backend is connected and has not let the client in.
    default SessionState user(Ready at, Exchange exchange) {
        return at.sendUser(exchange, exchange.command().argument().orElse(""));
    }

    /// Whether the proxy has let the client in, so that nothing but a backend is missing.
    default boolean isKnown() {
        return false;
    }
}
