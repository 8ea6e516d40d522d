package io.sluice.tls.cache;

import static io.sluice.tls.cache.EntryFormat.ascii;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The binary images (of the tpl library) in which mod_tls_memcache keeps TLS sessions. All numbers are little-endian.
///
/// ```
/// key     tpl 02 <length of all:4> s␀ <length of the id + 1:4> <id in hexadecimal digits>
/// value   tpl 00 <10268:4> S(uic#)␀ <10240:4> <expires:4> <length:4> <10240 bytes, the session and zeros>
/// ```
final class TplFormat implements EntryFormat {
    private static final byte[] MAGIC = ascii("tpl");
    private static final byte[] KEY_FORMAT = ascii("s\0");
    private static final byte[] VALUE_FORMAT = ascii("S(uic#)\0");
    private static final int KEY_HEAD = 3 + 1 + 4 + 2 + 4;
    private static final int ROOM = 10_240;
    private static final int VALUE_LENGTH = 3 + 1 + 4 + 8 + 4 + 4 + 4 + ROOM;
    private static final byte STRINGS_MAY_BE_NULL = 2;

    @Override
    public byte[] key(String name) {
        int length = KEY_HEAD + name.length();
        return image(length)
                .put(MAGIC)
                .put(STRINGS_MAY_BE_NULL)
                .putInt(length)
                .put(KEY_FORMAT)
                .putInt(name.length() + 1)
                .put(ascii(name))
                .array();
    }

    @Override
    public byte[] keysBegin() {
        return ascii("tpl\2");
    }

    @Override
    public String name(byte[] key) {
        return key.length <= KEY_HEAD
                ? ""
                : new String(key, KEY_HEAD, key.length - KEY_HEAD, StandardCharsets.ISO_8859_1);
    }

    @Override
    public byte[] value(Stamped entry) {
        return image(VALUE_LENGTH)
                .put(MAGIC)
                .put((byte) 0)
                .putInt(VALUE_LENGTH)
                .put(VALUE_FORMAT)
                .putInt(ROOM)
                .putInt((int) entry.moment())
                .putInt(entry.text().length)
                .put(entry.text())
                .array();
    }

    @Override
    public Stamped read(byte[] value) throws Undecodable {
        var head = ByteBuffer.allocate(3 + 1 + 4 + 8 + 4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MAGIC)
                .put((byte) 0)
                .putInt(VALUE_LENGTH)
                .put(VALUE_FORMAT)
                .putInt(ROOM)
                .array();
        if (value.length != VALUE_LENGTH || !Arrays.equals(value, 0, head.length, head, 0, head.length)) {
            throw new Undecodable("unable to decode invalid tpl session cache entry of " + value.length + " bytes");
        }
        var rest = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).position(head.length);
        long expires = Integer.toUnsignedLong(rest.getInt());
        int length = rest.getInt();
        if (length <= 0 || length > ROOM) {
            throw new Undecodable("tpl session cache entry says " + length + " bytes; expected 1 to " + ROOM);
        }
        byte[] text = new byte[length];
        rest.get(text);
        return new Stamped(text, expires);
    }

    private static ByteBuffer image(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }
}
