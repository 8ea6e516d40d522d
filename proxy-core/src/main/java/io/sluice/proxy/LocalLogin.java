package io.sluice.proxy;

import io.sluice.ftp.Command;
import io.sluice.ftp.Features;
import io.sluice.ftp.Reply;
import io.sluice.session.Exchange;
import io.sluice.session.LocalReplies;
import io.sluice.session.SessionState;
import java.util.Optional;

/// The proxy checks the client itself, and connects only whom it knows (`UseReverseProxyAuth`).
record LocalLogin(ReverseRole role, LocalAccounts accounts) implements Approach {

    @Override
    public SessionState user(Unconnected at, Exchange exchange) {
        at.session().login().forget();
        exchange.command()
                .argument()
                .filter(name -> !name.isBlank())
                .ifPresent(at.session().login()::requested);
        exchange.finish(LocalReplies.to(exchange.command(), at.session(), Features.NONE));
        return at;
    }

    @Override
    public SessionState pass(Unconnected at, Exchange exchange) {
        var session = at.session();
        if (session.facts().requestedUser().isEmpty()) {
            exchange.finish(LocalReplies.to(exchange.command(), session, Features.NONE));
            return at;
        }
        var name = session.facts().requestedUser().get();
        return accounts.password(
                at,
                exchange,
                name,
                _ -> FtpMeeting.begin(at.host(), session, role.route(session), new LogIn(at, exchange)));
    }

    /// Logs a client, whom the proxy has checked, in at the backend, with the name and password the client has sent.
    private record LogIn(Unconnected from, Exchange pass) implements FtpErrand {

        @Override
        public Optional<Approach> approach() {
            return Optional.of(from.approach());
        }

        /// The backend is told the name; what it answers is the password's business, which is sent next.
        @Override
        public SessionState connected(Ready ready, Reply greeting) {
            var name = ready.proxy()
                    .backend()
                    .member()
                    .url()
                    .user()
                    .or(from.session().facts()::requestedUser)
                    .orElse("");
            return Relaying.ownCommand(ready.proxy(), pass, Command.of("USER", name), reply -> ready.pass(pass, reply));
        }

        @Override
        public SessionState unreachable(ConnectFailure why) {
            pass.finish(LocalReplies.LOGIN_INCORRECT);
            return from;
        }

        @Override
        public void abandon() {
            pass.finishUnanswered();
        }
    }
}
