package io.sluice.proxy;

import io.sluice.ftp.Command;
import io.sluice.ftp.Features;
import io.sluice.ftp.Reply;
import io.sluice.session.Exchange;
import io.sluice.session.LocalReplies;
import io.sluice.session.SessionState;
import java.util.Optional;

/// The name in `USER` says which backends a client may be connected to (`ProxyReverseConnectPolicy PerUser`); that one
/// then checks the client.
record UserFirst(ReverseRole role) implements Approach {

    @Override
    public SessionState user(Unconnected at, Exchange exchange) {
        var name = exchange.command().argument().filter(text -> !text.isBlank());
        if (name.isEmpty()) {
            exchange.finish(LocalReplies.to(exchange.command(), at.session(), Features.NONE));
            return at;
        }
        at.session().login().requested(name.get());
        var refused = RefusedName.of(at.session(), exchange, name.get());
        if (refused.isPresent()) {
            return at.with(new RefusedName.Given(this, refused.get()));
        }
        return FtpMeeting.begin(at.host(), at.session(), role.route(at.session()), new PassOn(at, exchange));
    }

    @Override
    public SessionState pass(Unconnected at, Exchange exchange) {
        exchange.finish(LocalReplies.to(exchange.command(), at.session(), Features.NONE));
        return at;
    }

    /// Another name may belong to another backend.
    @Override
    public boolean isFor(Ready ready, Command command) {
        return command.verb().equals("PASS")
                || command.argument().equals(ready.proxy().session().facts().requestedUser());
    }

    /// Passes the `USER` on to the backend, whose answer is shown.
    private record PassOn(Unconnected from, Exchange user) implements FtpErrand {

        @Override
        public Optional<Approach> approach() {
            return Optional.of(from.approach());
        }

        @Override
        public SessionState connected(Ready ready, Reply greeting) {
            return ready.on(user);
        }

        @Override
        public SessionState unreachable(ConnectFailure why) {
            user.finish(LocalReplies.LOGIN_INCORRECT);
            return from;
        }

        @Override
        public void abandon() {
            user.finishUnanswered();
        }
    }
}
