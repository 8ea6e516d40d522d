package io.sluice.log;

import io.sluice.ftp.Command;
import io.sluice.ftp.Reply;
import io.sluice.module.CommandOutcome;
import io.sluice.module.CommandOutcome.Direction;
import io.sluice.module.CommandOutcome.Legs;
import io.sluice.module.CommandOutcome.Status;
import io.sluice.module.CommandOutcome.Transfer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Commands that are done, for tests.
final class Outcomes {
    static final Duration TOOK = Duration.ofMillis(12);

    private Outcomes() {}

    /// `line` is a command line, `reply` a reply line.
    static CommandOutcome done(String line, String... reply) {
        return done(command(line), Optional.empty(), Optional.empty(), reply);
    }

    static CommandOutcome renamed(String from, String line, String... reply) {
        return done(command(line), Optional.empty(), Optional.of(from), reply);
    }

    static CommandOutcome transferred(String line, Transfer transfer, String... reply) {
        return done(command(line), Optional.of(transfer), Optional.empty(), reply);
    }

    static CommandOutcome unanswered(String line) {
        return new CommandOutcome(
                command(line), Optional.empty(), LogFixtures.NOW, TOOK, Optional.empty(), Optional.empty());
    }

    /// 2048 bytes in 1.5 seconds, of offset 100, through passive port 4000.
    static Transfer transfer(Direction direction, Status status, String... failure) {
        return new Transfer(
                direction,
                LogFixtures.NOW.minusMillis(1500),
                Duration.ofMillis(1500),
                2048,
                100,
                false,
                4000,
                true,
                status,
                failure.length == 0 ? Optional.empty() : Optional.of(failure[0]),
                Optional.of(new Legs(false, true, false)));
    }

    static Command command(String line) {
        int blank = line.indexOf(' ');
        return blank < 0 ? Command.of(line) : Command.of(line.substring(0, blank), line.substring(blank + 1));
    }

    private static CommandOutcome done(
            Command command, Optional<Transfer> transfer, Optional<String> from, String... reply) {
        var lines = List.of(reply);
        var last = lines.getLast();
        return new CommandOutcome(
                command,
                Optional.of(new Reply(Integer.parseInt(last.substring(0, 3)), lines)),
                LogFixtures.NOW,
                TOOK,
                transfer,
                from);
    }
}
