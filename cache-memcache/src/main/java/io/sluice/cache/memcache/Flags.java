package io.sluice.cache.memcache;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/// What the flags of an item say: its [Generation], and whether it is a number that expires. Other items have the value
/// as it was put.
///
/// memcached does not tell when an item expires, and one whose number is changed by comparing is written anew: its end
/// must be known. A number that expires is therefore stored as its digits, a blank, and the second of its end.
final class Flags {
    /// Seven digits.
    static final int MOST_GENERATION = 9_999_999;

    private static final int GENERATION = 0x00ff_ffff;
    private static final int EXPIRING_NUMBER = 0x2000_0000;

    private Flags() {}

    static int generation(int flags) {
        return flags & GENERATION;
    }

    /// A value as it is stored.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Image(int flags, byte[] data, End end) {

        static Image of(byte[] value, End end, int generation) {
            if (end.isNever() || Decimal.parse(value).isEmpty()) {
                return new Image(generation, value, end);
            }
            String text = new String(value, US_ASCII) + " " + end.second(Instant.now());
            return new Image(generation | EXPIRING_NUMBER, text.getBytes(US_ASCII), end);
        }

        /// The number for memcached that says when it ends. Beside flags the library has no room for a date in text.
        int end(boolean binary) {
            End.Dates dates = binary ? End.Dates.BINARY : flags == 0 ? End.Dates.TEXT : End.Dates.NONE;
            return end.onWire(Instant.now(), dates);
        }
    }

    /// The value of an item as it was put.
    static byte[] value(Answer.Item item) {
        return blank(item).map(blank -> Arrays.copyOf(item.data(), blank)).orElse(item.data());
    }

    /// When an item ends, as far as it says so.
    static End end(Answer.Item item) {
        return blank(item)
                .map(blank -> new String(item.data(), blank + 1, item.data().length - blank - 1, US_ASCII))
                .map(second -> End.at(Long.parseLong(second)))
                .orElse(End.NEVER);
    }

    private static Optional<Integer> blank(Answer.Item item) {
        if ((item.flags() & EXPIRING_NUMBER) == 0) {
            return Optional.empty();
        }
        String text = new String(item.data(), US_ASCII);
        return text.matches("-?[0-9]+ [0-9]{1,18}") ? Optional.of(text.indexOf(' ')) : Optional.empty();
    }
}
