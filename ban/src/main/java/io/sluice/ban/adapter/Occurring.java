package io.sluice.ban.adapter;

import io.sluice.ban.BanEvent;
import io.sluice.ban.Rule;
import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.ftp.WireText;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/// One `BanOnEvent`.
record Occurring(Rule rule) {
    private static final Pattern FIELDS = Pattern.compile("(\\d{1,2}):(\\d{1,2}):(\\d{1,2})");

    static Occurring parse(Arguments arguments) throws BadValue {
        var event = BanEvent.named(arguments.text());
        if (event instanceof BanEvent.UserDefined && arguments.text().indexOf('.') < 0) {
            arguments.warn("'" + arguments.text() + "' is no event that the gateway has a name for, and looks like none"
                    + " of another module: nothing may ever raise it");
        }
        var frequency = arguments.text(1);
        int slash = frequency.indexOf('/');
        if (slash < 0) {
            throw new BadValue("badly formatted freq parameter: '" + frequency + "'");
        }
        var times = frequency.substring(0, slash);
        int most = occurrences(times);
        var window = fields(frequency.substring(slash + 1))
                .orElseThrow(() -> new BadValue("badly formatted freq parameter: '" + times + "'"));
        if (window.isZero()) {
            throw new BadValue("freq parameter cannot be '00:00:00'");
        }
        var length = fields(arguments.text(2))
                .orElseThrow(() -> new BadValue("badly formatted duration parameter: '" + arguments.text(2) + "'"));
        if (length.isZero()) {
            throw new BadValue("duration parameter cannot be '00:00:00'");
        }
        return new Occurring(new Rule(
                event, most, window, length, WireText.of(arguments.find(3).orElse(""))));
    }

    private static int occurrences(String text) throws BadValue {
        try {
            int most = Integer.parseInt(text);
            if (most >= 1) {
                return most;
            }
        } catch (NumberFormatException _) {
            // no number is treated as one too low
        }
        throw new BadValue("freq occurrences must be greater than 0", "; seen: '" + text + "'");
    }

    /// `hh:mm:ss`, each field of one or two digits and none checked for its range.
    static Optional<Duration> fields(String text) {
        var matcher = FIELDS.matcher(text);
        return matcher.matches()
                ? Optional.of(Duration.ofHours(Integer.parseInt(matcher.group(1)))
                        .plusMinutes(Integer.parseInt(matcher.group(2)))
                        .plusSeconds(Integer.parseInt(matcher.group(3))))
                : Optional.empty();
    }
}
