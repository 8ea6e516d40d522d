package io.sluice.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;

/// The deadlines of one session. However many are set, the clock holds one appointment, for the earliest; when it
/// strikes, the session asks which deadlines have passed. Used by the session's loop alone.
final class Deadlines {
    private static final long OFF = Long.MAX_VALUE;

    private final Clock clock;
    private final Runnable strike;
    private final long epoch = System.nanoTime();
    private final Map<Timer, Long> due = new EnumMap<>(Timer.class);
    private long appointed = OFF;
    private Optional<Future<?>> appointment = Optional.empty();

    /// `strike` is called from a thread of the clock when at least one deadline may have passed.
    Deadlines(Clock clock, Runnable strike) {
        this.clock = clock;
        this.strike = strike;
    }

    /// Sets a deadline anew; a duration of zero switches it off.
    void set(Timer timer, Duration fromNow) {
        if (fromNow.isZero()) {
            due.remove(timer);
        } else {
            due.put(timer, now() + fromNow.toNanos());
            appoint();
        }
    }

    void clear(Timer timer) {
        due.remove(timer);
    }

    /// Switches off and returns the deadlines that have passed, and makes the next appointment.
    List<Timer> passed() {
        appointed = OFF;
        var passed = new ArrayList<Timer>(1);
        long now = now();
        due.forEach((timer, time) -> {
            if (time <= now) {
                passed.add(timer);
            }
        });
        passed.forEach(due::remove);
        appoint();
        return passed;
    }

    void cancelAll() {
        due.clear();
        appointment.ifPresent(future -> future.cancel(false));
        appointment = Optional.empty();
        appointed = OFF;
    }

    private void appoint() {
        long earliest = OFF;
        for (long time : due.values()) {
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
