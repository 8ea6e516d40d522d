package io.sluice.config;

import java.util.Locale;
import java.util.Optional;

/// The unit words of sizes; each is 1024 times the one before it.
enum SizeUnit {
    B(1),
    KB(1L << 10),
    MB(1L << 20),
    GB(1L << 30),
    TB(1L << 40);

    private final long bytes;

    SizeUnit(long bytes) {
        this.bytes = bytes;
    }

    long bytes() {
        return bytes;
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
