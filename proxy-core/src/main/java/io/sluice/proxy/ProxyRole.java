package io.sluice.proxy;

import io.sluice.session.Role;
import io.sluice.session.Session;

/// A role whose sessions get to a backend.
sealed interface ProxyRole extends Role permits ForwardRole, ReverseRole, SshRole {

    ProxyHost host();

    /// The virtual host as it is for a session now, with what has been laid over its directives since the session
    /// began; else as it was then.
    static ProxyHost host(Session session, ProxyHost then) {
        return session.host().role() instanceof ProxyRole now ? now.host() : then;
    }
}
