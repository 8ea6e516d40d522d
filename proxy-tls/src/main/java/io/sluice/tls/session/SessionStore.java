package io.sluice.tls.session;

import java.time.Instant;
import java.util.Optional;

/// Where the TLS sessions of a server are kept, so that other connections, and other processes, can resume them by id.
///
/// A TLS session is the DER text of OpenSSL's `SSL_SESSION` (`i2d_SSL_SESSION`), which holds the master secret: it is
/// as secret as a key. An id has 1 to 32 bytes. Arrays are neither changed nor kept by either side.
///
/// Called inside handshakes, from any thread, and while a native frame is on the stack: a virtual thread holds its
/// carrier for as long as a call takes, so every call is short and has a limit. Nothing is thrown. A store that is lost
/// or that refuses finds nothing and keeps nothing, and the handshake is a full one.
public interface SessionStore {

    /// Keeps a TLS session until a time, or until it is removed; what is under the id before is replaced.
    void store(byte[] id, byte[] session, Instant expiry);

    /// The TLS session with an id that is neither expired nor removed.
    Optional<byte[]> find(byte[] id);

    /// Forgets a TLS session, which must not be resumed any more; an unknown id is no error.
    void remove(byte[] id);
}
