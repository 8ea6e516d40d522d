package io.sluice.proxy;

import io.sluice.ftp.BackendMisbehaved;
import java.time.Duration;

/// Counts the replies of a backend since it was last asked for one. A few are good manners, such as the notice of a
/// shutdown or word of a long command's progress; a flood of them would keep a session busy forever.
final class Unasked {
    private static final int MOST = 1_000;
    private static final Duration WITHIN = Duration.ofMinutes(1);

    private long since = System.nanoTime();
    private int count;

    /// A command has been sent.
    synchronized void asked() {
        count = 0;
    }

    /// A reply has come.
    synchronized void said() {
        long now = System.nanoTime();
        if (count == 0 || now - since > WITHIN.toNanos()) {
            since = now;
            count = 0;
        }
        count++;
        if (count > MOST) {
            throw new BackendMisbehaved(new BackendMisbehaved.TooManyReplies(MOST));
        }
    }
}
