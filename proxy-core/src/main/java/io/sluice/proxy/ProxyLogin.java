package io.sluice.proxy;

import io.sluice.auth.LoginReplies;
import io.sluice.filter.DisplayFile;
import io.sluice.ftp.Destination;
import io.sluice.ftp.Reply;
import io.sluice.ftp.WireText;
import io.sluice.session.Displays;
import io.sluice.session.Exchange;
import io.sluice.session.LocalReplies;
import io.sluice.session.SessionState;
import java.util.Optional;

/// The client of a forward proxy logs in to the proxy itself, before it does so at a server.
///
/// @param asked whom the client wants to be, once it has said so
record ProxyLogin(ForwardRole role, LocalAccounts accounts, Optional<Asked> asked) implements Approach {

    /// A user of the proxy, and the server he has named with it.
    private record Asked(String name, Optional<Destination> destination) {}

    static ProxyLogin begin(ForwardRole role, LocalAccounts accounts) {
        return new ProxyLogin(role, accounts, Optional.empty());
    }

    @Override
    public SessionState user(Unconnected at, Exchange exchange) {
        var argument = exchange.command().argument().orElse("");
        var next = role.method() == ForwardMethod.PROXY_USER_AT_HOST_THEN_USER
                ? role.wanted(at.session(), exchange)
                        .map(wanted -> new Asked(wanted.user(), Optional.of(wanted.destination())))
                : Optional.of(new Asked(argument, Optional.empty()));
        at.session().login().forget();
        next.ifPresentOrElse(
                user -> {
                    at.session().login().requested(argument, user.name());
                    exchange.finish(Reply.ofWire(331, "Password required for " + user.name()));
                },
                () -> exchange.finish(LocalReplies.LOGIN_INCORRECT));
        return at.with(new ProxyLogin(role, accounts, next));
    }

    @Override
    public SessionState pass(Unconnected at, Exchange exchange) {
        if (asked.isEmpty()) {
            exchange.finish(LocalReplies.USER_FIRST);
            return at;
        }
        var name = asked.get().name();
        return accounts.password(at, exchange, name, _ -> {
            var session = at.session();
            at.host().journal().info(session, () -> "user '" + WireText.display(name) + "' has logged in to the proxy");
            exchange.finish(Displays.before(
                    DisplayFile.DISPLAY_LOGIN,
                    LoginReplies.granted(session.host().directives(), name),
                    session));
            return at.with(asked.get()
                    .destination()
                    .<Approach>map(destination -> new ServerIsNamed(role, destination))
                    .orElseGet(() -> new UserNamesServer(role, true)));
        });
    }
}
