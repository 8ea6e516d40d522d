package io.sluice.log;

import java.util.Locale;
import java.util.Optional;

/// How important a line of the system log is, most important first (RFC 5424 §6.2.1).
public enum Level {
    EMERG,
    ALERT,
    CRIT,
    ERROR,
    WARN,
    NOTICE,
    INFO,
    DEBUG;

    /// The level of that keyword, in any case.
    public static Optional<Level> named(String word) {
        for (var level : values()) {
            if (level.keyword().equals(word.toLowerCase(Locale.ROOT))) {
                return Optional.of(level);
            }
        }
        return Optional.empty();
    }

    public String keyword() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether a log whose least important level is `threshold` shows lines of this one.
    public boolean passes(Level threshold) {
        return compareTo(threshold) <= 0;
    }

    System.Logger.Level platform() {
        return switch (this) {
            case EMERG, ALERT, CRIT, ERROR -> System.Logger.Level.ERROR;
            case WARN -> System.Logger.Level.WARNING;
            case NOTICE, INFO -> System.Logger.Level.INFO;
            case DEBUG -> System.Logger.Level.DEBUG;
        };
    }
}
