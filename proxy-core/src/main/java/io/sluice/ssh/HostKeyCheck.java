package io.sluice.ssh;

import java.security.PublicKey;

/// Whether a backend is the one it was.
@FunctionalInterface
public interface HostKeyCheck {

    /// Whether to go on with a backend that shows that key; called by the reader of its connection.
    ///
    /// @param url of the backend, without a password
    boolean accepts(String url, PublicKey key);
}
