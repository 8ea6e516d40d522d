package io.sluice.server;

import io.sluice.config.Position;
import io.sluice.net.Addresses;
import io.sluice.session.VirtualHost;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/// A virtual host with the addresses it is reached at.
///
/// @param isDefault whether it serves connections that no other server claims (`DefaultServer`)
/// @param position where it is configured
record BoundServer(VirtualHost host, List<InetAddress> addresses, boolean isDefault, Position position) {
    BoundServer {
        addresses = List.copyOf(addresses);
    }

    boolean isNamed() {
        return !host.aliases().isEmpty();
    }

    /// Where it is.
    List<InetSocketAddress> places() {
        return addresses.stream()
                .map(address -> new InetSocketAddress(address, host.port()))
                .toList();
    }

    boolean isAt(InetAddress address, int port) {
        return host.port() == port && addresses.contains(address);
    }

    /// Whether it is at every address of the machine. `::` stands for IPv4 too.
    boolean isAtEvery(InetAddress address, int port) {
        return host.port() == port
                && addresses.stream()
                        .filter(Addresses::isWildcard)
                        .anyMatch(own -> own.getAddress().length >= address.getAddress().length);
    }

    boolean collidesWith(BoundServer other) {
        return host.port() != 0
                && host.port() == other.host.port()
                && addresses.stream().anyMatch(other.addresses::contains);
    }
}
