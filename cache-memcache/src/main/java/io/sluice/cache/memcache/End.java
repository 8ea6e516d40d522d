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

    /// The number for memcached. The library has 31 bits for it.
    ///
    /// @param shortOnly whether there is no room for a date: a longer time is 30 days then
    int onWire(Instant now, boolean shortOnly) {
        if (isNever()) {
            return 0;
        }
        long left = at != 0 ? Math.max(1, at - now.getEpochSecond()) : after;
        if (left <= LONGEST) {
            return (int) left;
        }
        return (int) (shortOnly ? LONGEST : Math.min(now.getEpochSecond() + left, Integer.MAX_VALUE));
    }
}
