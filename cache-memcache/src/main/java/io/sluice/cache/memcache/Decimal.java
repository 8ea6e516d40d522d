package io.sluice.cache.memcache;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.OptionalLong;

/// Numbers of 64 bits as decimal digits.
final class Decimal {
    private static final int LONGEST = 20;

    private Decimal() {}

    /// The number that some bytes are, if they are digits, perhaps with `-` before them.
    static OptionalLong parse(byte[] bytes) {
        if (bytes.length == 0 || bytes.length > LONGEST) {
            return OptionalLong.empty();
        }
        for (int i = 0; i < bytes.length; i++) {
            boolean sign = i == 0 && bytes[i] == '-' && bytes.length > 1;
            if (!sign && (bytes[i] < '0' || bytes[i] > '9')) {
                return OptionalLong.empty();
            }
        }
        try {
            return OptionalLong.of(Long.parseLong(new String(bytes, US_ASCII)));
        } catch (NumberFormatException _) {
            return OptionalLong.empty();
        }
    }

    /// The number that a counter holds: digits, blanks behind them where memcached itself has counted down, or the four
    /// or eight bytes, the lowest first, that the reference leaves where a counter did not exist.
    static OptionalLong counter(byte[] bytes) {
        int length = bytes.length;
        while (length > 1 && bytes[length - 1] == ' ') {
            length--;
        }
        var digits = parse(Arrays.copyOf(bytes, length));
        if (digits.isPresent()) {
            return digits;
        }
        var image = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return switch (bytes.length) {
            case Integer.BYTES -> OptionalLong.of(Integer.toUnsignedLong(image.getInt()));
            case Long.BYTES -> OptionalLong.of(image.getLong());
            default -> OptionalLong.empty();
        };
    }
}
