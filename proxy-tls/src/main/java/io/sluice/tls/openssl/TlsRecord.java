package io.sluice.tls.openssl;

import java.nio.ByteBuffer;

/// The frame around everything that TLS sends (RFC 8446 §5.1): a type, the version 3.x, and a length.
final class TlsRecord {
    static final int HEADER = 5;
    static final int HANDSHAKE = 22;
    static final int APPLICATION_DATA = 23;

    /// The most plain bytes in a record.
    static final int PLAIN = 16_384;

    /// The most that encryption and frame add on our side: the worst is CBC with an empty record before.
    static final int OVERHEAD = 325;

    /// Room for any record that we make.
    static final int MADE = PLAIN + OVERHEAD;

    /// Room for any record that a peer may send: 2,048 more than the plain bytes (RFC 5246 §6.2.3).
    static final int RECEIVED = HEADER + PLAIN + 2_048;

    /// No suite takes less of a record than this for what it adds.
    private static final int LEAST_TAG = 8;

    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int NEWEST_TYPE = 24;
    private static final int VERSION = 3;

    private TlsRecord() {}

    /// The length with the header of the record at the position of a buffer with at least a header; of something that
    /// is none, all there is: OpenSSL knows best what to say to it.
    static int length(ByteBuffer from) {
        int at = from.position();
        int length = HEADER + (Byte.toUnsignedInt(from.get(at + 3)) << 8 | Byte.toUnsignedInt(from.get(at + 4)));
        boolean isRecord = type(from) >= CHANGE_CIPHER_SPEC
                && type(from) <= NEWEST_TYPE
                && from.get(at + 1) == VERSION
                && length <= RECEIVED;
        return isRecord ? length : from.remaining();
    }

    /// The most plain bytes that a record of that length with its header can hold.
    static int mostPlain(int length) {
        return Math.min(length - HEADER - LEAST_TAG, PLAIN);
    }

    static int type(ByteBuffer from) {
        return from.get(from.position());
    }
}
