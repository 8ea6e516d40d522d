package io.sluice.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.util.LinkedHashSet;
import java.util.List;

/// The sockets to listen on for a set of servers: one per address and port with `SocketBindTight`, else one per port on
/// every address of the machine.
final class ListeningAddresses {
    private ListeningAddresses() {}

    static List<InetSocketAddress> of(List<BoundServer> servers, boolean tight, boolean ipv6) {
        var addresses = new LinkedHashSet<InetSocketAddress>();
        for (BoundServer server : servers) {
            int port = server.host().port();
            if (port == 0) {
                continue;
            }
            if (tight) {
                server.addresses().forEach(address -> addresses.add(new InetSocketAddress(address, port)));
            } else {
                addresses.add(new InetSocketAddress(wildcard(ipv6 && systemHasIpv6()), port));
            }
        }
        return List.copyOf(addresses);
    }

    /// `::`, which serves IPv4 too, unless IPv6 is not wanted.
    private static InetAddress wildcard(boolean ipv6) {
        try {
            return ipv6 ? InetAddress.getByAddress(new byte[16]) : InetAddress.getByAddress(new byte[4]);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of 4 or 16 bytes is one", e);
        }
    }

    private static boolean systemHasIpv6() {
        try (var _ = ServerSocketChannel.open(StandardProtocolFamily.INET6)) {
            return true;
        } catch (IOException | UnsupportedOperationException _) {
            return false;
        }
    }
}
