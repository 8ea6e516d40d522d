package io.sluice.acl.adapter;

import io.sluice.acl.LimitTable.Outcome;
import io.sluice.module.Decision;
import io.sluice.module.EndReason;
import io.sluice.module.SessionFilter;
import io.sluice.module.SessionView;
import java.util.Optional;

/// `<Limit LOGIN>` asked once more when something has been laid over the server: after the password, and when a client
/// has connected if `ClassLoginAtConnect` is on. Who is refused then does not get another chance.
record OverlaidLogins(Limits limits) implements SessionFilter {

    @Override
    public Phase phase() {
        return Phase.ACCESS;
    }

    @Override
    public String module() {
        return "acl";
    }

    @Override
    public Decision connected(SessionView session) {
        return session.overlays().isEmpty() || !AclOption.CLASS_LOGIN_AT_CONNECT.isOn(session)
                ? Decision.PERMIT
                : LoginLimits.connected(session, limits);
    }

    @Override
    public Decision authenticated(SessionView session, String user) {
        return again(session, user);
    }

    /// Of whom the proxy has let in itself the answer is known.
    @Override
    public Decision loggedIn(SessionView session) {
        return session.groups().isPresent()
                ? Decision.PERMIT
                : session.user().map(name -> again(session, name)).orElse(Decision.PERMIT);
    }

    private Decision again(SessionView session, String user) {
        if (session.overlays().isEmpty()) {
            return Decision.PERMIT;
        }
        var person = Limits.user(session, user);
        return switch (limits.of(session).login(limits.subject(session, person))) {
            case Outcome.Allowed _ -> Decision.PERMIT;
            case Outcome.Refused(var section, var by) ->
                new Decision.Disconnect(
                        Optional.of(LoginLimits.loginIncorrect(session, user)),
                        EndReason.of(EndReason.Kind.POLICY, "Denied by <Limit LOGIN>"),
                        Reasons.ofRefusal("USER " + person.name() + ": Limit access denies login", section, by));
        };
    }
}
