package io.sluice.ban.cache;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.sluice.cache.Cache;
import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.CacheMeter;
import io.sluice.cache.CacheStatistics;
import io.sluice.cache.CacheStore;
import io.sluice.cache.Capabilities;
import io.sluice.cache.Capabilities.Feature;
import io.sluice.cache.Circuit;
import io.sluice.cache.Deadline;
import io.sluice.cache.Entry;
import io.sluice.cache.Expiry;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// A store in memory, for one test, with the circuit of real ones. It can refuse and be silent as a server can.
final class MapStore implements CacheStore {
    final Map<String, byte[]> values = new ConcurrentHashMap<>();
    final Map<String, Expiry> expiries = new ConcurrentHashMap<>();
    final ConcurrentLinkedQueue<Change> changes = new ConcurrentLinkedQueue<>();

    /// How often the place was asked by calls, whether or not it answered.
    final AtomicInteger questions = new AtomicInteger();

    private final Set<Feature> features;
    private final CacheMeter meter = new CacheMeter();
    private final Circuit circuit = new Circuit(
            "memory", this::probe, Duration.ofMillis(50), changes::add, Duration.ofMillis(20), Duration.ofMillis(40));

    volatile Mode mode = Mode.ANSWERS;

    enum Mode {
        ANSWERS,
        REFUSES,
        IS_SILENT
    }

    MapStore(Set<Feature> features) {
        this.features = features;
    }

    MapStore() {
        this(Set.of(Feature.COMPARE_AND_SET, Feature.SHARED));
    }

    void put(byte[] key, byte[] value) {
        values.put(text(key), value);
    }

    Optional<byte[]> value(byte[] key) {
        return Optional.ofNullable(values.get(text(key)));
    }

    Optional<Expiry> expiry(byte[] key) {
        return Optional.ofNullable(expiries.get(text(key)));
    }

    /// The key as the store has it, behind the prefix of bans.
    private static String text(byte[] key) {
        return "mod_ban." + new String(key, ISO_8859_1);
    }

    private void probe(Deadline deadline) throws CacheException {
        switch (mode) {
            case ANSWERS -> {}
            case REFUSES -> throw new CacheException(Kind.UNAVAILABLE, "connection refused");
            case IS_SILENT -> {
                LockSupport.parkNanos(deadline.nanosLeft());
                throw new CacheException(Kind.TIMEOUT, "no answer");
            }
        }
    }

    private interface Call<T> {
        T run();
    }

    private <T> T call(Deadline deadline, Call<T> call) throws CacheException {
        deadline.check();
        circuit.check();
        questions.incrementAndGet();
        try {
            probe(deadline);
        } catch (CacheException e) {
            if (mode == Mode.REFUSES) {
                circuit.couldNotConnect(e);
            } else {
                circuit.failed(e);
            }
            throw e;
        }
        circuit.succeeded();
        return call.run();
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(features, 200, Capabilities.USUAL_VALUE, Duration.ofMillis(1));
    }

    @Override
    public Cache namespace(byte[] prefix) {
        return new Space(new String(prefix, ISO_8859_1));
    }

    @Override
    public State state() {
        return circuit.state();
    }

    @Override
    public CacheStatistics statistics() {
        return meter.statistics(OptionalLong.empty(), OptionalLong.empty(), state(), Instant.now(), Map.of());
    }

    @Override
    public String address() {
        return "memory";
    }

    @Override
    public void close() {
        circuit.close();
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
            return call(
                    deadline, () -> Optional.ofNullable(values.get(name)).map(value -> new Entry(value.clone(), 0)));
        }

        @Override
        public void put(byte[] key, byte[] value, Expiry expiry, Deadline deadline) throws CacheException {
            var name = name(key);
            call(deadline, () -> {
                expiries.put(name, expiry);
                return values.put(name, value.clone()) == null;
            });
        }

        @Override
        public boolean putIfAbsent(byte[] key, byte[] value, Expiry expiry, Deadline deadline) throws CacheException {
            var name = name(key);
            return call(deadline, () -> {
                boolean isNew = values.putIfAbsent(name, value.clone()) == null;
                if (isNew) {
                    expiries.put(name, expiry);
                }
                return isNew;
            });
        }

        @Override
        public boolean remove(byte[] key, Deadline deadline) throws CacheException {
            var name = name(key);
            return call(deadline, () -> values.remove(name) != null);
        }

        @Override
        public boolean removeIf(byte[] key, Entry expected, Deadline deadline) throws CacheException {
            var name = name(key);
            return call(
                    deadline, () -> Arrays.equals(values.get(name), expected.value()) && values.remove(name) != null);
        }
    }
}
