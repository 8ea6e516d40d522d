package io.sluice.net;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;

/// One value of a PROXY header, where it lies: type in one byte, length in two, value.
///
/// @param start where in the header the value begins
record Tlv(ByteBuffer header, int type, int start, int length) {
    private static final int PREFIX = 3;

    static void put(ByteArrayOutputStream out, int type, byte[] value) {
        out.writeBytes(ByteBuffer.allocate(PREFIX + value.length)
                .put((byte) type)
                .putShort((short) value.length)
                .put(value)
                .array());
    }

    /// Takes the value at the position, which has at least one byte.
    static Tlv next(ByteBuffer header) throws BadProxyHeader {
        int type = header.get() & 0xFF;
        int length = header.remaining() < 2 ? Integer.MAX_VALUE : header.getShort() & 0xFFFF;
        if (length > header.remaining()) {
            throw new BadProxyHeader(new BadProxyHeader.TlvCut(type));
        }
        int start = header.position();
        header.position(start + length);
        return new Tlv(header, type, start, length);
    }

    ByteBuffer value() {
        return header.slice(start, length);
    }

    String text(Charset charset) {
        return charset.decode(value()).toString();
    }

    /// Whether the first byte of the value says so.
    boolean isOfKind(int kind) {
        return length > 0 && header.get(start) == kind;
    }

    Tlv withoutKind() {
        return new Tlv(header, type, start + 1, length - 1);
    }
}
