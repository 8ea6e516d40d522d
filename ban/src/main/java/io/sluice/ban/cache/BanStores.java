package io.sluice.ban.cache;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheStore;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// The stores that this process has bans in, each once: a new configuration begins to use one before the configuration
/// that it takes the place of ends, and several servers may use the same.
final class BanStores {
    private static final Map<Key, Shared> ALL = new HashMap<>();

    private BanStores() {}

    /// A store by its identity, and how bans are written into it.
    private record Key(CacheStore store, EntryFormat format) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Key(var otherStore, var otherFormat)
                    && isSame(store, otherStore)
                    && format == otherFormat;
        }

        @SuppressWarnings("ReferenceEquality") // two stores of one place are two stores
        private static boolean isSame(CacheStore one, CacheStore other) {
            return one == other;
        }

        @Override
        public int hashCode() {
            return Objects.hash(System.identityHashCode(store), format);
        }
    }

    private static final class Shared {
        private final BanStore bans;
        private int users;

        Shared(BanStore bans) {
            this.bans = bans;
        }
    }

    /// One user's use of a store, which ends once.
    record Use(BanStore bans, Runnable end) implements AutoCloseable {
        @Override
        public void close() {
            end.run();
        }
    }

    static Use use(CacheStore store, EntryFormat format, InstantSource clock) throws CacheException {
        var key = new Key(store, format);
        synchronized (ALL) {
            var shared = ALL.get(key);
            if (shared == null) {
                shared = new Shared(new BanStore(store, format, clock));
                ALL.put(key, shared);
            }
            shared.users++;
            return new Use(shared.bans, () -> end(key));
        }
    }

    private static void end(Key key) {
        synchronized (ALL) {
            var shared = Objects.requireNonNull(ALL.get(key));
            shared.users--;
            if (shared.users == 0) {
                ALL.remove(key);
                shared.bans.close();
            }
        }
    }
}
