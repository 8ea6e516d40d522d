package io.sluice.proxy;

import io.sluice.auth.Authenticator;
import io.sluice.module.AddressClasses;
import io.sluice.net.HostNames;
import io.sluice.session.Greeting;
import io.sluice.session.Role;
import io.sluice.session.Session;
import io.sluice.session.SessionState;
import io.sluice.transfer.Relay;
import io.sluice.transfer.TransferDirectives.Foreign;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/// A reverse proxy: the proxy picks the backend, and the client need not notice. The backend is connected when the
/// session begins, and its greeting is the one the client gets; unless the proxy checks users itself, which it does
/// under a greeting of its own and before it connects.
///
/// @param authenticator checks clients before a backend is chosen, where `UseReverseProxyAuth` asks for it
public record ReverseRole(
        Pool pool,
        ProxySettings settings,
        Relay relay,
        HostNames names,
        List<AddressClasses> classes,
        Optional<Authenticator> authenticator,
        Journal journal)
        implements Role {
    public ReverseRole {
        classes = List.copyOf(classes);
    }

    @Override
    public SessionState begin(Session session) {
        session.facts().notes().put("mod_proxy.role", "reverse");
        session.facts().notes().put("mod_proxy.policy", pool.policy().word());
        if (authenticator.isEmpty()) {
            return Connecting.greeting(this, session);
        }
        session.send(Greeting.of(session));
        return new Unconnected(this, session);
    }

    /// Whether a data connection may go to, or come from, an address that is not the client's (`AllowForeignAddress`).
    boolean allowsForeign(InetAddress address) {
        return switch (settings.foreign()) {
            case Foreign.Allowed _ -> true;
            case Foreign.Refused _ -> false;
            case Foreign.OfClass(var name) -> classes.stream().anyMatch(known -> known.contains(name, address));
        };
    }

    /// The address to tell clients in place of our own (`MasqueradeAddress`), if one is wanted and can be found.
    Optional<InetAddress> masquerade() {
        return settings.masquerade()
                .flatMap(text -> names.addressesOrDevice(text).stream()
                        .filter(Inet4Address.class::isInstance)
                        .findFirst());
    }
}
