package io.sluice.ban.cache;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.regex.Pattern;

/// Where the client of a session has connected to, as an entry has it.
///
/// @param address IPv4 in dots, IPv6 in its short form
/// @param port as it stands in the entry. mod_ban writes its two bytes in the order of the network, read on a machine
///     of the other order: 21 is 5376. Others may write it as it is
record Place(String address, int port) {
    static final int LARGEST_PORT = 65_535;
    private static final Pattern ZEROS = Pattern.compile("(^|:)0(?::0)+(?=:|$)");

    /// The place of a session, as mod_ban writes it.
    static Place of(InetSocketAddress local) {
        return new Place(text(local.getAddress()), swapped(local.getPort()));
    }

    /// Whether the addresses are the same, whatever their form.
    boolean hasAddressOf(Place other) {
        return address.equals(other.address) || isSame(address, other.address);
    }

    private static boolean isSame(String one, String other) {
        try {
            return InetAddress.ofLiteral(one).equals(InetAddress.ofLiteral(other));
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    /// Whether the ports are the same, in whatever order their bytes are.
    boolean hasPortOf(Place other) {
        return port == other.port || port == swapped(other.port);
    }

    private static int swapped(int port) {
        return Short.toUnsignedInt(Short.reverseBytes((short) port));
    }

    private static String text(InetAddress address) {
        var full = address.getHostAddress();
        if (address instanceof Inet4Address) {
            return full;
        }
        int zone = full.indexOf('%');
        return shortened(zone < 0 ? full : full.substring(0, zone));
    }

    /// RFC 5952 §4: the first of the longest runs of two or more zero groups becomes `::`.
    private static String shortened(String groups) {
        var runs = ZEROS.matcher(groups);
        int start = 0;
        int end = 0;
        int longest = 0;
        while (runs.find()) {
            int length = (runs.end() - runs.start(1) + 1) / 2;
            if (length > longest) {
                longest = length;
                start = runs.start(1);
                end = runs.end();
            }
        }
        if (longest == 0) {
            return groups;
        }
        int after = end < groups.length() ? end + 1 : end;
        return groups.substring(0, start) + "::" + groups.substring(after);
    }
}
