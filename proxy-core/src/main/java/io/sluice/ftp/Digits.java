package io.sluice.ftp;

import java.util.OptionalInt;

/// Decimal numbers without sign.
final class Digits {
    private Digits() {}

    /// The value of nothing but one to ten ASCII digits, if it is no more than `max`.
    static OptionalInt value(String text, int max) {
        if (text.isEmpty() || text.length() > 10) {
            return OptionalInt.empty();
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return OptionalInt.empty();
            }
            value = 10 * value + (c - '0');
        }
        return value <= max ? OptionalInt.of((int) value) : OptionalInt.empty();
    }
}
