package io.sluice.module;

/// What `TLSRequired` demands: TLS for the commands of the login, for all others, and whether data connections are
/// protected.
public record TlsDemands(boolean login, boolean control, Data data) {
    /// Nothing.
    public static final TlsDemands NONE = new TlsDemands(false, false, Data.FREE);

    /// Whether the data connections of clients are protected.
    public enum Data {
        /// As the client wants it.
        FREE,
        REQUIRED,
        FORBIDDEN
    }
}
