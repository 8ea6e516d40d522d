package io.sluice.server;

import io.sluice.net.Addresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Optional;

/// The sockets a server listens on, as seen from outside: which places lead to one of them.
record OwnAddresses(List<InetSocketAddress> listening) {

    /// Where a connection to the place arrives at this server, if it does.
    Optional<InetSocketAddress> reachedBy(InetSocketAddress place) {
        return Optional.of(connected(place)).filter(this::isListenedOn);
    }

    /// Where a connection to the place really goes: one to `0.0.0.0` or `::` to loopback.
    private static InetSocketAddress connected(InetSocketAddress place) {
        return switch (Addresses.text(place.getAddress())) {
            case "0.0.0.0" -> new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), place.getPort());
            case "::" -> new InetSocketAddress(InetAddress.ofLiteral("::1"), place.getPort());
            default -> place;
        };
    }

    private boolean isListenedOn(InetSocketAddress place) {
        return listening.stream()
                .filter(socket -> socket.getPort() == place.getPort())
                .map(InetSocketAddress::getAddress)
                .anyMatch(own -> own.equals(place.getAddress())
                        || (Addresses.isWildcard(own) && isOfThisMachine(place.getAddress())));
    }

    private static boolean isOfThisMachine(InetAddress address) {
        try {
            return address.isLoopbackAddress()
                    || Optional.ofNullable(NetworkInterface.getByInetAddress(address))
                            .isPresent();
        } catch (SocketException _) {
            return false;
        }
    }
}
