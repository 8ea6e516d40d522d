package io.sluice.cache.memcache;

import java.nio.ByteBuffer;
import java.util.Optional;

/// Names that are not UTF-8, as text for a library that sends text as UTF-8. Each byte above 127 is a surrogate that
/// stands alone, U+DC80 to U+DCFF, which no text has: the library writes one `?` for it, in whose place the byte is
/// then put.
final class RawName {
    private static final int SURROGATES = 0xdc00;

    /// Where the binary protocol says how long what comes before the key is, beyond the header.
    private static final int LENGTH_OF_EXTRAS = 4;

    private static final int HEADER = 24;

    private RawName() {}

    static String of(byte[] bytes) {
        var text = new StringBuilder(bytes.length);
        for (byte each : bytes) {
            text.append((char) (each < 0 ? SURROGATES + (each & 0xff) : each));
        }
        return text.toString();
    }

    /// Puts the bytes of the name into a packet that the library has made of it; a name that is text stays as it is.
    static void complete(ByteBuffer packet, String name) {
        bytes(name).ifPresent(bytes -> packet.put(HEADER + (packet.get(LENGTH_OF_EXTRAS) & 0xff), bytes));
    }

    /// The bytes, if the name is not text. In text the first surrogate is never one that ends a pair.
    private static Optional<byte[]> bytes(String name) {
        if (name.chars()
                .filter(c -> Character.isSurrogate((char) c))
                .limit(1)
                .noneMatch(c -> Character.isLowSurrogate((char) c))) {
            return Optional.empty();
        }
        var bytes = new byte[name.length()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) name.charAt(i);
        }
        return Optional.of(bytes);
    }
}
