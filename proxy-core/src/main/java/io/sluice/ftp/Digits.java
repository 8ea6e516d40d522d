package io.sluice.ftp;

import java.util.OptionalInt;

/// Decimal numbers without sign.
final class Digits {
    private Digits() {}

    /// Whether the text is nothing but ASCII digits, and at least one.
    static boolean isNumber(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /// The value of nothing but one to ten ASCII digits, if it is no more than `max`.
    static OptionalInt value(String text, int max) {
        if (text.length() > 10 || !isNumber(text)) {
            return OptionalInt.empty();
        }
        long value = Long.parseLong(text);
        return value <= max ? OptionalInt.of((int) value) : OptionalInt.empty();
    }
}
