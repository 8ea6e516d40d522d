package io.sluice.tls.cache;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.sluice.cache.Cache;
import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.CacheMeter;
import io.sluice.cache.CacheStatistics;
import io.sluice.cache.CacheStore;
import io.sluice.cache.Capabilities;
import io.sluice.cache.Capabilities.Feature;
import io.sluice.cache.Deadline;
import io.sluice.cache.Entry;
import io.sluice.cache.Expiry;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A store in memory, for one test, which can be lost, and can keep its callers waiting for as long as they do.
final class MapStore implements CacheStore {
    final Map<String, byte[]> values = new TreeMap<>();
    final Map<String, Expiry> expiries = new TreeMap<>();
    private final Set<Feature> features;
    private boolean lost;
    private Optional<CountDownLatch> silent = Optional.empty();
    private boolean closed;
    private boolean destroyed;

    MapStore(Set<Feature> features) {
        this.features = features;
    }

    static MapStore complete() {
        return new MapStore(EnumSet.allOf(Feature.class));
    }

    /// As shared memory is: it can be destroyed.
    static MapStore local() {
        return new MapStore(EnumSet.complementOf(EnumSet.of(Feature.PERSISTENT)));
    }

    /// As memcached is.
    static MapStore notEnumerable() {
        return new MapStore(EnumSet.complementOf(EnumSet.of(Feature.ENUMERATE)));
    }

    synchronized void put(String name, byte[] value) {
        values.put(name, value);
    }

    synchronized Optional<byte[]> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    synchronized Optional<String> text(String name) {
        return value(name).map(bytes -> new String(bytes, ISO_8859_1));
    }

    synchronized Expiry expiry(String name) {
        return expiries.getOrDefault(name, Expiry.NEVER);
    }

    synchronized Set<String> names() {
        return Set.copyOf(values.keySet());
    }

    synchronized void lose() {
        lost = true;
    }

    synchronized void comeBack() {
        lost = false;
        silent.ifPresent(CountDownLatch::countDown);
        silent = Optional.empty();
    }

    synchronized void silence() {
        silent = Optional.of(new CountDownLatch(1));
    }

    synchronized boolean isDestroyed() {
        return destroyed;
    }

    private void answer(Deadline deadline) throws CacheException {
        deadline.check();
        Optional<CountDownLatch> waits;
        synchronized (this) {
            if (closed) {
                throw new CacheException(Kind.CLOSED, "closed");
            }
            if (lost) {
                throw new CacheException(Kind.UNAVAILABLE, "connection refused");
            }
            waits = silent;
        }
        if (waits.isPresent()) {
            try {
                if (!waits.get().await(deadline.nanosLeft(), TimeUnit.NANOSECONDS)) {
                    throw new CacheException(Kind.TIMEOUT, "no answer in time");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CacheException(Kind.TIMEOUT, "interrupted", e);
            }
        }
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(features, 200, Capabilities.USUAL_VALUE, Duration.ofMillis(1));
    }

    @Override
    public Cache namespace(byte[] prefix) throws CacheException {
        Capabilities.checkPrefix(prefix);
        return new Space(new String(prefix, ISO_8859_1));
    }

    @Override
    public synchronized State state() {
        return closed ? State.CLOSED : lost ? State.DOWN : State.UP;
    }

    @Override
    public CacheStatistics statistics() {
        return new CacheMeter()
                .statistics(OptionalLong.empty(), OptionalLong.empty(), state(), Instant.EPOCH, Map.of());
    }

    @Override
    public String address() {
        return "192.0.2.7:6379";
    }

    @Override
    public synchronized void destroy(Deadline deadline) throws CacheException {
        if (!features.contains(Feature.PERSISTENT)) {
            destroyed = true;
            values.clear();
            close();
        } else {
            CacheStore.super.destroy(deadline);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    private final class Space implements Cache {
        private final String prefix;

        Space(String prefix) {
            this.prefix = prefix;
        }

        private String name(byte[] key) {
            return prefix + new String(key, ISO_8859_1);
        }

        @Override
        public Optional<Entry> get(byte[] key, Deadline deadline) throws CacheException {
            answer(deadline);
            return value(name(key)).map(value -> new Entry(value.clone(), 0));
        }

        @Override
        public void put(byte[] key, byte[] value, Expiry expiry, Deadline deadline) throws CacheException {
            answer(deadline);
            synchronized (MapStore.this) {
                values.put(name(key), value.clone());
                expiries.put(name(key), expiry);
            }
        }

        @Override
        public boolean putIfAbsent(byte[] key, byte[] value, Expiry expiry, Deadline deadline) throws CacheException {
            answer(deadline);
            synchronized (MapStore.this) {
                if (values.containsKey(name(key))) {
                    return false;
                }
                put(key, value, expiry, deadline);
                return true;
            }
        }

        @Override
        public boolean remove(byte[] key, Deadline deadline) throws CacheException {
            answer(deadline);
            synchronized (MapStore.this) {
                return values.remove(name(key)) != null;
            }
        }

        private boolean isUnchanged(byte[] key, Entry expected) {
            return value(name(key))
                    .filter(value -> Arrays.equals(value, expected.value()))
                    .isPresent();
        }

        @Override
        public boolean compareAndSet(byte[] key, Entry expected, byte[] value, Expiry expiry, Deadline deadline)
                throws CacheException {
            answer(deadline);
            synchronized (MapStore.this) {
                boolean unchanged = isUnchanged(key, expected);
                if (unchanged) {
                    put(key, value, expiry, deadline);
                }
                return unchanged;
            }
        }

        @Override
        public boolean removeIf(byte[] key, Entry expected, Deadline deadline) throws CacheException {
            answer(deadline);
            synchronized (MapStore.this) {
                return isUnchanged(key, expected) && values.remove(name(key)) != null;
            }
        }

        @Override
        public long add(byte[] key, long delta, Deadline deadline) throws CacheException {
            answer(deadline);
            synchronized (MapStore.this) {
                long sum = delta + text(name(key)).map(Long::parseLong).orElse(0L);
                values.put(name(key), Long.toString(sum).getBytes(ISO_8859_1));
                return sum;
            }
        }

        @Override
        public Cleared clear(Deadline deadline) throws CacheException {
            answer(deadline);
            synchronized (MapStore.this) {
                int before = values.size();
                values.keySet().removeIf(name -> name.startsWith(prefix));
                return new Cleared(
                        features.contains(Feature.ENUMERATE)
                                ? OptionalLong.of(before - values.size())
                                : OptionalLong.empty(),
                        true);
            }
        }

        @Override
        public int forEach(int limit, Visitor visitor, Deadline deadline) throws CacheException {
            answer(deadline);
            int shown = 0;
            for (String name : names()) {
                if (name.startsWith(prefix) && shown < limit) {
                    shown++;
                    visitor.visit(
                            name.substring(prefix.length()).getBytes(ISO_8859_1),
                            new Entry(value(name).orElseThrow(), 0));
                }
            }
            return shown;
        }
    }
}
