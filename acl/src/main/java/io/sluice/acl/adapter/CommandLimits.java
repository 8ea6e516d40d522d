package io.sluice.acl.adapter;

import io.sluice.acl.CommandNames;
import io.sluice.acl.Limit;
import io.sluice.acl.LimitTable;
import io.sluice.acl.LimitTable.Outcome;
import io.sluice.ftp.Command;
import io.sluice.ftp.Reply;
import io.sluice.ftp.WireText;
import io.sluice.module.Decision;
import io.sluice.module.Explanation;
import io.sluice.module.Explanation.Moment;
import io.sluice.module.SessionFilter;
import io.sluice.module.SessionView;
import java.util.Optional;
import java.util.Set;

/// `<Limit>` of commands: one that is refused never reaches the backend.
record CommandLimits(Limits limits) implements SessionFilter {
    /// Commands about how to transfer, not what: a refused one has the code of a bad parameter.
    private static final Set<String> BAD_PARAMETER =
            Set.of("ALLO", "MODE", "REST", "STRU", "TYPE", "PASV", "EPSV", "PORT", "EPRT");

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
        return switch (outcome(session, command)) {
            case Outcome.Allowed _ -> Decision.PERMIT;
            case Outcome.Refused(var section, var by) ->
                new Decision.Refuse(
                        notPermitted(command.verb(), command.argument().orElse(""), section),
                        Reasons.ofRefusal(command.verb() + " denied by <Limit> configuration", section, by));
        };
    }

    @Override
    public Optional<Explanation> explain(SessionView supposed, Moment moment) {
        return moment instanceof Moment.Use(var command)
                ? Optional.of(Reasons.explain(
                        "command " + command.verb(),
                        outcome(supposed, command),
                        Limits.client(supposed, limits.names())))
                : Optional.empty();
    }

    private Outcome outcome(SessionView session, Command command) {
        var wireArgument = command.argument().orElse("");
        var sections = limits.of(session).of(command.verb(), wireArgument);
        return sections.isEmpty()
                ? LimitTable.ALLOWED
                : LimitTable.command(
                        sections, WireText.display(wireArgument), limits.subject(session, Limits.person(session)));
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
