package io.sluice.acl;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/// The 128 bits of an IPv6 address, or of an IPv4 address in its mapped form (RFC 4291 §2.5.5.2).
record AddressBits(long high, long low) {
    private static final long MAPPED = 0xffffL << 32;

    static AddressBits of(InetAddress address) {
        var bytes = ByteBuffer.wrap(address.getAddress());
        return bytes.remaining() == Integer.BYTES
                ? new AddressBits(0, MAPPED | Integer.toUnsignedLong(bytes.getInt()))
                : new AddressBits(bytes.getLong(), bytes.getLong());
    }

    /// The bits behind the first `count` as zero.
    AddressBits first(int count) {
        return new AddressBits(
                count >= Long.SIZE ? high : kept(high, count), count <= Long.SIZE ? 0 : kept(low, count - Long.SIZE));
    }

    private static long kept(long half, int count) {
        return count == 0 ? 0 : half & -1L << (Long.SIZE - count);
    }

    InetAddress address() {
        try {
            return InetAddress.getByAddress(ByteBuffer.allocate(2 * Long.BYTES)
                    .putLong(high)
                    .putLong(low)
                    .array());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 16 bytes", e);
        }
    }
}
