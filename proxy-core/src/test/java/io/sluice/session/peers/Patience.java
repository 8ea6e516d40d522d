package io.sluice.session.peers;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// The longest a test waits for anything.
public final class Patience {
    public static final Duration LIMIT = Duration.ofSeconds(30);
    static final int MILLIS = (int) LIMIT.toMillis();
    private static final long STEP_NANOS = 1_000_000;

    private Patience() {}

    /// Waits until the condition holds.
    public static void await(String what, BooleanSupplier condition) {
        await(() -> what, condition);
    }

    /// Waits until the condition holds; if it never does, says what is missing by then.
    public static void await(Supplier<String> what, BooleanSupplier condition) {
        long until = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > until) {
                throw new AssertionError("waited in vain: " + what.get());
            }
            LockSupport.parkNanos(STEP_NANOS);
        }
    }
}
