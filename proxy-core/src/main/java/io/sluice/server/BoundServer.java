package io.sluice.server;

import io.sluice.session.VirtualHost;
import java.net.InetAddress;
import java.util.List;

/// A virtual host with the addresses it is reached at.
///
/// @param isDefault whether it serves connections that no other server claims (`DefaultServer`)
record BoundServer(VirtualHost host, List<InetAddress> addresses, boolean isDefault) {
    BoundServer {
        addresses = List.copyOf(addresses);
    }

    boolean isNamed() {
        return !host.aliases().isEmpty();
    }

    boolean isAt(InetAddress address, int port) {
        return host.port() == port && addresses.contains(address);
    }
}
