package io.sluice.module.peers;

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

/// A store in memory, for one test, which can be lost, and can keep its callers waiting for as long as they do. A test
/// names entries by prefix and key.
public class MapStore implements CacheStore {
    private final Map<String, byte[]> values = new TreeMap<>();
    private final Map<String, Expiry> expiries = new TreeMap<>();
    private final Set<Feature> features;
    private boolean lost;
    private boolean full;
    private Optional<CountDownLatch> silent = Optional.empty();
    private boolean closed;
    private boolean destroyed;

    public MapStore(Set<Feature> features) {
        this.features = features;
    }

    public static MapStore complete() {
        return new MapStore(EnumSet.allOf(Feature.class));
    }

    /// As shared memory is: it can be destroyed.
    public static MapStore local() {
        return new MapStore(EnumSet.complementOf(EnumSet.of(Feature.PERSISTENT)));
    }

    /// As memcached is.
    public static MapStore notEnumerable() {
        return new MapStore(EnumSet.complementOf(EnumSet.of(Feature.ENUMERATE)));
    }

    public synchronized void put(String name, byte[] value) {
        values.put(name, value);
    }

    public synchronized Optional<byte[]> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    public synchronized Optional<String> text(String name) {
        return value(name).map(bytes -> new String(bytes, ISO_8859_1));
    }

    public synchronized Optional<Expiry> expiry(String name) {
        return Optional.ofNullable(expiries.get(name));
    }

    public synchronized Set<String> names() {
        return Set.copyOf(values.keySet());
    }

    /// Has no entries from now on.
    public synchronized void empty() {
        values.clear();
    }

    /// Refuses every call.
    public synchronized void lose() {
        lost = true;
    }

    /// Takes no value until it comes back.
    public synchronized void fill() {
        full = true;
    }

    public synchronized void comeBack() {
        lost = false;
        full = false;
        silent.ifPresent(CountDownLatch::countDown);
        silent = Optional.empty();
    }

    /// Answers no call until it comes back.
    public synchronized void silence() {
        silent = Optional.of(new CountDownLatch(1));
    }

    public synchronized boolean isDestroyed() {
        return destroyed;
    }

    /// What stands between a call and its answer.
    protected void answer(Deadline deadline) throws CacheException {
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
                    throw new CacheException(Kind.TIMEOUT, "no answer");
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

        private String name(byte[] key) throws CacheException {
            capabilities().checkKey(key);
            return prefix + new String(key, ISO_8859_1);
        }

        @Override
        public Optional<Entry> get(byte[] key, Deadline deadline) throws CacheException {
            var name = name(key);
            answer(deadline);
            return value(name).map(value -> new Entry(value.clone(), 0));
        }

        @Override
        public void put(byte[] key, byte[] value, Expiry expiry, Deadline deadline) throws CacheException {
            var name = name(key);
            answer(deadline);
            write(name, value, expiry);
        }

        private void write(String name, byte[] value, Expiry expiry) throws CacheException {
            synchronized (MapStore.this) {
                if (full) {
                    throw new CacheException(Kind.UNAVAILABLE, "out of memory");
                }
                values.put(name, value.clone());
                expiries.put(name, expiry);
            }
        }

        @Override
        public boolean putIfAbsent(byte[] key, byte[] value, Expiry expiry, Deadline deadline) throws CacheException {
            var name = name(key);
            answer(deadline);
            synchronized (MapStore.this) {
                boolean isNew = !values.containsKey(name);
                if (isNew) {
                    write(name, value, expiry);
                }
                return isNew;
            }
        }

        @Override
        public boolean remove(byte[] key, Deadline deadline) throws CacheException {
            var name = name(key);
            answer(deadline);
            synchronized (MapStore.this) {
                return values.remove(name) != null;
            }
        }

        private boolean isUnchanged(String name, Entry expected) {
            return value(name)
                    .filter(value -> Arrays.equals(value, expected.value()))
                    .isPresent();
        }

        @Override
        public boolean compareAndSet(byte[] key, Entry expected, byte[] value, Expiry expiry, Deadline deadline)
                throws CacheException {
            var name = name(key);
            answer(deadline);
            synchronized (MapStore.this) {
                boolean unchanged = isUnchanged(name, expected);
                if (unchanged) {
                    write(name, value, expiry);
                }
                return unchanged;
            }
        }

        @Override
        public boolean removeIf(byte[] key, Entry expected, Deadline deadline) throws CacheException {
            var name = name(key);
            answer(deadline);
            synchronized (MapStore.this) {
                return isUnchanged(name, expected) && values.remove(name) != null;
            }
        }

        @Override
        public long add(byte[] key, long delta, Deadline deadline) throws CacheException {
            var name = name(key);
            answer(deadline);
            synchronized (MapStore.this) {
                long sum = delta + text(name).map(Long::parseLong).orElse(0L);
                values.put(name, Long.toString(sum).getBytes(ISO_8859_1));
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
