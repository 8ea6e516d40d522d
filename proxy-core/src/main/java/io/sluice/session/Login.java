package io.sluice.session;

import io.sluice.filter.LoginAttempts;
import io.sluice.ftp.WireText;
import io.sluice.module.Decision;
import java.util.List;
import java.util.Optional;

/// Who the client of a session asks to be and is, what the filters say of it, and how often it may try. Its methods are
/// called from the session's loop only.
public final class Login {
    private final Session session;
    private int refusedPasswords;

    Login(Session session) {
        this.session = session;
    }

    /// Forgets all that was asked for, because the session is at another virtual host.
    void beginAnew() {
        session.facts().nobodyRequested();
        refusedPasswords = 0;
    }

    /// Notes the argument of `USER`.
    public void requested(String argument) {
        requested(argument, argument);
    }

    /// Notes the argument of `USER`, and the name of the user in it.
    public void requested(String argument, String name) {
        session.facts().requestedUser(argument, name);
        session.host().filters().named(session.facts(), name);
        session.obeyHost();
    }

    /// Notes the groups of a user the proxy has checked itself, the primary one first, in place of an earlier user's.
    public void memberOf(List<String> groups) {
        session.facts().groups(groups);
    }

    /// Forgets a user whom the proxy has let in.
    public void forget() {
        session.facts().nobodyKnown();
    }

    /// Asks the filters whether a backend may be told that name, and check its password.
    ///
    /// @param known whether the proxy has let the client in itself
    public Decision passedOn(String user, boolean known) {
        var verdict = session.host().filters().passedOn(session.facts(), user, known);
        session.tell(verdict.decision());
        return verdict.decision();
    }

    /// Asks the filters about a user of the proxy itself, whose password was right. The caller tells the log of a
    /// refusal.
    public Decision authenticated(String user) {
        var verdict = session.host().filters().authenticated(session.facts(), user);
        session.facts().refusedBy(verdict.refusal());
        if (verdict.decision() instanceof Decision.Refuse || verdict.decision() instanceof Decision.Disconnect) {
            forget();
        }
        session.obeyHost();
        if (!(verdict.decision() instanceof Decision.Refuse)) {
            session.tell(verdict.decision());
        }
        return verdict.decision();
    }

    /// Asks the filters whether the login, accepted by the backend, may stand; if so the session is logged in. The
    /// caller has not yet told the client.
    public Decision accepted() {
        session.facts().letIn();
        var verdict = session.host().filters().loggedIn(session.facts());
        var decision = verdict.decision();
        session.facts().refusedBy(verdict.refusal());
        session.obeyHost();
        session.tell(decision);
        if (decision instanceof Decision.Permit || decision instanceof Decision.Delay) {
            var insecure = session.protection().refusedLogin();
            if (insecure.isPresent()) {
                session.facts().nobodyLetIn();
                return new Decision.Disconnect(Optional.of(LocalReplies.LOGIN_INCORRECT), insecure.get(), List.of());
            }
            session.loggedIn();
            session.services()
                    .log()
                    .info(
                            session.facts(),
                            () -> "USER "
                                    + WireText.display(session.facts().user().orElse("")) + ": Login successful.");
            session.event("core.logged-in");
        } else {
            session.facts().nobodyLetIn();
        }
        return decision;
    }

    /// Counts a refused password; true if it was the last one allowed.
    public boolean passwordRefused(String why) {
        session.services()
                .log()
                .notice(
                        session.facts(),
                        "USER "
                                + WireText.display(
                                        session.facts().requestedUser().orElse("")) + " (Login failed): "
                                + WireText.display(why));
        session.frontend().refusedLogin().ifPresent(session::event);
        refusedPasswords++;
        var most = session.settings().loginAttempts();
        if (most.isEmpty() || refusedPasswords < most.getAsInt()) {
            return false;
        }
        session.services().log().notice(session.facts(), LoginAttempts.exceeded(most.getAsInt()));
        session.event("mod_auth.max-login-attempts");
        return true;
    }
}
