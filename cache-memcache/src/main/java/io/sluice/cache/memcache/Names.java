package io.sluice.cache.memcache;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/// What a key is called in memcached. It is the prefix and the key, byte for byte, wherever that can be sent: in the
/// binary protocol always, in the text protocol where it is of visible ASCII.
///
/// Any other key is replaced by `h:` and its digest behind the prefix, and so is a key that looks like one so replaced:
/// two keys never have one name.
final class Names {
    private static final int DIGEST_LENGTH = 66;

    private final byte[] prefix;

    Names(byte[] prefix) {
        this.prefix = prefix;
    }

    /// The name in the protocol that a server is spoken to in.
    String of(byte[] key, boolean binary) {
        byte[] whole = joined(key);
        if (binary) {
            return utf8(whole).orElseGet(() -> RawName.of(whole));
        }
        if (!looksReplaced(key)) {
            Optional<String> name = visible(whole);
            if (name.isPresent()) {
                return name.get();
            }
        }
        return visible(prefix).map(text -> text + digest(key)).orElseGet(() -> digest(whole));
    }

    private byte[] joined(byte[] key) {
        byte[] whole = Arrays.copyOf(prefix, prefix.length + key.length);
        System.arraycopy(key, 0, whole, prefix.length, key.length);
        return whole;
    }

    private static Optional<String> visible(byte[] bytes) {
        for (byte each : bytes) {
            if (each < 0x21 || each > 0x7e) {
                return Optional.empty();
            }
        }
        return Optional.of(new String(bytes, StandardCharsets.US_ASCII));
    }

    private static Optional<String> utf8(byte[] bytes) {
        boolean ascii = true;
        for (byte each : bytes) {
            ascii &= each >= 0;
        }
        if (ascii) {
            return Optional.of(new String(bytes, StandardCharsets.US_ASCII));
        }
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return Optional.of(text.toString());
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }

    private static boolean looksReplaced(byte[] key) {
        if (key.length != DIGEST_LENGTH || key[0] != 'h' || key[1] != ':') {
            return false;
        }
        for (int i = 2; i < key.length; i++) {
            if ((key[i] < '0' || key[i] > '9') && (key[i] < 'a' || key[i] > 'f')) {
                return false;
            }
        }
        return true;
    }

    private static String digest(byte[] bytes) {
        try {
            return "h:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java has SHA-256", impossible);
        }
    }
}
