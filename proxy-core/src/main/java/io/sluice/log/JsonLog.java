package io.sluice.log;

import io.sluice.log.JsonLogLine.Kind;
import io.sluice.log.JsonRecords.Counts;
import io.sluice.module.CommandOutcome;
import io.sluice.module.EndReason;
import io.sluice.module.SessionFilter;
import io.sluice.module.SessionView;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// `JsonLog`: one record per session, per transfer, per command, as asked for.
final class JsonLog implements SessionFilter {
    private final LineWriter writer;
    private final Set<Kind> kinds;
    private final JsonRecords records;
    private final Map<Long, Counts> counts = new ConcurrentHashMap<>();

    JsonLog(LineWriter writer, Set<Kind> kinds, JsonRecords records) {
        this.writer = writer;
        this.kinds = kinds;
        this.records = records;
    }

    @Override
    public Phase phase() {
        return Phase.LOG;
    }

    @Override
    public void finished(SessionView session, CommandOutcome outcome) {
        if (kinds.contains(Kind.SESSION)) {
            counts.merge(session.id(), Counts.NONE.with(outcome), (before, _) -> before.with(outcome));
        }
        if (kinds.contains(Kind.TRANSFER)) {
            outcome.transfer().ifPresent(transfer -> writer.write(records.transfer(session, outcome, transfer)));
        }
        if (kinds.contains(Kind.COMMAND)) {
            writer.write(records.command(session, outcome));
        }
    }

    @Override
    public void ended(SessionView session, EndReason reason) {
        if (kinds.contains(Kind.SESSION)) {
            var done = Optional.ofNullable(counts.remove(session.id())).orElse(Counts.NONE);
            writer.write(records.session(session, reason, done));
        }
    }
}
