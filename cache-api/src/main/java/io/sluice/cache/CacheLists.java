package io.sluice.cache;

import java.util.List;
import java.util.Optional;

/// Lists of values, for stores that have them (see [Cache#find(Class)]): queues that others read, lists of addresses
/// that others write.
///
/// Everything that [Cache] says about bytes, order, time and failure holds here, but that a key may have up to
/// [#LARGEST_KEY] bytes. Lists do not expire. A list is not an entry of the cache: the two have the same keys, and an
/// operation on one of the other sort fails with [CORRUPT][CacheException.Kind#CORRUPT]. An empty list is an absent
/// one.
public interface CacheLists {
    /// The most bytes of a list's key beside the prefix.
    int LARGEST_KEY = 1024;

    /// Puts values behind the last one, in their order and with none of others between.
    ///
    /// @return the length of the list then
    long append(byte[] key, List<byte[]> values, Deadline deadline) throws CacheException;

    /// The values from the first to the last.
    ///
    /// @param limit the most values to return, from the first on
    List<byte[]> elements(byte[] key, int limit, Deadline deadline) throws CacheException;

    /// Moves the last value before the first one.
    ///
    /// @return the value that was moved; empty for an absent list
    Optional<byte[]> rotate(byte[] key, Deadline deadline) throws CacheException;

    /// Puts a whole list in place of whatever is there. Readers see the one or the other.
    void replace(byte[] key, List<byte[]> values, Deadline deadline) throws CacheException;

    /// How many values there are.
    long size(byte[] key, Deadline deadline) throws CacheException;
}
