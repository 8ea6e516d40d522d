package io.sluice.tls.cache;

import java.time.Duration;

/// What `TLSSessionCache` says.
public sealed interface SessionCacheChoice {
    /// Without the directive, as the reference's library has it.
    SessionCacheChoice DEFAULT = new Internal(Duration.ofMinutes(264));

    /// `off`: TLS sessions are not kept, and data connections need not resume that of their control connection.
    record Off() implements SessionCacheChoice {}

    /// `internal:`, in the memory of this process.
    ///
    /// @param lifetime how long a session may be resumed
    record Internal(Duration lifetime) implements SessionCacheChoice {}

    /// A store of somebody else.
    ///
    /// @param type the name of its provider, such as `redis`
    /// @param info the text behind the colon, as written
    /// @param lifetime how long a session may be resumed
    record Stored(String type, String info, Duration lifetime) implements SessionCacheChoice {}
}
