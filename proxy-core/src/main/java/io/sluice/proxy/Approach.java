package io.sluice.proxy;

import io.sluice.session.Exchange;
import io.sluice.session.SessionState;

/// How a client that is not connected to a backend comes to one by `USER` and `PASS`. Each finishes the exchange, or
/// returns a state that will.
interface Approach {
    SessionState user(Unconnected at, Exchange exchange);

    SessionState pass(Unconnected at, Exchange exchange);
}
