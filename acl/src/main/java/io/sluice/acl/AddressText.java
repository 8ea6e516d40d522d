package io.sluice.acl;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;

/// Addresses as text, both ways. Nothing is ever looked up.
final class AddressText {
    private static final int GROUPS = 8;
    private static final int IPV4_PARTS = 4;

    private AddressText() {}

    /// An address in numbers: four decimal ones, or IPv6 without brackets and scope. IPv4-mapped comes out as IPv4.
    static Optional<InetAddress> parse(String text) {
        boolean ipv6 = text.indexOf(':') >= 0;
        int dots = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean fits = c == '.' || (ipv6 && c == ':') || (c < 128 && Character.digit(c, ipv6 ? 16 : 10) >= 0);
            if (!fits) {
                return Optional.empty();
            }
            dots += c == '.' ? 1 : 0;
        }
        // The JDK also takes IPv4 addresses of fewer parts.
        if (!ipv6 && dots != 3) {
            return Optional.empty();
        }
        try {
            return Optional.of(ipv6 ? Inet6Address.ofLiteral(text) : Inet4Address.ofLiteral(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// The bits of the IPv4 address that a part of a text is in the form of people, or -1 if it is something else.
    static long ipv4(String text, int from, int to) {
        long bits = 0;
        int at = from;
        for (int part = 0; part < IPV4_PARTS; part++) {
            int start = at;
            int number = 0;
            while (at < to && at - start < 3 && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
                number = 10 * number + text.charAt(at++) - '0';
            }
            boolean written = at > start && number <= 255 && (text.charAt(start) != '0' || at == start + 1);
            boolean ended = part == IPV4_PARTS - 1 ? at == to : at < to && text.charAt(at) == '.';
            if (!written || !ended) {
                return -1;
            }
            bits = bits << Byte.SIZE | number;
            at++;
        }
        return bits;
    }

    /// The form of people: IPv4 in dots, IPv6 in lower case and compressed (RFC 5952 §4).
    static String of(InetAddress address) {
        return address instanceof Inet4Address ? address.getHostAddress() : compressed(address.getAddress());
    }

    private static String compressed(byte[] bytes) {
        var groups = new int[GROUPS];
        int longest = 0;
        int start = 0;
        for (int i = 0, zeros = 0; i < GROUPS; i++) {
            groups[i] = ((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff);
            zeros = groups[i] == 0 ? zeros + 1 : 0;
            if (zeros > longest) {
                longest = zeros;
                start = i + 1 - zeros;
            }
        }
        if (longest < 2) {
            return hex(groups, 0, GROUPS);
        }
        return hex(groups, 0, start) + "::" + hex(groups, start + longest, GROUPS);
    }

    private static String hex(int[] groups, int from, int to) {
        var text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(i == from ? "" : ":").append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }
}
