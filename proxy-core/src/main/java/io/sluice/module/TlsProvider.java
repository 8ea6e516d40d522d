package io.sluice.module;

import io.sluice.config.DirectiveSet;
import java.util.Optional;

/// Where TLS comes from. It gives engines and never touches a socket: the core moves the bytes. Usable from any thread.
public interface TlsProvider {

    /// TLS towards the clients of a virtual host; empty where `TLSEngine` is off there.
    ///
    /// Asked for every virtual host when the server starts or reloads, and again for whatever comes to be laid over its
    /// directives. What is wrong with the directives has been told before ([ServerModule#activate],
    /// [ActiveModule#warnings]); this method does not fail.
    ///
    /// @param configured the directives of the virtual host as configured: the same object stands for the same virtual
    /// host, and TLS sessions are resumed within one of them only
    /// @param present those that hold, with overlays over the configured ones
    Optional<ServerTls> frontend(DirectiveSet configured, DirectiveSet present);

    /// TLS towards the backends of a virtual host, in the same way; empty where there is none to be had.
    default Optional<BackendTls> backend(DirectiveSet configured, DirectiveSet present) {
        return Optional.empty();
    }
}
