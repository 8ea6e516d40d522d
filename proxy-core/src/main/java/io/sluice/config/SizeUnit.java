package io.sluice.config;

import java.util.Locale;
import java.util.Optional;

/// The unit words of sizes; each is 1024 times the one before it.
enum SizeUnit {
    B,
    KB,
    MB,
    GB,
    TB;

    long bytes() {
        return 1L << (10 * ordinal());
    }

    static Optional<SizeUnit> of(String word) {
        for (SizeUnit unit : values()) {
            if (unit.name().equals(word.toUpperCase(Locale.ROOT))) {
                return Optional.of(unit);
            }
        }
        return Optional.empty();
    }
}
