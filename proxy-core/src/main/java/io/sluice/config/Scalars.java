package io.sluice.config;

import java.time.Duration;
import java.util.Locale;

/// The scalar types of the configuration language (configuration.md §2).
public final class Scalars {
    private Scalars() {}

    public static boolean bool(String word) throws BadValue {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "on", "yes", "true", "1" -> true;
            case "off", "no", "false", "0" -> false;
            default -> throw new BadValue("expected Boolean parameter");
        };
    }

    public static Duration duration(String word) throws BadValue {
        try {
            return Duration.ofSeconds(Integer.parseInt(word));
        } catch (NumberFormatException _) {
            throw new BadValue("error parsing timeout value '" + word + "': Invalid argument");
        }
    }
}
