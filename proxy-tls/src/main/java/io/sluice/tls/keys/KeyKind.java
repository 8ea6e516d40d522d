package io.sluice.tls.keys;

import java.security.PublicKey;
import java.util.Optional;

/// The kinds of key a server may have one of each.
public enum KeyKind {
    RSA,
    DSA,
    EC;

    /// The kind of a key; empty for one that is none of these, such as Ed25519.
    public static Optional<KeyKind> of(PublicKey key) {
        return switch (key.getAlgorithm()) {
            case "RSA", "RSASSA-PSS" -> Optional.of(RSA);
            case "DSA" -> Optional.of(DSA);
            case "EC" -> Optional.of(EC);
            default -> Optional.empty();
        };
    }
}
