package io.sluice.proxy;

import io.sluice.auth.Authenticator;
import io.sluice.auth.LoginOutcome;
import io.sluice.auth.LoginOutcome.Authenticated;
import io.sluice.auth.LoginReplies;
import io.sluice.ftp.WireText;
import io.sluice.module.Decision;
import io.sluice.session.Exchange;
import io.sluice.session.RefusedLogin;
import io.sluice.session.SessionState;
import java.util.function.Function;

/// The users whom the proxy knows itself, and how it lets a client in as one of them: by its password, or by a
/// certificate that names it.
record LocalAccounts(Authenticator authenticator) {

    /// Answers a `PASS`: a client who is not let in is told so, and stays where it is.
    ///
    /// @param name of the user, without a destination
    /// @param then goes on with a client who is; it answers
    SessionState password(Unconnected at, Exchange pass, String name, Function<Authenticated, SessionState> then) {
        var session = at.session();
        var outcome = session.protection().vouchesFor(name)
                ? authenticator.vouchedFor(name)
                : authenticator.authenticate(name, pass.command().argument().orElse(""));
        outcome.events().forEach(session::event);
        if (session.isOver()) {
            pass.finishUnanswered();
            return at;
        }
        return switch (outcome) {
            case Authenticated user -> known(at, pass, user, then);
            case LoginOutcome.Refused refused -> {
                at.host().journal().notice(session, refused.logText());
                yield RefusedLogin.on(
                        session,
                        pass,
                        refused.reason().text(),
                        LoginReplies.denied(session.host().directives(), name, refused.code()),
                        at);
            }
        };
    }

    private static SessionState known(
            Unconnected at, Exchange pass, Authenticated user, Function<Authenticated, SessionState> then) {
        var session = at.session();
        session.login().memberOf(user.groups());
        return switch (session.login().authenticated(user.user())) {
            case Decision.Permit _, Decision.Rewrite _, Decision.Delay _ -> then.apply(user);
            case Decision.Refuse refusal ->
                RefusedLogin.on(session, pass, WireText.of(session.reason(refusal)), refusal.reply(), at);
            case Decision.Disconnect end -> {
                end.reply().ifPresentOrElse(pass::finish, pass::finishUnanswered);
                session.end(end.reason());
                yield at;
            }
        };
    }
}
