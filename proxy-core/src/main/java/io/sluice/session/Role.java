package io.sluice.session;

/// What stands behind the sessions of a virtual host: a reverse proxy, a forward proxy, or nothing.
public interface Role {

    /// The first state of a session that has passed all checks at connect and has not yet been greeted. It is the
    /// role's part to greet.
    SessionState begin(Session session);
}
