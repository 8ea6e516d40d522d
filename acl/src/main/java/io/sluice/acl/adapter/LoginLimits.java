package io.sluice.acl.adapter;

import io.sluice.acl.LimitTable.Outcome;
import io.sluice.acl.Subject.Person;
import io.sluice.config.Arguments;
import io.sluice.config.Directive;
import io.sluice.ftp.Reply;
import io.sluice.ftp.WireText;
import io.sluice.module.Decision;
import io.sluice.module.EndReason;
import io.sluice.module.Explanation;
import io.sluice.module.Explanation.Moment;
import io.sluice.module.SessionFilter;
import io.sluice.module.SessionView;
import java.util.List;
import java.util.Optional;

/// `<Limit LOGIN>`: who may connect, and which users of the proxy itself, and with `LimitBackendLogins` those of
/// backends, may log in. A client that must not connect gets no byte; a user that must not log in hears what is said to
/// a wrong password.
record LoginLimits(Limits limits) implements SessionFilter {
    /// That of the core, found by its name.
    private static final Directive<String> ACCESS_DENY_MSG = Directive.of("AccessDenyMsg", Arguments::text);

    @Override
    public Phase phase() {
        return Phase.LOGIN;
    }

    @Override
    public String module() {
        return "acl";
    }

    @Override
    public Decision connected(SessionView session) {
        return connected(session, limits);
    }

    /// Whether a client may connect.
    static Decision connected(SessionView session, Limits limits) {
        return switch (atConnect(session, limits)) {
            case Outcome.Allowed _ -> Decision.PERMIT;
            case Outcome.Refused(var section, var by) -> {
                session.raise("core.connection-denied");
                yield new Decision.Disconnect(
                        Optional.empty(),
                        EndReason.of(EndReason.Kind.POLICY, "Blocked by <Limit LOGIN>"),
                        Reasons.ofRefusal("Blocked by <Limit LOGIN>", section, by));
            }
        };
    }

    @Override
    public Decision authenticated(SessionView session, String user) {
        return login(session, user);
    }

    @Override
    public Decision passedOn(SessionView session, String user) {
        return AclOption.LIMIT_BACKEND_LOGINS.isOn(session) ? login(session, user) : Decision.PERMIT;
    }

    private Decision login(SessionView session, String user) {
        return switch (atLogin(session, user)) {
            case Outcome.Allowed _ -> Decision.PERMIT;
            case Outcome.Refused(var section, var by) ->
                new Decision.Refuse(
                        loginIncorrect(session, user), Reasons.ofRefusal("Limit access denies login", section, by));
        };
    }

    @Override
    public Optional<Explanation> explain(SessionView supposed, Moment moment) {
        return switch (moment) {
            case Moment.Connect _ -> Optional.of(explain("connect", supposed, atConnect(supposed, limits)));
            case Moment.Login(var user) ->
                Optional.of(
                        UserChecks.madeBy(supposed.server().directives())
                                ? explain("login", supposed, atLogin(supposed, user))
                                : new Explanation("login", false, "left to the backend", List.of()));
            case Moment.Password _, Moment.Use _ -> Optional.empty();
        };
    }

    private Explanation explain(String subject, SessionView supposed, Outcome outcome) {
        return Reasons.explain(subject, outcome, Limits.client(supposed, limits.names()));
    }

    private static Outcome atConnect(SessionView session, Limits limits) {
        return limits.of(session).connect(limits.subject(session, new Person.Stranger()));
    }

    private Outcome atLogin(SessionView session, String user) {
        return limits.of(session).login(limits.subject(session, Limits.user(session, user)));
    }

    static Reply loginIncorrect(SessionView session, String user) {
        var text = session.server()
                .directives()
                .find(ACCESS_DENY_MSG)
                .map(WireText::of)
                .orElse("Login incorrect.");
        return new Reply(
                530, List.of("530 " + text.replace("%u", session.requestedName().orElse(user))));
    }
}
