package io.sluice.ssh;

import io.sluice.session.Clock;
import java.util.ArrayList;
import java.util.List;

/// The checks of both sides of one session, which end with it.
final class LifeChecks {
    private final Clock clock;
    private final List<LifeCheck> checks = new ArrayList<>(2);
    private boolean over;

    LifeChecks(Clock clock) {
        this.clock = clock;
    }

    /// Begins to check a side.
    ///
    /// @param dead is called if it gives no sign of life
    synchronized void begin(LifeCheck.Terms terms, Side side, Runnable dead) {
        if (!over) {
            checks.add(LifeCheck.begin(terms, side, clock, dead));
        }
    }

    /// Stops all of them. It waits for one that is looking, which may be ending the session and so come here as well.
    void stop() {
        List<LifeCheck> all;
        synchronized (this) {
            over = true;
            all = List.copyOf(checks);
        }
        all.forEach(LifeCheck::stop);
    }
}
