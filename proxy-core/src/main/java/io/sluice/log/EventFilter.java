package io.sluice.log;

import io.sluice.module.CommandOutcome;
import io.sluice.module.Decision;
import io.sluice.module.EndReason;
import io.sluice.module.SessionFilter;
import io.sluice.module.SessionView;
import java.time.Clock;

/// A filter that takes all that happens in sessions as events of a log, with their times.
interface EventFilter extends SessionFilter {
    Clock clock();

    void take(LogEvent event);

    @Override
    default Phase phase() {
        return Phase.LOG;
    }

    @Override
    default Decision connected(SessionView session) {
        take(LogEvent.connect(clock().instant(), session));
        return Decision.PERMIT;
    }

    @Override
    default void finished(SessionView session, CommandOutcome outcome) {
        take(LogEvent.command(clock().instant(), session, outcome));
    }

    @Override
    default void ended(SessionView session, EndReason reason) {
        take(LogEvent.exit(clock().instant(), session, reason));
    }
}
