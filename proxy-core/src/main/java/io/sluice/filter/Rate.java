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
        int count = number(arguments.text(), "invalid " + what + " rate");
        if (count < 1) {
            throw new BadValue(what + " rate must be positive");
        }
        int seconds = arguments.size() > 1 ? number(arguments.text(1), "invalid interval") : 1;
        if (seconds < 1) {
            throw new BadValue("interval must be greater than zero");
        }
        return new Rate(count, Duration.ofSeconds(seconds));
    }

    private static int number(String word, String otherwise) throws BadValue {
        try {
            return Integer.parseInt(word);
        } catch (NumberFormatException _) {
            throw new BadValue(otherwise);
        }
    }
}
