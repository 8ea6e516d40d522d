package io.sluice.tls.settings;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.DirectiveSet;
import java.time.Duration;

/// For how long, and how many, keys of session tickets are kept (`TLSSessionTicketKeys`).
public record TicketKeyLimits(Duration age, int count) {
    static final TicketKeyLimits STANDARD = new TicketKeyLimits(Duration.ofHours(12), 25);
    private static final Duration LEAST_AGE = Duration.ofMinutes(1);

    /// Those of a configuration, by the directives of its main server.
    public static TicketKeyLimits of(DirectiveSet main) {
        return main.get(HandshakeDirectives.TICKET_KEYS);
    }

    static TicketKeyLimits parse(Arguments arguments) throws BadValue {
        if (arguments.size() % 2 != 0) {
            throw new BadValue("wrong number of parameters");
        }
        var found = STANDARD;
        for (int i = 0; i < arguments.size(); i += 2) {
            found = switch (arguments.text(i)) {
                case "age" -> new TicketKeyLimits(age(arguments, i + 1), found.count);
                case "count" ->
                    new TicketKeyLimits(
                            found.age,
                            arguments.number(i + 1, 1, Integer.MAX_VALUE, "max key count must be at least 1"));
                default -> throw new BadValue("unknown parameter: " + arguments.text(i));
            };
        }
        return found;
    }

    private static Duration age(Arguments arguments, int index) throws BadValue {
        Duration age;
        try {
            age = arguments.duration(index);
        } catch (BadValue _) {
            throw new BadValue("error parsing age value '" + arguments.text(index) + "': Invalid argument");
        }
        if (age.compareTo(LEAST_AGE) < 0) {
            throw new BadValue("max key age must be at least 60sec");
        }
        return age;
    }
}
