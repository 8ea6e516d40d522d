package io.sluice.tls.openssl;

/// How the TLS session of a data connection came about.
public enum Resumption {
    /// By a full handshake.
    NONE,
    /// It is the one of its control connection.
    OF_CONTROL,
    /// It is one of another connection.
    OF_ANOTHER
}
