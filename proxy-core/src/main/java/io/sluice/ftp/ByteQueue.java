package io.sluice.ftp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;

/// Bytes that came and have not been read yet. Holds no memory while it is empty.
final class ByteQueue {
    private static final byte[] NONE = new byte[0];

    private byte[] bytes = NONE;
    private int start;
    private int end;

    void add(ByteBuffer source) {
        int more = source.remaining();
        if (more == 0) {
            return;
        }
        if (more > bytes.length - end) {
            makeRoom(more);
        }
        source.get(bytes, end, more);
        end += more;
    }

    private void makeRoom(int more) {
        int size = size();
        int needed = Math.addExact(size, more);
        var target = needed <= bytes.length ? bytes : new byte[Math.max(needed, 2 * size)];
        System.arraycopy(bytes, start, target, 0, size);
        bytes = target;
        start = 0;
        end = size;
    }

    boolean isEmpty() {
        return start == end;
    }

    int size() {
        return end - start;
    }

    /// The byte at a distance from the first.
    byte at(int offset) {
        return bytes[start + offset];
    }

    /// The distance from the first byte to the next `wanted` at or after `from`, or -1.
    int indexOf(byte wanted, int from) {
        for (int i = start + from; i < end; i++) {
            if (bytes[i] == wanted) {
                return i - start;
            }
        }
        return -1;
    }

    byte take() {
        var taken = bytes[start];
        skip(1);
        return taken;
    }

    /// The first bytes as wire text; they stay.
    String text(int length) {
        return new String(bytes, start, length, ISO_8859_1);
    }

    void skip(int count) {
        start += count;
        if (start == end) {
            clear();
        }
    }

    void clear() {
        bytes = NONE;
        start = 0;
        end = 0;
    }

    /// How much memory is held.
    int capacity() {
        return bytes.length;
    }
}
