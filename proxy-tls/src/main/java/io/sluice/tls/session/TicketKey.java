package io.sluice.tls.session;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;

/// A key of session tickets: a name of 16 bytes that goes with the ticket in the clear, a key for AES-256-CBC and one
/// for HMAC-SHA256, 32 bytes each. Its arrays are not copied, and nobody changes them.
public final class TicketKey {
    /// Bytes of a name.
    public static final int NAME_LENGTH = 16;

    static final int KEY_LENGTH = 32;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] name;
    private final byte[] cipherKey;
    private final byte[] macKey;
    private final Instant created;

    TicketKey(byte[] name, byte[] cipherKey, byte[] macKey, Instant created) {
        if (name.length != NAME_LENGTH || cipherKey.length != KEY_LENGTH || macKey.length != KEY_LENGTH) {
            throw new IllegalArgumentException("a ticket key has 16, 32 and 32 bytes");
        }
        this.name = name;
        this.cipherKey = cipherKey;
        this.macKey = macKey;
        this.created = created;
    }

    static TicketKey random(Instant created) {
        return new TicketKey(bytes(NAME_LENGTH), bytes(KEY_LENGTH), bytes(KEY_LENGTH), created);
    }

    /// Not to be changed, as the others.
    public byte[] name() {
        return name;
    }

    /// For AES-256-CBC.
    public byte[] cipherKey() {
        return cipherKey;
    }

    /// For HMAC-SHA256.
    public byte[] macKey() {
        return macKey;
    }

    /// When it was made.
    public Instant created() {
        return created;
    }

    boolean isNamed(byte[] other) {
        return Arrays.equals(name, other);
    }

    /// Without the keys.
    @Override
    public String toString() {
        return "TicketKey[" + HexFormat.of().formatHex(name) + ", created " + created + "]";
    }

    /// By the name, which is random.
    @Override
    public boolean equals(Object other) {
        return other instanceof TicketKey key && key.isNamed(name);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(name);
    }

    private static byte[] bytes(int length) {
        var bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }
}
