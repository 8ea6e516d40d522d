package io.sluice.cache;

import java.time.Duration;

/// The moment at which a call, or several that belong together, must have ended. Immutable.
///
/// One deadline is made for all that a session asks of stores in one phase, such as one PASS, and given to each call,
/// so that three slow stores take no longer than one. It goes by the clock that only runs forward.
public final class Deadline {
    private final long nanoTime;

    private Deadline(long nanoTime) {
        this.nanoTime = nanoTime;
    }

    /// A moment from now on. Zero and less have passed already; times beyond a century are a century.
    public static Deadline after(Duration duration) {
        return new Deadline(System.nanoTime() + nanos(duration));
    }

    /// The time that is left; zero when it has passed.
    public Duration left() {
        return Duration.ofNanos(nanosLeft());
    }

    /// The time that is left in nanoseconds; 0 when it has passed.
    public long nanosLeft() {
        return Math.max(0, nanoTime - System.nanoTime());
    }

    public boolean hasPassed() {
        return nanoTime - System.nanoTime() <= 0;
    }

    /// This deadline, or a limit from now on if that comes first.
    public Deadline within(Duration limit) {
        long other = System.nanoTime() + nanos(limit);
        return other - nanoTime < 0 ? new Deadline(other) : this;
    }

    /// Does nothing, or fails as a call does whose deadline has passed or whose thread was interrupted.
    ///
    /// @throws CacheException of kind [TIMEOUT][CacheException.Kind#TIMEOUT]
    public void check() throws CacheException {
        if (hasPassed()) {
            throw new CacheException(CacheException.Kind.TIMEOUT, "no time is left");
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new CacheException(CacheException.Kind.TIMEOUT, "interrupted");
        }
    }

    @Override
    public String toString() {
        return "Deadline[in " + left() + "]";
    }

    private static long nanos(Duration duration) {
        return duration.compareTo(CENTURY) >= 0 ? CENTURY.toNanos() : Math.max(0, duration.toNanos());
    }

    private static final Duration CENTURY = Duration.ofDays(36_525);
}
