package io.sluice.ssh;

import io.sluice.session.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;

/// Asks a side that has been silent for a while whether it is still there, and gives it up when it has left so many
/// questions unanswered (`SFTPClientAlive`, `ProxySFTPServerAlive`). Whatever it sends is an answer.
public final class LifeCheck {
    private final Terms terms;
    private final Side side;
    private final Clock clock;
    private final Runnable dead;
    private Future<?> next;
    private int unanswered;
    private boolean over;

    /// How often it is asked in vain, and after which silence.
    public record Terms(int most, Duration interval) {}

    private LifeCheck(Terms terms, Side side, Clock clock, Runnable dead) {
        this.terms = terms;
        this.side = side;
        this.clock = clock;
        this.dead = dead;
        this.next = clock.after(terms.interval().toNanos(), this::look);
    }

    static LifeCheck begin(Terms terms, Side side, Clock clock, Runnable dead) {
        return new LifeCheck(terms, side, clock, dead);
    }

    private synchronized void look() {
        if (over) {
            return;
        }
        long silent = System.nanoTime() - side.lastHeard();
        long interval = terms.interval().toNanos();
        if (silent < interval) {
            unanswered = 0;
            next = clock.after(interval - silent, this::look);
            return;
        }
        if (unanswered == terms.most()) {
            over = true;
            dead.run();
            return;
        }
        unanswered++;
        try {
            side.askForLife();
            next = clock.after(interval, this::look);
        } catch (IOException _) {
            over = true; // gone, as its reader finds
        }
    }

    synchronized void stop() {
        over = true;
        next.cancel(false);
    }
}
