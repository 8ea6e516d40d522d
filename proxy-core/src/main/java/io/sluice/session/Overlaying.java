package io.sluice.session;

import io.sluice.config.DirectiveSet;
import io.sluice.module.Overlay;
import java.util.List;
import java.util.Optional;

/// A virtual host as configured, and what becomes of it for sessions with other directives laid over its own. Safe for
/// use from any thread.
public interface Overlaying {

    /// The directives of the virtual host with nothing laid over them.
    DirectiveSet configured();

    /// The virtual host with these laid over it, later ones over earlier ones; the same for the same overlays.
    VirtualHost with(List<Overlay> overlays);

    /// The groups of a user in the accounts of the proxy itself, the primary one first; empty if there is no such user.
    /// May wait for files.
    ///
    /// @param directives those that hold for the session that asks
    Optional<List<String>> groupsOf(String user, DirectiveSet directives);
}
