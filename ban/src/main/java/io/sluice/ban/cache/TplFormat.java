package io.sluice.ban.cache;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.sluice.ban.BanType;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/// Images of the tpl library, in which mod_ban keeps bans without `UseJSON`. Written are those of a machine with
/// little-endian numbers, read are both.
///
/// ```
/// image   tpl <flags:1> <length of all:4> <format>␀ <data>     string   <length + 1:4> <bytes>
/// key     vs            type, name
/// value   S(iusiisssui) version, written, address, port, type, name, reason, message, expires, server
/// ```
final class TplFormat implements EntryFormat {
    private static final String MAGIC = "tpl";
    private static final String KEY_FORMAT = "vs\0";
    private static final String VALUE_FORMAT = "S(iusiisssui)\0";
    private static final int HEAD = 3 + 1 + 4;
    private static final int NUMBER = 4;

    /// Strings may be null, so that their lengths are counted one more. Set in every image with strings.
    private static final byte STRINGS_MAY_BE_NULL = 2;

    private static final byte BIG_ENDIAN = 1;

    @Override
    public byte[] key(BanType type, String name) {
        return image(KEY_FORMAT, Short.BYTES + NUMBER + name.length(), image -> {
            image.putShort((short) type.number());
            putText(image, name);
        });
    }

    @Override
    public byte[] value(SharedEntry entry) {
        int texts = entry.place().address().length()
                + entry.name().length()
                + entry.reason().length()
                + entry.message().length();
        return image(VALUE_FORMAT, 10 * NUMBER + texts, image -> {
            image.putInt((int) entry.version()).putInt((int) entry.updated());
            putText(image, entry.place().address());
            image.putInt(entry.place().port()).putInt(entry.type());
            putText(image, entry.name());
            putText(image, entry.reason());
            putText(image, entry.message());
            image.putInt((int) entry.expires()).putInt(entry.serverId());
        });
    }

    private static byte[] image(String format, int data, Consumer<ByteBuffer> fill) {
        byte[] bytes = new byte[HEAD + format.length() + data];
        var image = ByteBuffer.wrap(bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(MAGIC.getBytes(ISO_8859_1))
                .put(STRINGS_MAY_BE_NULL)
                .putInt(bytes.length)
                .put(format.getBytes(ISO_8859_1));
        fill.accept(image);
        return bytes;
    }

    private static void putText(ByteBuffer image, String wire) {
        image.putInt(wire.length() + 1).put(wire.getBytes(ISO_8859_1));
    }

    @Override
    public SharedEntry read(byte[] value) throws Undecodable {
        try {
            var image = ByteBuffer.wrap(value);
            check(text(image, MAGIC.length()).equals(MAGIC));
            int flags = image.get();
            check((flags & ~BIG_ENDIAN) == STRINGS_MAY_BE_NULL);
            image.order((flags & BIG_ENDIAN) == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            check(image.getInt() == value.length);
            check(text(image, VALUE_FORMAT.length()).equals(VALUE_FORMAT));
            var entry = entry(image);
            check(!image.hasRemaining());
            return entry;
        } catch (BufferUnderflowException _) {
            throw invalid();
        }
    }

    private static SharedEntry entry(ByteBuffer image) throws Undecodable {
        int version = image.getInt();
        long updated = Integer.toUnsignedLong(image.getInt());
        var address = text(image);
        var place = new Place(address, image.getInt());
        int type = image.getInt();
        var name = text(image);
        var reason = text(image);
        var message = text(image);
        long expires = Integer.toUnsignedLong(image.getInt());
        return new SharedEntry(version, updated, place, type, name, reason, message, expires, image.getInt());
    }

    /// A text whose length stands before it; no text at all is an empty one.
    private static String text(ByteBuffer image) throws Undecodable {
        int counted = image.getInt();
        return counted == 0 ? "" : text(image, counted - 1);
    }

    private static String text(ByteBuffer image, int length) throws Undecodable {
        check(length >= 0 && length <= image.remaining());
        byte[] bytes = new byte[length];
        image.get(bytes);
        return new String(bytes, ISO_8859_1);
    }

    private static void check(boolean isRight) throws Undecodable {
        if (!isRight) {
            throw invalid();
        }
    }

    private static Undecodable invalid() {
        return Undecodable.logged("error loading TPL ban cache data");
    }
}
