package io.sluice.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;

/// The deadlines of one session. However many are set, the clock holds one appointment, for the earliest; when it
/// strikes, the session asks which deadlines have passed. Used by the session's loop alone.
final class Deadlines {
    private static final long OFF = Long.MAX_VALUE;

    private final Clock clock;
    private final Runnable strike;
    private final long epoch = System.nanoTime();
    private final long[] due = new long[Timer.values().length];
    private long appointed = OFF;
    private Optional<Future<?>> appointment = Optional.empty();

    /// `strike` is called from a thread of the clock when at least one deadline may have passed.
    Deadlines(Clock clock, Runnable strike) {
        this.clock = clock;
        this.strike = strike;
        java.util.Arrays.fill(due, OFF);
    }

    /// Sets a deadline anew; a duration of zero switches it off.
    void set(Timer timer, Duration fromNow) {
        due[timer.ordinal()] = fromNow.isZero() ? OFF : now() + fromNow.toNanos();
        appoint();
    }

    void clear(Timer timer) {
        due[timer.ordinal()] = OFF;
    }

    /// Switches off and returns the deadlines that have passed, and makes the next appointment.
    List<Timer> passed() {
        appointed = OFF;
        var passed = new ArrayList<Timer>(1);
        long now = now();
        for (Timer timer : Timer.values()) {
            if (due[timer.ordinal()] <= now) {
                due[timer.ordinal()] = OFF;
                passed.add(timer);
            }
        }
        appoint();
        return passed;
    }

    void cancelAll() {
        java.util.Arrays.fill(due, OFF);
        appointment.ifPresent(future -> future.cancel(false));
        appointment = Optional.empty();
        appointed = OFF;
    }

    private void appoint() {
        long earliest = OFF;
        for (long time : due) {
            earliest = Math.min(earliest, time);
        }
        if (earliest >= appointed) {
            return; // the present appointment comes early enough; it will make the next one
        }
        appointment.ifPresent(future -> future.cancel(false));
        appointed = earliest;
        appointment = Optional.of(clock.after(Math.max(0, earliest - now()), strike));
    }

    private long now() {
        return System.nanoTime() - epoch;
    }
}
