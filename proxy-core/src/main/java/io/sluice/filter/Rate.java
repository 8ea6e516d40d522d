package io.sluice.filter;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import java.time.Duration;

/// So many within an interval; the interval is one second unless said otherwise.
public record Rate(int count, Duration interval) {
    public Rate {
        if (count < 1 || !interval.isPositive()) {
            throw new IllegalArgumentException("not a rate: " + count + " in " + interval);
        }
    }

    /// `n [seconds]`; `what` is the word of messages for what is counted.
    static Rate parse(Arguments arguments, String what) throws BadValue {
        int count = arguments.number(0, Integer.MIN_VALUE, Integer.MAX_VALUE, "invalid " + what + " rate");
        if (count < 1) {
            throw new BadValue(what + " rate must be positive", "; seen: '" + arguments.text() + "'");
        }
        int seconds = arguments.size() > 1
                ? arguments.number(1, 1, Integer.MAX_VALUE, "interval must be greater than zero")
                : 1;
        return new Rate(count, Duration.ofSeconds(seconds));
    }
}
