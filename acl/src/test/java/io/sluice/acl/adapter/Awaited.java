package io.sluice.acl.adapter;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// What comes true in a while.
final class Awaited {
    private static final long PATIENCE_NANOS = 20_000_000_000L;

    private Awaited() {}

    static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("it did not come true");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }
}
