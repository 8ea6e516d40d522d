package io.sluice.net;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/// What a proxy says before the first byte of a connection about whom it speaks for (PROXY protocol, versions 1 and 2).
///
/// Without endpoints it speaks for itself, as a health check does, or cannot say for whom (version 1 `UNKNOWN`, version
/// 2 `LOCAL` or no IP addresses): the connection's own addresses count then. Bytes become a header in
/// [ProxyHeaderReader].
///
/// @param tlvs only version 2 carries them
public record ProxyHeader(Optional<Endpoints> endpoints, ProxyTlvs tlvs) {
    static final byte[] SIGNATURE = {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A};
    static final int LOCAL = 0x20;
    static final int PROXY = 0x21;
    static final int TCP_IPV4 = 0x11;
    static final int TCP_IPV6 = 0x21;
    static final int NO_FAMILY = 0x00;

    /// The connection that the proxy accepted: who made it, and where to.
    public record Endpoints(InetSocketAddress source, InetSocketAddress destination) {
        public Endpoints {
            source = Addresses.plain(source);
            destination = Addresses.plain(destination);
        }

        boolean areIpv4() {
            return source.getAddress() instanceof Inet4Address && destination.getAddress() instanceof Inet4Address;
        }
    }

    public static ProxyHeader of(InetSocketAddress source, InetSocketAddress destination) {
        return new ProxyHeader(Optional.of(new Endpoints(source, destination)), ProxyTlvs.NONE);
    }

    public ProxyHeader with(ProxyTlvs other) {
        return new ProxyHeader(endpoints, other);
    }

    /// The text form. Addresses are written as IPv6 if one of the two is; towards a backend that is reached over IPv4
    /// the word is `UNKNOWN` then, and the addresses still follow.
    ///
    /// @param backend the backend's address on the connection that begins with this header
    public byte[] version1(InetAddress backend) {
        return endpoints
                .map(both -> line(both, backend))
                .orElse("PROXY UNKNOWN\r\n")
                .getBytes(US_ASCII);
    }

    private static String line(Endpoints both, InetAddress backend) {
        var ipv4 = both.areIpv4();
        var word = ipv4 ? "TCP4" : Addresses.plain(backend) instanceof Inet4Address ? "UNKNOWN" : "TCP6";
        return "PROXY " + word + " " + text(both.source().getAddress(), ipv4) + " "
                + text(both.destination().getAddress(), ipv4) + " "
                + both.source().getPort() + " "
                + both.destination().getPort() + "\r\n";
    }

    private static String text(InetAddress address, boolean ipv4) {
        var mapped = !ipv4 && address instanceof Inet4Address;
        return (mapped ? "::ffff:" : "") + Addresses.text(address);
    }

    /// The binary form, TLVs included.
    ///
    /// @throws IllegalStateException if the TLVs have more bytes than a header can announce
    public byte[] version2() {
        var addresses = endpoints.map(ProxyHeader::addresses).orElse(new byte[0]);
        var values = tlvs.bytes();
        int length = addresses.length + values.length;
        if (length > 0xFFFF) {
            throw new IllegalStateException("a PROXY header of " + length + " bytes");
        }
        return ByteBuffer.allocate(SIGNATURE.length + 4 + length)
                .put(SIGNATURE)
                .put((byte) (endpoints.isPresent() ? PROXY : LOCAL))
                .put((byte) endpoints
                        .map(both -> both.areIpv4() ? TCP_IPV4 : TCP_IPV6)
                        .orElse(NO_FAMILY)
                        .intValue())
                .putShort((short) length)
                .put(addresses)
                .put(values)
                .array();
    }

    private static byte[] addresses(Endpoints both) {
        int size = both.areIpv4() ? 4 : 16;
        return ByteBuffer.allocate(2 * size + 4)
                .put(wide(both.source().getAddress(), size))
                .put(wide(both.destination().getAddress(), size))
                .putShort((short) both.source().getPort())
                .putShort((short) both.destination().getPort())
                .array();
    }

    /// The bytes of an address, IPv4-mapped (RFC 4291 §2.5.5.2) where it is narrower than asked for.
    private static byte[] wide(InetAddress address, int size) {
        var bytes = address.getAddress();
        if (bytes.length == size) {
            return bytes;
        }
        return ByteBuffer.allocate(size)
                .position(10)
                .putShort((short) 0xFFFF)
                .put(bytes)
                .array();
    }
}
