package io.sluice.cache.peers;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// Waiting for a condition, with a bound.
public final class Await {
    /// Long enough for a loaded machine; a condition that comes true ends the wait at once.
    public static final Duration USUAL = Duration.ofSeconds(60);

    private static final Duration INTERVAL = Duration.ofMillis(2);

    private Await() {}

    public static void until(String what, Callable<Boolean> condition) throws Exception {
        until(() -> what, condition);
    }

    /// @param what it is awaited, asked when it has not come
    public static void until(Supplier<String> what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + USUAL.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within " + USUAL + ": " + what.get());
            }
            LockSupport.parkNanos(INTERVAL.toNanos());
        }
    }
}
