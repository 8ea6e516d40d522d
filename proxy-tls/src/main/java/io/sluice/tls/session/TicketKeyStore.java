package io.sluice.tls.session;

import java.util.Optional;

/// Where the ring of ticket keys is kept, so that tickets of one process are good for others: one value, under a name
/// that the implementation knows. The value is secret.
///
/// Called as a [SessionStore] is, a few times an hour. Nothing is thrown: a store that is lost reads nothing and takes
/// nothing, and the ring lives on in this process alone.
public interface TicketKeyStore {

    /// What is there.
    Optional<byte[]> read();

    /// Puts the first value. Of many callers at once one succeeds.
    ///
    /// @return whether this value is there now; false where another was put before
    boolean create(byte[] ring);

    /// Puts a value in place of one that was read. Of many callers with the same one at once one succeeds.
    ///
    /// @return whether the value was put; false where what is there has other bytes than `known`
    boolean replace(byte[] known, byte[] ring);
}
