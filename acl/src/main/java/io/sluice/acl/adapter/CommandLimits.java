package io.sluice.acl.adapter;

import io.sluice.acl.CommandNames;
import io.sluice.acl.Limit;
import io.sluice.acl.LimitTable;
import io.sluice.acl.LimitTable.Outcome;
import io.sluice.acl.SubjectLimits;
import io.sluice.ftp.Command;
import io.sluice.ftp.Reply;
import io.sluice.ftp.WireText;
import io.sluice.module.Decision;
import io.sluice.module.EndReason;
import io.sluice.module.Explanation;
import io.sluice.module.Explanation.Moment;
import io.sluice.module.SessionFilter;
import io.sluice.module.SessionView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;

/// `<Limit>` of commands: one that is refused never reaches the backend. What the limits say to a session is kept until
/// the session is another's, or in another class, or at another server.
final class CommandLimits implements SessionFilter {
    /// Commands about how to transfer, not what: a refused one has the code of a bad parameter.
    private static final Set<String> BAD_PARAMETER =
            Set.of("ALLO", "MODE", "REST", "STRU", "TYPE", "PASV", "EPSV", "PORT", "EPRT");

    private final Limits limits;
    private final Map<Long, Standing> standings = new ConcurrentHashMap<>();

    /// What the limits of a server say to somebody.
    private record Standing(
            LimitTable table,
            Optional<String> user,
            Optional<List<String>> groups,
            Optional<String> className,
            SubjectLimits said) {
        boolean isOf(LimitTable asked, SessionView session) {
            return table == asked
                    && user.equals(session.user())
                    && groups.equals(session.groups())
                    && className.equals(session.clientClass());
        }
    }

    CommandLimits(Limits limits) {
        this.limits = limits;
    }

    @Override
    public Phase phase() {
        return Phase.LIMIT;
    }

    @Override
    public String module() {
        return "acl";
    }

    @Override
    public Decision command(SessionView session, Command command) {
        return switch (outcome(session, command, this::kept)) {
            case Outcome.Allowed _ -> Decision.PERMIT;
            case Outcome.Refused(var section, var by) ->
                new Decision.Refuse(
                        notPermitted(command.verb(), command.argument().orElse(""), section),
                        Reasons.ofRefusal(command.verb() + " denied by <Limit> configuration", section, by));
        };
    }

    @Override
    public boolean offers(SessionView session, String verb) {
        var subject = limits.subject(session, Limits.person(session));
        return LimitTable.command(limits.of(session).of(verb, ""), "", subject) instanceof Outcome.Allowed;
    }

    @Override
    public Optional<Explanation> explain(SessionView supposed, Moment moment) {
        return moment instanceof Moment.Use(var command)
                ? Optional.of(Reasons.explain(
                        "command " + command.verb(),
                        outcome(supposed, command, this::standing),
                        Limits.client(supposed, limits.names())))
                : Optional.empty();
    }

    private Outcome outcome(
            SessionView session, Command command, BiFunction<SessionView, LimitTable, Standing> standing) {
        var wireArgument = command.argument().orElse("");
        var table = limits.of(session);
        var sections = table.of(command.verb(), wireArgument);
        return sections.isEmpty()
                ? LimitTable.ALLOWED
                : standing.apply(session, table).said.command(sections, WireText.display(wireArgument));
    }

    private Standing kept(SessionView session, LimitTable table) {
        var known = standings.get(session.id());
        if (known != null && known.isOf(table, session)) {
            return known;
        }
        var standing = standing(session, table);
        standings.put(session.id(), standing);
        return standing;
    }

    private Standing standing(SessionView session, LimitTable table) {
        return new Standing(
                table,
                session.user(),
                session.groups(),
                session.clientClass(),
                new SubjectLimits(limits.subject(session, Limits.person(session))));
    }

    @Override
    public void ended(SessionView session, EndReason reason) {
        standings.remove(session.id());
    }

    /// The reply names the verb, but of a command that is limited by its first word that word and what follows.
    private static Reply notPermitted(String verb, String argument, Limit section) {
        var refused = CommandNames.withSubcommand(verb, argument)
                .filter(section.names()::contains)
                .map(_ -> argument.strip())
                .orElse(verb);
        return Reply.ofWire(BAD_PARAMETER.contains(verb) ? 501 : 550, refused + ": Operation not permitted");
    }
}
