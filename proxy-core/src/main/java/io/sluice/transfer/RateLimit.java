package io.sluice.transfer;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Keeps one transfer to a rate (`TransferRate`): the bytes beyond a free first part may not run ahead of the clock.
/// Used by one thread.
final class RateLimit {
    private static final long LONGEST_NAP = TimeUnit.MILLISECONDS.toNanos(200);

    private final TransferDirectives.Rate rate;
    private final long began = System.nanoTime();
    private long moved;

    RateLimit(TransferDirectives.Rate rate) {
        this.rate = rate;
    }

    void moved(long bytes) {
        moved += bytes;
    }

    /// Waits until the rate allows another step, or the transfer is cancelled, and returns how large the step may be:
    /// about a fifth of a second's worth.
    int allowance(int wanted, BooleanSupplier cancelled) {
        long limited = moved - rate.freeBytes();
        if (limited < 0) {
            return (int) Math.min(wanted, -limited);
        }
        long due = began + (long) (limited / rate.bytesPerSecond() * TimeUnit.SECONDS.toNanos(1));
        for (long left = due - System.nanoTime();
                left > 0 && !cancelled.getAsBoolean();
                left = due - System.nanoTime()) {
            LockSupport.parkNanos(Math.min(left, LONGEST_NAP));
        }
        return (int) Math.max(1, Math.min(wanted, rate.bytesPerSecond() / 5));
    }
}
