package io.sluice.log;

import io.sluice.ftp.Command;
import io.sluice.module.CommandOutcome;
import io.sluice.module.CommandOutcome.Transfer;
import io.sluice.module.EndReason;
import io.sluice.module.SessionView;
import java.time.Instant;
import java.util.Optional;

/// Something a log has a line for: a session began, a command is done, or a session ended.
record LogEvent(
        Moment moment, Instant at, SessionView session, Optional<CommandOutcome> outcome, Optional<EndReason> reason) {

    enum Moment {
        CONNECT,
        COMMAND,
        EXIT
    }

    static LogEvent connect(Instant at, SessionView session) {
        return new LogEvent(Moment.CONNECT, at, session, Optional.empty(), Optional.empty());
    }

    static LogEvent command(Instant at, SessionView session, CommandOutcome outcome) {
        return new LogEvent(Moment.COMMAND, at, session, Optional.of(outcome), Optional.empty());
    }

    static LogEvent exit(Instant at, SessionView session, EndReason reason) {
        return new LogEvent(Moment.EXIT, at, session, Optional.empty(), Optional.of(reason));
    }

    Optional<Command> command() {
        return outcome.map(CommandOutcome::command);
    }

    Optional<Transfer> transfer() {
        return outcome.flatMap(CommandOutcome::transfer);
    }

    /// The verb of the command, or nothing.
    String verb() {
        return command().map(Command::verb).orElse("");
    }
}
