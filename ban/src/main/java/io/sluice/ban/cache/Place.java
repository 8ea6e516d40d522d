package io.sluice.ban.cache;

import io.sluice.ban.AddressText;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/// Where the client of a session has connected to, as an entry has it.
///
/// @param address IPv4 in dots, IPv6 in its short form
/// @param port as it stands in the entry. mod_ban writes its two bytes in the order of the network, read on a machine
///     of the other order: 21 is 5376. Others may write it as it is
record Place(String address, int port) {
    static final int LARGEST_PORT = 65_535;

    /// The place of a session, as mod_ban writes it.
    static Place of(InetSocketAddress local) {
        return new Place(AddressText.of(local.getAddress()), swapped(local.getPort()));
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
}
