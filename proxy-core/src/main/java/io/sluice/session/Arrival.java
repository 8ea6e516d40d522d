package io.sluice.session;

import io.sluice.net.Addresses;
import io.sluice.net.ProxyHeader;
import java.net.InetSocketAddress;
import java.util.Optional;

/// Who has come, and where to: what is known of a client before its session begins.
///
/// @param client the client itself, also where a balancer stands in between
/// @param local the address of ours that the connection was accepted at
/// @param clientName by reverse DNS, else its address
/// @param introduced how a trusted sender has introduced the client, if one has
public record Arrival(
        InetSocketAddress client, InetSocketAddress local, String clientName, Optional<Introduced> introduced) {

    /// A PROXY header and who sent it.
    public record Introduced(InetSocketAddress sender, ProxyHeader header) {
        public Introduced {
            sender = Addresses.plain(sender);
        }
    }

    public Arrival {
        client = Addresses.plain(client);
        local = Addresses.plain(local);
    }
}
