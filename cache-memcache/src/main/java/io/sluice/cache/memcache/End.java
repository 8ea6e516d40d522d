package io.sluice.cache.memcache;

import io.sluice.cache.Expiry;
import java.time.Duration;
import java.time.Instant;

/// When an item ends, in memcached's terms: after some seconds, at a second of the epoch, or never.
record End(long after, long at) {
    static final End NEVER = new End(0, 0);

    /// The most seconds that memcached takes for a time to wait; a larger number is a date to it.
    private static final long LONGEST = Duration.ofDays(30).toSeconds();

    static End of(Expiry expiry) {
        return expiry.isNever() ? NEVER : new End(expiry.seconds(), 0);
    }

    static End at(long second) {
        return new End(0, second);
    }

    boolean isNever() {
        return after == 0 && at == 0;
    }

    /// The second of the epoch at which an item ends that is written now.
    long second(Instant now) {
        return at != 0 ? at : now.getEpochSecond() + after;
    }

    /// What a date can be on the wire.
    enum Dates {
        /// 32 bits without a sign: until 2106.
        BINARY(0xffff_ffffL),
        /// A number with a sign: until 2038.
        TEXT(Integer.MAX_VALUE),
        /// There is no room for one.
        NONE(0);

        private final long last;

        Dates(long last) {
            this.last = last;
        }
    }

    /// The number for memcached. A date that cannot be said is the last one that can, and where that has passed, or
    /// there is none, 30 days.
    int onWire(Instant now, Dates dates) {
        if (isNever()) {
            return 0;
        }
        long left = at != 0 ? Math.max(1, at - now.getEpochSecond()) : after;
        if (left <= LONGEST) {
            return (int) left;
        }
        long date = Math.min(now.getEpochSecond() + left, dates.last);
        return (int) (date - now.getEpochSecond() <= LONGEST ? LONGEST : date);
    }
}
