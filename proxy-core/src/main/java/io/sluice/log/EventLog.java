package io.sluice.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.cache.CacheEventLog;
import io.sluice.module.CommandOutcome;
import io.sluice.module.Decision;
import io.sluice.module.EndReason;
import io.sluice.module.SessionFilter;
import io.sluice.module.SessionView;
import java.time.Clock;

/// The events of a server's sessions as records in a shared store (`RedisLogOnCommand`, `RedisLogOnEvent`).
final class EventLog implements SessionFilter {

    private final CacheEventLog log;
    private final EventRules rules;
    private final Clock clock;

    /// A log of what the rules say.
    EventLog(CacheEventLog log, EventRules rules, Clock clock) {
        this.log = log;
        this.rules = rules;
        this.clock = clock;
    }

    @Override
    public Phase phase() {
        return Phase.LOG;
    }

    @Override
    public Decision connected(SessionView session) {
        record(LogEvent.connect(clock.instant(), session));
        return Decision.PERMIT;
    }

    @Override
    public void finished(SessionView session, CommandOutcome outcome) {
        record(LogEvent.command(clock.instant(), session, outcome));
    }

    @Override
    public void ended(SessionView session, EndReason reason) {
        record(LogEvent.exit(clock.instant(), session, reason));
    }

    private void record(LogEvent event) {
        for (var rule : rules.of(event)) {
            if (rule.selection().contains(event)) {
                rule.format().of(event).ifPresent(json -> log.append(rule.key().of(event), json.getBytes(UTF_8)));
            }
        }
    }
}
