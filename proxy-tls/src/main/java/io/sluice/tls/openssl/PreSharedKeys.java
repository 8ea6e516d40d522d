package io.sluice.tls.openssl;

import java.util.Optional;

/// The keys that a server shares with clients (`TLSPreSharedKey`). Called inside handshakes, from any thread, and
/// throws nothing.
@FunctionalInterface
public interface PreSharedKeys {
    /// The longest key, in bytes.
    int LONGEST = 256;

    /// The key of an identity. For one without a key the handshake fails as with a wrong key.
    Optional<byte[]> find(String identity);
}
