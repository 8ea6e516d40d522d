package io.sluice.tls.cache;

import io.sluice.cache.CacheStore;
import java.util.IdentityHashMap;

/// How many configurations of this process use a store: a new one comes before the one that it takes the place of goes.
/// The lock of this object guards the table.
final class StoreUsers {
    static final StoreUsers ALL = new StoreUsers();

    private final IdentityHashMap<CacheStore, Integer> users = new IdentityHashMap<>();

    /// Counts one more.
    ///
    /// @return whether it is the first
    synchronized boolean begin(CacheStore store) {
        return users.merge(store, 1, Integer::sum) == 1;
    }

    /// Counts one fewer.
    ///
    /// @return whether it was the last
    synchronized boolean end(CacheStore store) {
        return users.computeIfPresent(store, (_, count) -> count == 1 ? null : count - 1) == null;
    }
}
