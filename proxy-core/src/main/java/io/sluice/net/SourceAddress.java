package io.sluice.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/// The local address of connections to other servers (`ProxySourceAddress`), or that the system is to choose.
public record SourceAddress(Optional<InetAddress> configured) {
    public static final SourceAddress CHOSEN_BY_SYSTEM = new SourceAddress(Optional.empty());

    /// What it comes to for one remote address.
    ///
    /// @param address the address to bind to; absent where the system chooses
    /// @param note why the configured address is not used, for the log
    public record Use(Optional<InetAddress> address, Optional<String> note) {

        /// The address with a port of the system's choice.
        public Optional<InetSocketAddress> anyPort() {
            return address.map(chosen -> new InetSocketAddress(chosen, 0));
        }
    }

    /// The address to use towards a remote one. A loopback address reaches nobody else, and an address of the other
    /// family cannot be used: then the system chooses.
    public Use towards(InetAddress remote) {
        if (configured.isEmpty()) {
            return new Use(Optional.empty(), Optional.empty());
        }
        var local = Addresses.plain(configured.get());
        var target = Addresses.plain(remote);
        if (Addresses.isLoopback(local) && !Addresses.isLoopback(target)) {
            return new Use(Optional.empty(), Optional.empty());
        }
        if (local instanceof Inet4Address == target instanceof Inet4Address) {
            return new Use(Optional.of(local), Optional.empty());
        }
        return new Use(Optional.empty(), Optional.of(mismatch(local, target)));
    }

    private static String mismatch(InetAddress local, InetAddress remote) {
        boolean needsIpv4 = remote instanceof Inet4Address;
        return "local address '" + Addresses.text(local) + "' is an " + (needsIpv4 ? "IPv6" : "IPv4")
                + " address, and remote address '" + Addresses.text(remote) + "' is an "
                + (needsIpv4 ? "IPv4" : "IPv6")
                + " address; consider using ProxySourceAddress directive to configure an "
                + (needsIpv4 ? "IPv4" : "IPv6") + " address";
    }

    /// What may be the matter when a connection to the remote address fails: a private address of ours and a public one
    /// of theirs, or the other way round.
    public Optional<String> hint(InetAddress remote) {
        return towards(remote)
                .address()
                .filter(local -> Addresses.isPrivate(local) != Addresses.isPrivate(remote))
                .map(local -> {
                    boolean ours = Addresses.isPrivate(local);
                    return "local address '" + Addresses.text(local) + "' is a "
                            + (ours ? "private network" : "public") + " address, and remote address '"
                            + Addresses.text(remote) + "' is a " + (ours ? "public" : "private network")
                            + " address; consider using ProxySourceAddress directive to configure a "
                            + (ours ? "public" : "private") + " local address";
                });
    }
}
