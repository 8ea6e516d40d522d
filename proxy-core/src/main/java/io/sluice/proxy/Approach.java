package io.sluice.proxy;

import io.sluice.ftp.Command;
import io.sluice.session.Exchange;
import io.sluice.session.SessionState;

/// How a client that is not connected to a backend comes to one by `USER` and `PASS`. Each finishes the exchange, or
/// returns a state that will.
interface Approach {
    SessionState user(Unconnected at, Exchange exchange);

    SessionState pass(Unconnected at, Exchange exchange);

    /// Whether a `USER` or `PASS` of a client that is connected and not logged in is for the backend it is connected
    /// to. Else the backend is let go, and the client approaches anew with that command.
    default boolean isFor(Ready ready, Command command) {
        return false;
    }

    /// The name that a `USER` means at the backend.
    default String nameIn(Command user) {
        return user.argument().orElse("");
    }

    /// Whether the proxy has let the client in, so that nothing but a backend is missing.
    default boolean isKnown() {
        return false;
    }
}
