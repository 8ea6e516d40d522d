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
}
