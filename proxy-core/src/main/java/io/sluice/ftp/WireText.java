package io.sluice.ftp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

/// Text as it crossed the wire: one char per byte, so that every byte sequence survives a round trip.
public final class WireText {
    private WireText() {}

    /// What people write, as wire text: its UTF-8 bytes, one char each.
    public static String of(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }

    /// Wire text read as UTF-8; malformed bytes become U+FFFD.
    public static String display(String wire) {
        return new String(wire.getBytes(ISO_8859_1), UTF_8);
    }

    /// Wire text as the bytes it stands for.
    public static byte[] bytes(String wire) {
        return wire.getBytes(ISO_8859_1);
    }

    /// Wire text with `a` to `z` as capitals. Bytes above 127 stay what they are, which [String#toUpperCase()] does not
    /// promise: it makes two chars of 0xDF and none of Latin-1 of 0xFF.
    public static String upperCase(String wire) {
        for (int i = 0; i < wire.length(); i++) {
            if (isLowerCase(wire.charAt(i))) {
                return upperCaseFrom(i, wire);
            }
        }
        return wire;
    }

    private static String upperCaseFrom(int first, String wire) {
        var chars = wire.toCharArray();
        for (int i = first; i < chars.length; i++) {
            if (isLowerCase(chars[i])) {
                chars[i] = (char) (chars[i] - ('a' - 'A'));
            }
        }
        return new String(chars);
    }

    private static boolean isLowerCase(char c) {
        return c >= 'a' && c <= 'z';
    }

    /// Whether a char separates words: blank, tab, vertical tab, form feed. Servers written in C split at all of them,
    /// so a reader that split at fewer would see another verb than its backend.
    static boolean isBlank(int c) {
        return c == ' ' || c == '\t' || c == 0x0B || c == '\f';
    }
}
