package io.sluice.proxy;

import io.sluice.ftp.Command;
import io.sluice.ftp.Destination;
import io.sluice.session.Exchange;
import io.sluice.session.LocalReplies;
import io.sluice.session.SessionState;

/// The client has named its server when it logged in to the proxy, and names its user there now.
record ServerIsNamed(ForwardRole role, Destination destination) implements Approach {

    @Override
    public SessionState user(Unconnected at, Exchange exchange) {
        var name = exchange.command().argument().orElse("");
        at.session().login().requested(name);
        var refused = RefusedName.ofKnown(at.session(), exchange, name);
        return refused.<SessionState>map(given -> at.with(new RefusedName.Given(this, given)))
                .orElseGet(() -> role.connect(at.session(), exchange, name, destination, this));
    }

    @Override
    public SessionState pass(Unconnected at, Exchange exchange) {
        exchange.finish(LocalReplies.USER_FIRST);
        return at;
    }

    @Override
    public boolean isFor(Ready ready, Command command) {
        return true;
    }

    @Override
    public boolean isKnown() {
        return true;
    }
}
