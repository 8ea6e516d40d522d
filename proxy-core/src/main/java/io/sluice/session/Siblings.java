package io.sluice.session;

import java.util.Optional;

/// The virtual hosts that share an address and port, among which clients choose by name (`HOST`, SNI). Usable from any
/// thread.
public interface Siblings {

    /// Whether any of them has a name.
    boolean haveNames();

    /// The one that answers to a name.
    Optional<VirtualHost> named(String name);
}
