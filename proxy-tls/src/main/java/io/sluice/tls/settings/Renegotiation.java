package io.sluice.tls.settings;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.Scalars;
import java.time.Duration;
import java.util.Optional;

/// When keys are to be agreed on anew (`TLSRenegotiate`).
///
/// @param control after which time, on a control connection
/// @param data after how many KiB, on a data connection
/// @param timeout for how long the peer may take
/// @param required whether the TLS session ends if it takes longer
public record Renegotiation(Optional<Duration> control, Optional<Integer> data, Duration timeout, boolean required) {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    static final Renegotiation NONE = new Renegotiation(Optional.empty(), Optional.empty(), TIMEOUT, false);

    /// Whether it asks for anything.
    public boolean isWanted() {
        return control.isPresent() || data.isPresent();
    }

    static Renegotiation parse(Arguments arguments) throws BadValue {
        if (arguments.size() == 1 && arguments.text().equalsIgnoreCase("none")) {
            return NONE;
        }
        var found = new Renegotiation(Optional.empty(), Optional.empty(), TIMEOUT, true);
        for (int i = 0; i < arguments.size(); i += 2) {
            var name = arguments.text(i);
            if (!isKnown(name)) {
                throw new BadValue(": unknown TLSRenegotiate argument '" + name + "'");
            }
            if (i + 1 == arguments.size()) {
                throw new BadValue("wrong number of parameters");
            }
            found = found.with(name, arguments.text(i + 1));
        }
        return found;
    }

    private static boolean isKnown(String name) {
        return switch (name) {
            case "ctrl", "data", "timeout", "required" -> true;
            default -> false;
        };
    }

    private Renegotiation with(String name, String value) throws BadValue {
        return switch (name) {
            case "ctrl" ->
                new Renegotiation(Optional.of(Duration.ofSeconds(number(name, value))), data, timeout, required);
            case "data" -> new Renegotiation(control, Optional.of(number(name, value)), timeout, required);
            case "timeout" -> new Renegotiation(control, data, Duration.ofSeconds(number(name, value)), required);
            default -> new Renegotiation(control, data, timeout, bool(value));
        };
    }

    private static int number(String name, String value) throws BadValue {
        int number;
        try {
            number = Integer.parseInt(value);
        } catch (NumberFormatException _) {
            throw new BadValue(name + " must be valid number: '" + value + "'");
        }
        if (number <= 0) {
            throw new BadValue(name + " must be greater than zero", ": '" + value + "'");
        }
        return number;
    }

    private static boolean bool(String value) throws BadValue {
        try {
            return Scalars.bool(value);
        } catch (BadValue _) {
            throw new BadValue("required must be a Boolean value", ": '" + value + "'");
        }
    }
}
