package io.sluice.proxy;

import io.sluice.auth.LoginOutcome;
import io.sluice.auth.LoginOutcome.Authenticated;
import io.sluice.auth.LoginReplies;
import io.sluice.ftp.Command;
import io.sluice.ftp.Reply;
import io.sluice.ftp.WireText;
import io.sluice.module.Decision;
import io.sluice.module.EndReason;
import io.sluice.session.Exchange;
import io.sluice.session.LocalReplies;
import io.sluice.session.RefusedLogin;
import io.sluice.session.Session;
import io.sluice.session.SessionEvent;
import io.sluice.session.SessionState;
import io.sluice.session.Unproxied;
import io.sluice.ssh.Attempt;
import io.sluice.ssh.SshFrontend;
import java.util.Optional;

/// The proxy lets a client in itself, by password or key; only then it is known which backend is the client's, where
/// the proxy vouches for it (`ProxyReverseConnectPolicy PerUser`, `PerGroup`).
record SshLocalLogin(SshRole role, Session session, SshFrontend frontend, LocalAccounts accounts)
        implements SessionState {

    @Override
    public boolean takes(Command command) {
        return true;
    }

    @Override
    public SessionState on(Exchange exchange) {
        if (exchange.command().verb().equals("USER")) {
            var name = exchange.command().argument().orElse("");
            session.login().forget();
            session.login().requested(name);
            exchange.finish(Reply.ofWire(331, "Password required for " + name));
            return this;
        }
        var name = session.facts().requestedName().orElse("");
        var attempt = frontend.dialogue().attempt();
        return switch (attempt.method()) {
            case "password" ->
                decided(
                        exchange,
                        attempt,
                        accounts.authenticator()
                                .authenticate(
                                        name, exchange.command().argument().orElse("")));
            // the client has proven to have a key of that user
            case "publickey" ->
                decided(exchange, attempt, accounts.authenticator().vouchedFor(name));
            default -> {
                exchange.finish(LocalReplies.LOGIN_INCORRECT);
                yield this;
            }
        };
    }

    private SessionState decided(Exchange exchange, Attempt attempt, LoginOutcome outcome) {
        outcome.events().forEach(session::event);
        if (session.isOver()) {
            exchange.finishUnanswered();
            return this;
        }
        return switch (outcome) {
            case Authenticated user -> known(exchange, attempt, user);
            case LoginOutcome.Refused refused -> {
                role.host().journal().notice(session, refused.logText());
                yield RefusedLogin.on(
                        session,
                        exchange,
                        refused.reason().text(),
                        LoginReplies.denied(
                                session.host().directives(),
                                session.facts().requestedName().orElse(""),
                                refused.code()),
                        this);
            }
        };
    }

    private SessionState known(Exchange exchange, Attempt attempt, Authenticated user) {
        session.login().memberOf(user.groups());
        return switch (session.login().authenticated(user.user())) {
            case Decision.Permit _, Decision.Rewrite _, Decision.Delay _ ->
                SshMeeting.begin(role, session, new Vouch(this, exchange, attempt));
            case Decision.Refuse refusal ->
                RefusedLogin.on(session, exchange, WireText.of(session.reason(refusal)), refusal.reply(), this);
            case Decision.Disconnect end -> {
                end.reply().ifPresentOrElse(exchange::finish, exchange::finishUnanswered);
                session.end(end.reason());
                yield this;
            }
        };
    }

    @Override
    public SessionState on(SessionEvent event) {
        return this;
    }

    /// Vouches for the client at its backend; one that does not take the proxy's word is no use.
    private record Vouch(SshLocalLogin from, Exchange pass, Attempt attempt) implements SshErrand {
        @Override
        public SessionState connected(SshBackend backend) {
            var login = new SshLogin(from.role(), from.session(), from.frontend(), backend, Optional.empty());
            return login.vouched(
                    pass, attempt, from.session().facts().requestedName().orElse(""));
        }

        @Override
        public SessionState unreachable(ConnectFailure why) {
            pass.finishUnanswered();
            from.session().end(EndReason.of(EndReason.Kind.BACKEND_UNREACHABLE));
            return Unproxied.over(from.session());
        }

        @Override
        public void abandon() {
            pass.finishUnanswered();
        }
    }
}
