package io.sluice.cache;

import java.util.List;
import java.util.Map;

/// Hashes, for stores that have them (see [Cache#find(Class)]): records of a few named fields that others read and
/// write too. What [CacheLists] says of lists holds for hashes. The name of a field is text, in UTF-8.
public interface CacheHashes {

    /// The fields of these names that a hash has.
    Map<String, byte[]> fields(byte[] key, List<String> names, Deadline deadline) throws CacheException;

    /// Puts a whole hash where there is none. Of many callers at once exactly one succeeds, and nobody sees a part of
    /// it. One without fields is an [ARGUMENT][CacheException.Kind#ARGUMENT].
    ///
    /// @return whether it was put
    boolean putIfAbsent(byte[] key, Map<String, byte[]> fields, Deadline deadline) throws CacheException;

    /// Puts a whole hash in place of whatever is there. Readers see the one or the other; one without fields is an
    /// absent one.
    void replace(byte[] key, Map<String, byte[]> fields, Deadline deadline) throws CacheException;
}
