package io.sluice.proxy;

import io.sluice.session.Exchange;
import io.sluice.session.LocalReplies;
import io.sluice.session.SessionState;

/// The client names its server in the TLS handshake. There is no TLS on the control connection, so nobody gets
/// anywhere.
record HandshakeNamesServer(Journal journal) implements Approach {

    @Override
    public SessionState user(Unconnected at, Exchange exchange) {
        journal.notice(
                at.session(),
                "unable to use ProxyForwardMethod '" + ForwardMethod.USER_AT_SNI.word() + "' due to lack of TLS");
        exchange.finish(LocalReplies.LOGIN_INCORRECT);
        return at;
    }

    @Override
    public SessionState pass(Unconnected at, Exchange exchange) {
        exchange.finish(LocalReplies.USER_FIRST);
        return at;
    }
}
