package io.sluice.ban;

import java.time.Duration;

/// How often something may occur, and what follows if it does (`BanOnEvent`).
///
/// @param most the occurrence that leads to the ban, 1 or more
/// @param window for how long occurrences count, from the first on
/// @param length of the ban
/// @param message what the banned are told, its variables not yet replaced; empty for what is told otherwise
public record Rule(BanEvent event, int most, Duration window, Duration length, String message) {
    public Rule {
        if (most < 1) {
            throw new IllegalArgumentException("occurrences: " + most);
        }
    }
}
