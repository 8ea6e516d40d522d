package io.sluice.proxy;

import io.sluice.ftp.Command;
import io.sluice.ftp.UserAtHost;
import io.sluice.session.Exchange;
import io.sluice.session.LocalReplies;
import io.sluice.session.SessionState;
import java.util.Optional;

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
        var argument = exchange.command().argument().orElse("");
        var name = wanted.get().user();
        at.session().login().requested(argument, name);
        var refused = isKnown
                ? RefusedName.ofKnown(at.session(), exchange, name)
                : RefusedName.of(at.session(), exchange, name);
        if (refused.isPresent()) {
            return at.with(new RefusedName.Given(this, refused.get()));
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
    public boolean isFor(Ready ready, Command command) {
        return command.verb().equals("PASS")
                || wanted(command)
                        .map(accepted -> accepted.destination().url())
                        .filter(ready.proxy().backend().member().url().written()::equals)
                        .isPresent();
    }

    @Override
    public String nameIn(Command user) {
        return wanted(user).map(UserAtHost.Accepted::user).orElse("");
    }

    private static Optional<UserAtHost.Accepted> wanted(Command user) {
        return UserAtHost.of(user.argument().orElse("")) instanceof UserAtHost.Accepted accepted
                ? Optional.of(accepted)
                : Optional.empty();
    }
}
