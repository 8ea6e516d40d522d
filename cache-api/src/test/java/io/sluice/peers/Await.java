package io.sluice.peers;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// Waiting for a condition, with a bound.
public final class Await {
    /// Long enough for a loaded machine; a condition that comes true ends the wait at once.
    public static final Duration USUAL = Duration.ofSeconds(60);

    /// The same for sockets.
    public static final int USUAL_MILLIS = (int) USUAL.toMillis();

    private static final long SHORTEST_PAUSE_NANOS = 1_000_000;
    private static final long LONGEST_PAUSE_NANOS = 40_000_000;

    private Await() {}

    /// A condition that may fail with any exception; an exception ends the wait and the test.
    @FunctionalInterface
    public interface Condition {
        boolean holds() throws Exception;
    }

    public static void until(String what, Condition condition) {
        until(() -> what, USUAL, condition);
    }

    /// @param what it is awaited, asked when it has not come
    public static void until(Supplier<String> what, Condition condition) {
        until(what, USUAL, condition);
    }

    public static void until(String what, Duration bound, Condition condition) {
        until(() -> what, bound, condition);
    }

    private static void until(Supplier<String> what, Duration bound, Condition condition) {
        if (!within(bound, condition)) {
            throw new AssertionError("not within " + bound + ": " + what.get());
        }
    }

    /// Whether the condition came true within the bound. It is looked at often to begin with, and less so the longer it
    /// takes: many wait at once, and looking costs.
    public static boolean within(Duration bound, Condition condition) {
        long end = System.nanoTime() + bound.toNanos();
        long pause = SHORTEST_PAUSE_NANOS;
        while (!holds(condition)) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            LockSupport.parkNanos(pause);
            pause = Math.min(pause * 3 / 2, LONGEST_PAUSE_NANOS);
        }
        return true;
    }

    private static boolean holds(Condition condition) {
        try {
            return condition.holds();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError("a condition could not be judged", e);
        }
    }
}
