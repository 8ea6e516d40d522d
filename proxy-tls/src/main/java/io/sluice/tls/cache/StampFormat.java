package io.sluice.tls.cache;

import static io.sluice.tls.cache.EntryFormat.ascii;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// The format for stores that no other program reads, such as shared memory: the moment in eight bytes, and behind it
/// the DER text. Where that is more than the store takes for an entry, the text stands alone, and is told from the
/// other form by its first byte; its moment is then 0, for *unknown*.
record StampFormat(Subject subject) implements EntryFormat {
    private static final byte[] BEGIN = ascii("e:");
    private static final byte SEQUENCE = 0x30;

    @Override
    public byte[] key(String name) {
        return ascii("e:" + name);
    }

    @Override
    public byte[] keysBegin() {
        return BEGIN.clone();
    }

    @Override
    public String name(byte[] key) {
        return new String(key, BEGIN.length, key.length - BEGIN.length, StandardCharsets.ISO_8859_1);
    }

    @Override
    public byte[] value(Stamped entry) {
        byte[] text = entry.text();
        if (text.length + Long.BYTES > subject.largest) {
            return text.clone();
        }
        return ByteBuffer.allocate(Long.BYTES + text.length)
                .putLong(entry.moment())
                .put(text)
                .array();
    }

    @Override
    public Stamped read(byte[] value) throws Undecodable {
        if (value.length > 0 && value[0] == SEQUENCE) {
            return new Stamped(value.clone(), 0);
        }
        if (value.length <= Long.BYTES || value[Long.BYTES] != SEQUENCE) {
            throw new Undecodable("an entry of " + value.length + " bytes is no " + subject.one);
        }
        var bytes = ByteBuffer.wrap(value);
        long moment = bytes.getLong();
        byte[] text = new byte[bytes.remaining()];
        bytes.get(text);
        return new Stamped(text, moment);
    }
}
