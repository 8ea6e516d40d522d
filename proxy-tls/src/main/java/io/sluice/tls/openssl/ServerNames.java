package io.sluice.tls.openssl;

/// What a server does about the name in a ClientHello (SNI). Called inside handshakes, from any thread, and throws
/// nothing.
@FunctionalInterface
public interface ServerNames {

    /// The answer to a name; not asked without one.
    Choice choose(String name);

    /// What becomes of the handshake.
    sealed interface Choice {

        /// It goes on with this context, as if the name were not there.
        record Keep() implements Choice {}

        /// It goes on with the certificates and the session id context of another. Protocols and ciphers stay those of
        /// the first.
        record Use(OpenSslContext context) implements Choice {}

        /// It ends with an alert (RFC 8446 §6).
        record Refuse(int alert) implements Choice {}
    }
}
