package io.sluice.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Makes a [ProxyHeader] of the first bytes of a connection. What follows the header belongs to somebody else, so the
/// reader says how many bytes are surely still part of it ([#wanted]), and is given no more.
public final class ProxyHeaderReader {
    private static final byte[] WORD = {'P', 'R', 'O', 'X', 'Y', ' '};
    private static final int SHORTEST_LINE = "PROXY UNKNOWN\r\n".length();
    private static final int LONGEST_LINE = 107;
    private static final int FIXED = 16;
    private static final int LOCAL_ADDRESSES = 216;
    private static final int STEP = 1_024;

    private byte[] bytes = new byte[LONGEST_LINE];
    private int size;

    /// How many more bytes are surely part of the header, and may be taken at once; at least one until the header is
    /// whole.
    public int wanted() {
        int most = starts(WORD) && size > 0 ? wantedOfLine() : wantedOfBinary();
        return Math.min(most, STEP);
    }

    private int wantedOfLine() {
        if (size < SHORTEST_LINE) {
            return SHORTEST_LINE - size;
        }
        return bytes[size - 1] == '\r' ? 1 : 2;
    }

    private int wantedOfBinary() {
        if (size < SHORTEST_LINE) {
            return SHORTEST_LINE - size; // which form it is may not be known yet
        }
        return size < FIXED ? FIXED - size : FIXED + length() - size;
    }

    private int length() {
        return ByteBuffer.wrap(bytes).getShort(FIXED - 2) & 0xFFFF;
    }

    /// Takes the next bytes, as many as are [#wanted] or fewer. Once this has given the header nothing more is taken.
    public Optional<ProxyHeader> take(ByteBuffer more) throws BadProxyHeader {
        if (more.remaining() > wanted()) {
            throw new IllegalArgumentException(more.remaining() + " bytes where " + wanted() + " are wanted");
        }
        keep(more);
        if (size == 0) {
            return Optional.empty();
        }
        if (starts(WORD)) {
            return line();
        }
        if (starts(ProxyHeader.SIGNATURE)) {
            return binary();
        }
        throw new BadProxyHeader(new BadProxyHeader.NoSignature(text(size)));
    }

    private void keep(ByteBuffer more) {
        int count = more.remaining();
        if (size + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + count, 2 * bytes.length));
        }
        more.get(bytes, size, count);
        size += count;
    }

    /// Whether the bytes there are could be the beginning of that.
    private boolean starts(byte[] beginning) {
        for (int i = 0; i < Math.min(size, beginning.length); i++) {
            if (bytes[i] != beginning[i]) {
                return false;
            }
        }
        return true;
    }

    private String text(int length) {
        return new String(bytes, 0, length, ISO_8859_1);
    }

    // The text form.

    private Optional<ProxyHeader> line() throws BadProxyHeader {
        var seen = text(size);
        int end = seen.indexOf('\n');
        if (end >= LONGEST_LINE || (end < 0 && size >= LONGEST_LINE)) {
            throw new BadProxyHeader(new BadProxyHeader.LineTooLong(LONGEST_LINE));
        }
        if (end < 0) {
            return Optional.empty();
        }
        if (end != size - 1 || !seen.endsWith("\r\n")) {
            throw new BadProxyHeader(new BadProxyHeader.BadLine(seen));
        }
        var line = seen.substring(0, size - 2);
        var words = List.of(line.split(" ", -1));
        if (words.get(1).equals("UNKNOWN")) {
            return Optional.of(new ProxyHeader(Optional.empty(), ProxyTlvs.NONE));
        }
        return endpoints(words)
                .map(both -> Optional.of(new ProxyHeader(Optional.of(both), ProxyTlvs.NONE)))
                .orElseThrow(() -> new BadProxyHeader(new BadProxyHeader.BadLine(line)));
    }

    private static Optional<ProxyHeader.Endpoints> endpoints(List<String> words) {
        boolean ipv4 = words.get(1).equals("TCP4");
        if (words.size() != 6 || !(ipv4 || words.get(1).equals("TCP6"))) {
            return Optional.empty();
        }
        var source = address(words.get(2), ipv4);
        var destination = address(words.get(3), ipv4);
        var sourcePort = port(words.get(4));
        var destinationPort = port(words.get(5));
        if (source.isEmpty() || destination.isEmpty() || sourcePort.isEmpty() || destinationPort.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ProxyHeader.Endpoints(
                new InetSocketAddress(source.get(), sourcePort.getAsInt()),
                new InetSocketAddress(destination.get(), destinationPort.getAsInt())));
    }

    private static Optional<InetAddress> address(String text, boolean ipv4) {
        boolean written4 = text.indexOf(':') < 0;
        return written4 == ipv4 && !text.startsWith("[") ? Addresses.literal(text) : Optional.empty();
    }

    private static OptionalInt port(String text) {
        if (text.isEmpty() || text.length() > 5 || text.chars().anyMatch(c -> c < '0' || c > '9')) {
            return OptionalInt.empty();
        }
        int number = Integer.parseInt(text);
        return number <= 0xFFFF ? OptionalInt.of(number) : OptionalInt.empty();
    }

    // The binary form.

    private Optional<ProxyHeader> binary() throws BadProxyHeader {
        if (size < FIXED) {
            return Optional.empty();
        }
        int command = bytes[12] & 0xFF;
        int family = bytes[13] & 0xFF;
        if ((command != ProxyHeader.LOCAL && command != ProxyHeader.PROXY) || (family >> 4) > 3 || (family & 0xF) > 2) {
            throw new BadProxyHeader(new BadProxyHeader.UnknownKind(command, family));
        }
        if (size < FIXED + length()) {
            return Optional.empty();
        }
        if (command == ProxyHeader.LOCAL) {
            return Optional.of(new ProxyHeader(Optional.empty(), ProxyTlvs.NONE));
        }
        var header = ByteBuffer.wrap(bytes, 0, size).position(FIXED);
        var endpoints = endpoints(header, family);
        return Optional.of(new ProxyHeader(endpoints, ProxyTlvs.read(header)));
    }

    /// Takes the addresses; those that are not of a TCP connection say nothing.
    private Optional<ProxyHeader.Endpoints> endpoints(ByteBuffer header, int family) throws BadProxyHeader {
        int size = switch (family >> 4) {
            case 1 -> 12;
            case 2 -> 36;
            case 3 -> LOCAL_ADDRESSES;
            default -> 0;
        };
        if (header.remaining() < size) {
            throw new BadProxyHeader(new BadProxyHeader.AddressesCut(header.remaining()));
        }
        if (family != ProxyHeader.TCP_IPV4 && family != ProxyHeader.TCP_IPV6) {
            header.position(header.position() + size);
            return Optional.empty();
        }
        int width = family == ProxyHeader.TCP_IPV4 ? 4 : 16;
        var source = address(header, width);
        var destination = address(header, width);
        return Optional.of(new ProxyHeader.Endpoints(
                new InetSocketAddress(source, header.getShort() & 0xFFFF),
                new InetSocketAddress(destination, header.getShort() & 0xFFFF)));
    }

    private static InetAddress address(ByteBuffer header, int width) {
        var bytes = new byte[width];
        header.get(bytes);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError("an address has 4 or 16 bytes", e);
        }
    }
}
