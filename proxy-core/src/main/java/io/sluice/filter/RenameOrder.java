package io.sluice.filter;

import io.sluice.ftp.Command;
import io.sluice.ftp.Reply;
import io.sluice.module.CommandOutcome;
import io.sluice.module.Decision;
import io.sluice.module.EndReason;
import io.sluice.module.SessionFilter;
import io.sluice.module.SessionView;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Once `RNFR` was accepted, `RNTO` comes next (RFC 959 §4.1.3); in between only commands that inform, and `QUIT`.
public final class RenameOrder implements SessionFilter {
    private static final Set<String> BETWEEN = Set.of("FEAT", "HELP", "NOOP", "QUIT", "RNTO", "STAT", "SYST");

    private final Set<Long> renaming = ConcurrentHashMap.newKeySet();

    public RenameOrder() {}

    @Override
    public Phase phase() {
        return Phase.SYNTAX;
    }

    @Override
    public Decision command(SessionView session, Command command) {
        if (!renaming.contains(session.id()) || BETWEEN.contains(command.verb())) {
            return Decision.PERMIT;
        }
        return new Decision.Refuse(
                Reply.of(501, "Bad sequence of commands"),
                List.of(Decision.Step.of("RNFR followed by " + command.verb() + ", expected RNTO")));
    }

    @Override
    public void finished(SessionView session, CommandOutcome outcome) {
        switch (outcome.command().verb()) {
            case "RNFR" -> {
                if (outcome.reply().filter(Reply::isIntermediate).isPresent()) {
                    renaming.add(session.id());
                }
            }
            case "RNTO" -> renaming.remove(session.id());
            default -> {}
        }
    }

    @Override
    public void ended(SessionView session, EndReason reason) {
        renaming.remove(session.id());
    }
}
