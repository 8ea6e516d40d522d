package io.sluice.proxy;

import io.sluice.config.DirectiveSet;
import io.sluice.net.Addresses;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;

/// Who may use a forward proxy: those whose class says so (`ProxyForwardEnabled`); of the others, those of the private
/// networks of RFC 1918.
final class ForwardAccess {
    private ForwardAccess() {}

    /// Why a client may not, for the log; empty if it may.
    ///
    /// @param of what the section of its class says
    static Optional<String> refusal(InetAddress client, Optional<String> clientClass, DirectiveSet of) {
        var address = Addresses.plain(client);
        var enabled = of.find(ProxyDirectives.FORWARD_ENABLED);
        if (enabled.isPresent()) {
            return enabled.get()
                    ? Optional.empty()
                    : Optional.of("forward proxying not allowed from client address " + Addresses.text(address)
                            + " in <Class " + clientClass.orElse("") + "> (see ProxyForwardEnabled)");
        }
        return address instanceof Inet4Address && address.isSiteLocalAddress()
                ? Optional.empty()
                : Optional.of(
                        "forward proxying not allowed from non-RFC1918 client address " + Addresses.text(address));
    }
}
