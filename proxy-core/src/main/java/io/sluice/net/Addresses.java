package io.sluice.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ProtocolFamily;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/// Questions about IP addresses that need no look-up in the DNS.
public final class Addresses {
    private Addresses() {}

    /// The address without a scope, an IPv4-mapped one (RFC 4291 §2.5.5.2) as IPv4.
    public static InetAddress plain(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }

    /// The socket address with its address in [#plain] form.
    public static InetSocketAddress plain(InetSocketAddress address) {
        return new InetSocketAddress(plain(address.getAddress()), address.getPort());
    }

    /// The family of sockets for that address.
    public static ProtocolFamily family(InetAddress address) {
        return address instanceof Inet4Address ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
    }

    /// An address written in numbers; empty for anything else, names included. IPv6 may stand in brackets.
    public static Optional<InetAddress> literal(String text) {
        var bare = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        var dots = bare.chars().filter(c -> c == '.').count();
        if (bare.indexOf(':') < 0 && (dots != 3 || text.startsWith("["))) {
            return Optional.empty();
        }
        try {
            return Optional.of(plain(InetAddress.ofLiteral(bare)));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// The addresses of a network device of this machine, IPv4 first; empty if there is no such device.
    public static List<InetAddress> ofDevice(String name) {
        try {
            return Optional.ofNullable(NetworkInterface.getByName(name)).stream()
                    .flatMap(NetworkInterface::inetAddresses)
                    .map(Addresses::plain)
                    .sorted((a, b) -> Integer.compare(a.getAddress().length, b.getAddress().length))
                    .toList();
        } catch (SocketException _) {
            return List.of();
        }
    }

    /// Whether the address means every address of the machine: `0.0.0.0` or `::`.
    public static boolean isWildcard(InetAddress address) {
        return address.isAnyLocalAddress();
    }

    public static boolean isLoopback(InetAddress address) {
        return plain(address).isLoopbackAddress();
    }

    /// Whether the address is of a network that is not routed in the Internet: RFC 1918, link-local, and the unique
    /// local
    /// addresses of RFC 4193. Loopback is not private.
    public static boolean isPrivate(InetAddress address) {
        var plain = plain(address);
        var uniqueLocal = !(plain instanceof Inet4Address) && (plain.getAddress()[0] & 0xfe) == 0xfc;
        return plain.isSiteLocalAddress() || plain.isLinkLocalAddress() || uniqueLocal;
    }

    /// The address as people write it: IPv4 in dots, IPv6 in the form of RFC 5952, IPv4-mapped as IPv4.
    public static String text(InetAddress address) {
        var plain = plain(address);
        return plain instanceof Inet4Address ? plain.getHostAddress() : shortened(plain.getAddress());
    }

    /// RFC 5952 §4: lower case, no leading zeros, the first longest run of two or more zero groups as `::`.
    private static String shortened(byte[] bytes) {
        int runStart = -1;
        int runLength = 1;
        for (int i = 0; i < 8; i++) {
            int length = 0;
            while (i + length < 8 && group(bytes, i + length) == 0) {
                length++;
            }
            if (length > runLength) {
                runStart = i;
                runLength = length;
            }
        }
        var text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == runStart) {
                text.append("::");
                i += runLength - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(group(bytes, i)));
        }
        return text.toString();
    }

    private static int group(byte[] bytes, int index) {
        return ((bytes[2 * index] & 0xff) << 8) | (bytes[2 * index + 1] & 0xff);
    }
}
