package io.sluice.proxy;

import io.sluice.ftp.Reply;
import io.sluice.module.Decision;
import io.sluice.session.Exchange;
import io.sluice.session.RefusedLogin;
import io.sluice.session.Session;
import io.sluice.session.SessionState;
import java.util.Optional;

/// A name that no backend is told, since a rule does not let it log in. The client is asked for its password as if it
/// had a chance, and hears then that it is wrong.
record RefusedName(Decision.Refuse refusal) {

    /// Asks the filters about a name that a backend is to check; if they refuse it the client has been answered.
    static Optional<RefusedName> of(Session session, Exchange user, String name) {
        return of(session, user, name, false);
    }

    /// The same of a client whom the proxy has let in itself.
    static Optional<RefusedName> ofKnown(Session session, Exchange user, String name) {
        return of(session, user, name, true);
    }

    private static Optional<RefusedName> of(Session session, Exchange user, String name, boolean known) {
        return switch (session.login().passedOn(name, known)) {
            case Decision.Refuse refusal -> {
                user.finish(Reply.ofWire(331, "Password required for " + name));
                yield Optional.of(new RefusedName(refusal));
            }
            case Decision.Disconnect end -> {
                end.reply().ifPresentOrElse(user::finish, user::finishUnanswered);
                session.end(end.reason());
                yield Optional.of(new RefusedName(
                        new Decision.Refuse(end.reply().orElse(Reply.of(530, "Login incorrect.")), end.steps())));
            }
            case Decision.Permit _, Decision.Rewrite _, Decision.Delay _ -> Optional.empty();
        };
    }

    SessionState pass(Session session, Exchange pass, SessionState stay) {
        var why = refusal.steps().stream().findFirst().map(Decision.Step::found).orElse("refused");
        return RefusedLogin.on(session, pass, why, refusal.reply(), stay);
    }

    /// The client has given such a name, where a name leads to a backend.
    record Given(Approach otherwise, RefusedName name) implements Approach {

        @Override
        public SessionState user(Unconnected at, Exchange exchange) {
            return otherwise.user(at.with(otherwise), exchange);
        }

        @Override
        public boolean isKnown() {
            return otherwise.isKnown();
        }

        @Override
        public SessionState pass(Unconnected at, Exchange exchange) {
            return name.pass(at.session(), exchange, at);
        }
    }
}
