package io.sluice.cache.redis;

import io.sluice.cache.Cache;
import io.sluice.cache.CacheEventLog;
import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.CacheMeter;
import io.sluice.cache.CacheStatistics;
import io.sluice.cache.CacheStore;
import io.sluice.cache.Capabilities;
import io.sluice.cache.Deadline;
import io.sluice.cache.Entry;
import io.sluice.cache.Expiry;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;

/// Redis where `RedisEngine off` forbids it: down for ever, without a connection.
final class BlockedStore implements CacheStore {
    private final AtomicReference<State> state = new AtomicReference<>(State.DOWN);
    private final CacheMeter meter = new CacheMeter();
    private final Instant opened = Instant.now();

    @Override
    public Capabilities capabilities() {
        return RedisStore.CAPABILITIES;
    }

    @Override
    public Cache namespace(byte[] prefix) throws CacheException {
        Capabilities.checkPrefix(prefix);
        return new Blocked();
    }

    @Override
    public State state() {
        return state.get();
    }

    @Override
    public CacheStatistics statistics() {
        return meter.statistics(OptionalLong.empty(), OptionalLong.empty(), state.get(), opened, Map.of());
    }

    @Override
    public String address() {
        return "none, see RedisEngine";
    }

    @Override
    public void close() {
        state.set(State.CLOSED);
    }

    private CacheException failure(Deadline deadline) {
        try {
            deadline.check();
        } catch (CacheException late) {
            return meter.failed(late);
        }
        return meter.failed(
                state.get() == State.CLOSED
                        ? new CacheException(Kind.CLOSED, "redis is closed")
                        : new CacheException(Kind.UNAVAILABLE, "RedisEngine is off"));
    }

    /// Every namespace.
    private final class Blocked implements Cache {
        /// Events are taken, and go nowhere.
        @Override
        public <F> Optional<F> find(Class<F> facet) {
            return facet == CacheEventLog.class
                    ? Optional.of(facet.cast((CacheEventLog) (_, _) -> {}))
                    : Optional.empty();
        }

        @Override
        public Optional<Entry> get(byte[] key, Deadline deadline) throws CacheException {
            capabilities().checkKey(key);
            throw failure(deadline);
        }

        @Override
        public void put(byte[] key, byte[] value, Expiry expiry, Deadline deadline) throws CacheException {
            capabilities().checkKey(key);
            capabilities().checkValue(value);
            throw failure(deadline);
        }

        @Override
        public boolean putIfAbsent(byte[] key, byte[] value, Expiry expiry, Deadline deadline) throws CacheException {
            capabilities().checkKey(key);
            capabilities().checkValue(value);
            throw failure(deadline);
        }

        @Override
        public boolean remove(byte[] key, Deadline deadline) throws CacheException {
            capabilities().checkKey(key);
            throw failure(deadline);
        }

        @Override
        public boolean compareAndSet(byte[] key, Entry expected, byte[] value, Expiry expiry, Deadline deadline)
                throws CacheException {
            capabilities().checkKey(key);
            capabilities().checkValue(value);
            throw failure(deadline);
        }

        @Override
        public boolean removeIf(byte[] key, Entry expected, Deadline deadline) throws CacheException {
            capabilities().checkKey(key);
            throw failure(deadline);
        }

        @Override
        public long add(byte[] key, long delta, Deadline deadline) throws CacheException {
            capabilities().checkKey(key);
            throw failure(deadline);
        }

        @Override
        public Cleared clear(Deadline deadline) throws CacheException {
            throw failure(deadline);
        }

        @Override
        public int forEach(int limit, Visitor visitor, Deadline deadline) throws CacheException {
            throw failure(deadline);
        }
    }
}
