package io.sluice.log;

import java.util.Optional;

/// What `TraceOptions` switches.
public enum TraceOption {
    CONN_IPS("ConnIPs"),
    TIMESTAMP("Timestamp"),
    TIMESTAMP_MILLIS("TimestampMillis");

    private final String word;

    TraceOption(String word) {
        this.word = word;
    }

    static Optional<TraceOption> named(String word) {
        for (var option : values()) {
            if (option.word.equalsIgnoreCase(word)) {
                return Optional.of(option);
            }
        }
        return Optional.empty();
    }

    boolean isOnByDefault() {
        return this != CONN_IPS;
    }
}
