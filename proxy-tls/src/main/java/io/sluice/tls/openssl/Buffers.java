package io.sluice.tls.openssl;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Arrays;
import java.util.Objects;

/// Buffers as calls of an `SSLEngine` name them.
final class Buffers {
    private Buffers() {}

    /// Those of an array from one on, that many.
    static ByteBuffer[] part(ByteBuffer[] buffers, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, buffers.length);
        return offset == 0 && length == buffers.length ? buffers : Arrays.copyOfRange(buffers, offset, offset + length);
    }

    /// @throws ReadOnlyBufferException if one of them cannot be written to
    static void checkWritable(ByteBuffer... buffers) {
        for (var buffer : buffers) {
            if (buffer.isReadOnly()) {
                throw new ReadOnlyBufferException();
            }
        }
    }

    static long remaining(ByteBuffer[] buffers) {
        long bytes = 0;
        for (var buffer : buffers) {
            bytes += buffer.remaining();
        }
        return bytes;
    }
}
