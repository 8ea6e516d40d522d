package io.sluice.session;

import io.sluice.config.DirectiveSet;
import io.sluice.module.ServerTls;
import io.sluice.module.SessionView;
import java.util.List;
import java.util.Optional;

/// A virtual host as its sessions see it. Immutable: a session keeps the one it began with (or moved to by `HOST` or
/// SNI)
/// through every reload.
///
/// @param address the configured address, for logs
/// @param aliases the names of `ServerAlias`, globs included
/// @param directives those that hold for the session
/// @param tls what protects its clients, if it offers TLS
/// @param siblings those on the same address and port, this one included
/// @param overlaying what the virtual host is with other directives laid over it
public record VirtualHost(
        int number,
        String name,
        String address,
        int port,
        List<String> aliases,
        DirectiveSet directives,
        SessionSettings settings,
        FilterPipeline filters,
        Role role,
        Optional<ServerTls> tls,
        Siblings siblings,
        Overlaying overlaying)
        implements SessionView.ServerView {

    @Override
    public DirectiveSet configured() {
        return overlaying.configured();
    }

    /// Whether both are the same virtual host, whatever is laid over either of them.
    boolean isSameAs(VirtualHost other) {
        return configured().equals(other.configured());
    }
}
