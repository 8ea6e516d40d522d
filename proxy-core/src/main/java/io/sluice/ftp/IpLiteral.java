package io.sluice.ftp;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;

/// IP addresses in the forms that FTP carries: four decimal numbers, or IPv6 without brackets and without scope.
/// Nothing is ever looked up.
final class IpLiteral {
    private IpLiteral() {}

    static Optional<InetAddress> parse(String text) {
        return text.indexOf(':') >= 0 ? parse6(text) : parse4(text);
    }

    static Optional<InetAddress> parse4(String text) {
        int dots = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.') {
                dots++;
            } else if (c < '0' || c > '9') {
                return Optional.empty();
            }
        }
        // The JDK takes fewer parts too, the last of them wider.
        if (dots != 3) {
            return Optional.empty();
        }
        try {
            return Optional.of(Inet4Address.ofLiteral(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// An IPv4-mapped address comes out as the IPv4 address it stands for.
    static Optional<InetAddress> parse6(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.digit(c, 16) < 0 && c != ':' && c != '.') {
                return Optional.empty();
            }
        }
        try {
            return Optional.of(Inet6Address.ofLiteral(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
