package io.sluice.log;

import io.sluice.module.CommandOutcome;
import io.sluice.module.Decision;
import io.sluice.module.EndReason;
import io.sluice.module.SessionFilter;
import io.sluice.module.SessionView;
import java.time.Clock;

/// `ExtendedLog`: one line per finished command of the chosen classes, in a format of `LogFormat`.
final class ExtendedLog implements SessionFilter {
    private final LineWriter writer;
    private final CommandSelection selection;
    private final LogFormat format;
    private final Clock clock;

    ExtendedLog(LineWriter writer, CommandSelection selection, LogFormat format, Clock clock) {
        this.writer = writer;
        this.selection = selection;
        this.format = format;
        this.clock = clock;
    }

    @Override
    public Phase phase() {
        return Phase.LOG;
    }

    @Override
    public Decision connected(SessionView session) {
        write(LogEvent.connect(clock.instant(), session));
        return Decision.PERMIT;
    }

    @Override
    public void finished(SessionView session, CommandOutcome outcome) {
        write(LogEvent.command(clock.instant(), session, outcome));
    }

    @Override
    public void ended(SessionView session, EndReason reason) {
        write(LogEvent.exit(clock.instant(), session, reason));
    }

    private void write(LogEvent event) {
        if (selection.contains(event)) {
            writer.write(format.line(event));
        }
    }
}
