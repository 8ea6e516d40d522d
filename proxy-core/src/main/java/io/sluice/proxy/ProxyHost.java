package io.sluice.proxy;

import io.sluice.module.AddressClasses;
import io.sluice.module.BackendTls;
import io.sluice.net.HostNames;
import io.sluice.transfer.DataPlane;
import io.sluice.transfer.TransferDirectives.Foreign;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/// A virtual host that proxies, as its sessions know it, whatever its role: settings, and what they share.
///
/// @param tls TLS towards its backends, if there is any
record ProxyHost(
        ProxySettings settings,
        DataPlane data,
        HostNames names,
        List<AddressClasses> classes,
        Journal journal,
        RefusedExtensions refused,
        KnownFeatures features,
        Optional<BackendTls> tls) {
    public ProxyHost {
        classes = List.copyOf(classes);
    }

    ProxyHost(ProxySettings settings, DataPlane data, HostNames names, List<AddressClasses> classes, Journal journal) {
        this(settings, data, names, classes, journal, new RefusedExtensions(), new KnownFeatures(), Optional.empty());
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
