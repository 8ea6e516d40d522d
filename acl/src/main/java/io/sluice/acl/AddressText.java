package io.sluice.acl;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// Addresses as text, both ways. Nothing is ever looked up.
final class AddressText {
    private static final int GROUPS = 8;

    private AddressText() {}

    /// An address in numbers: four decimal ones, or IPv6 without brackets and scope. IPv4-mapped comes out as IPv4.
    static Optional<InetAddress> parse(String text) {
        boolean ipv6 = text.indexOf(':') >= 0;
        boolean wellFormed = text.chars()
                .allMatch(c -> c == '.' || (ipv6 && c == ':') || (c < 128 && Character.digit(c, ipv6 ? 16 : 10) >= 0));
        // The JDK also takes IPv4 addresses of fewer parts.
        if (!wellFormed || (!ipv6 && text.chars().filter(c -> c == '.').count() != 3)) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// The form of people: IPv4 in dots, IPv6 in lower case and compressed (RFC 5952 §4).
    static String of(InetAddress address) {
        return address instanceof Inet4Address ? address.getHostAddress() : compressed(address.getAddress());
    }

    private static String compressed(byte[] bytes) {
        var groups = new ArrayList<Integer>(GROUPS);
        for (int i = 0; i < bytes.length; i += 2) {
            groups.add(((bytes[i] & 0xff) << 8) | (bytes[i + 1] & 0xff));
        }
        for (int length = GROUPS; length >= 2; length--) {
            int start = Collections.indexOfSubList(groups, Collections.nCopies(length, 0));
            if (start >= 0) {
                return hex(groups.subList(0, start)) + "::" + hex(groups.subList(start + length, GROUPS));
            }
        }
        return hex(groups);
    }

    private static String hex(List<Integer> groups) {
        return String.join(":", groups.stream().map(Integer::toHexString).toList());
    }
}
