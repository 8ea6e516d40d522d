package io.sluice.cache;

import java.util.List;

/// Sets of values, for stores that have them (see [Cache#find(Class)]): tables of addresses that others write. What
/// [CacheLists] says of lists holds for sets.
public interface CacheSets {

    /// The values in no order, each once.
    ///
    /// @param limit the most values to return
    List<byte[]> members(byte[] key, int limit, Deadline deadline) throws CacheException;

    /// Adds a value.
    ///
    /// @return whether it was not there before
    boolean add(byte[] key, byte[] value, Deadline deadline) throws CacheException;

    /// Removes a value.
    ///
    /// @return whether it was there
    boolean remove(byte[] key, byte[] value, Deadline deadline) throws CacheException;
}
