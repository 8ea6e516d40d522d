package io.sluice.cache;

/// Records of what happens in sessions, on their way to lists of a store (see [Cache#find(Class)]): whoever has one to
/// keep hands it over and goes on. A list of one key gets its records in the order in which they were handed over, each
/// at most once.
///
/// While the store is down records wait in a queue that is bounded; where it is full the oldest go, and how many went
/// is told when the store comes up ([CacheStore.Change#note()]). Closing the store tries to empty the queue first, for
/// less than two seconds.
public interface CacheEventLog {

    /// Puts a record behind the last one of a list. Never waits, never fails.
    ///
    /// @param key of the list, beside the prefix: 1 to [CacheLists#LARGEST_KEY] bytes; the array is not changed later
    /// @param event the bytes of the record; the array is not changed later
    void append(byte[] key, byte[] event);
}
