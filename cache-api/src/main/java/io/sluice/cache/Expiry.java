package io.sluice.cache;

import java.time.Duration;

/// When an entry ends by itself: a time after it is written, or never.
public final class Expiry {
    public static final Expiry NEVER = new Expiry(Duration.ZERO);

    private final Duration duration;

    private Expiry(Duration duration) {
        this.duration = duration;
    }

    /// An end after a time, of which the store keeps whole milliseconds or seconds, rounded up.
    ///
    /// @throws CacheException of kind [ARGUMENT][CacheException.Kind#ARGUMENT] for zero, less, or more than 100 years
    public static Expiry after(Duration duration) throws CacheException {
        if (!duration.isPositive() || duration.compareTo(LONGEST) > 0) {
            throw new CacheException(
                    CacheException.Kind.ARGUMENT,
                    "an entry cannot expire after " + duration + "; expected more than zero and at most 100 years");
        }
        return new Expiry(duration);
    }

    public boolean isNever() {
        return duration.isZero();
    }

    /// The time in milliseconds, rounded up; 0 for never.
    public long millis() {
        return duration.plusNanos(999_999).toMillis();
    }

    /// The time in seconds, rounded up; 0 for never.
    public long seconds() {
        return duration.plusNanos(999_999_999).toSeconds();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Expiry that && duration.equals(that.duration);
    }

    @Override
    public int hashCode() {
        return duration.hashCode();
    }

    @Override
    public String toString() {
        return isNever() ? "never" : "after " + duration;
    }

    private static final Duration LONGEST = Duration.ofDays(36_525);
}
