package io.sluice.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.cache.CacheEventLog;
import java.time.Clock;

/// The events of a server's sessions as records in a shared store (`RedisLogOnCommand`, `RedisLogOnEvent`).
///
/// @param rules what is written down
record EventLog(CacheEventLog log, EventRules rules, Clock clock) implements EventFilter {

    @Override
    public void take(LogEvent event) {
        for (var rule : rules.of(event)) {
            if (rule.selection().contains(event)) {
                rule.format().of(event).ifPresent(json -> log.append(rule.key().of(event), json.getBytes(UTF_8)));
            }
        }
    }
}
