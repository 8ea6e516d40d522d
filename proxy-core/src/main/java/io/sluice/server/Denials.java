package io.sluice.server;

import io.sluice.log.SystemLog;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// The log of connections that were closed because there are too many. A flood of them is no flood of lines: of each
/// limit there is at most one line a second, which tells how many there were since the one before.
final class Denials {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(1);

    private final SystemLog log;
    private final Map<String, Unsaid> byLimit = new HashMap<>();

    Denials(SystemLog log) {
        this.log = log;
    }

    private static final class Unsaid {
        private long nextLine = System.nanoTime();
        private long count;
    }

    /// Says that a limit has closed a connection.
    synchronized void denied(String limit, String text) {
        var unsaid = byLimit.computeIfAbsent(limit, _ -> new Unsaid());
        long now = System.nanoTime();
        if (now - unsaid.nextLine < 0) {
            unsaid.count++;
            return;
        }
        log.notice(unsaid.count == 0 ? text : text + " (" + unsaid.count + " more since the last such line)");
        unsaid.nextLine = now + BETWEEN_LINES.toNanos();
        unsaid.count = 0;
    }
}
