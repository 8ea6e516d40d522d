package io.sluice.tls.cache;

import io.sluice.cache.CacheException;
import io.sluice.cache.Deadline;
import io.sluice.cache.Expiry;
import java.util.List;
import java.util.Optional;

/// Where OCSP responses are beside the memory of this process, by the fingerprints of certificates.
interface ResponseStore extends AutoCloseable {

    Optional<Stamped> get(String fingerprint, Deadline deadline) throws CacheException;

    /// Puts a response in place of whatever is there.
    void put(String fingerprint, Stamped response, Expiry expiry, Deadline deadline) throws CacheException;

    void remove(String fingerprint, Deadline deadline) throws CacheException;

    /// Removes all responses.
    SharedEntries.Cleared clear(Deadline deadline) throws CacheException;

    /// Removes all responses, and what else there is of the cache.
    void destroy(Deadline deadline) throws CacheException;

    /// Whether it is not known to be lost.
    boolean isUp();

    /// Counts a look-up that was answered from memory.
    void countHit();

    /// What controls say of it.
    List<String> status(Deadline deadline);

    @Override
    default void close() {}
}
