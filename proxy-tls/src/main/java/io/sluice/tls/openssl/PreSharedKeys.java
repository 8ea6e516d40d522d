package io.sluice.tls.openssl;

import java.util.Optional;

/// The keys that a server shares with clients (`TLSPreSharedKey`). Called inside handshakes, from any thread, and
/// throws nothing.
@FunctionalInterface
public interface PreSharedKeys {
    /// The longest key, in bytes.
    int LONGEST = 256;

    /// The key of an identity. For one without a key the handshake fails as with a wrong key; in TLS 1.3, where it may
    /// be a ticket that is asked about, it goes on without one.
    Optional<byte[]> find(String identity);
}
