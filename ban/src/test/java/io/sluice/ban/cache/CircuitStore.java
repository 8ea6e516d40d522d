package io.sluice.ban.cache;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.Capabilities.Feature;
import io.sluice.cache.Circuit;
import io.sluice.cache.Deadline;
import io.sluice.cache.Expiry;
import io.sluice.module.peers.MapStore;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// A store in memory, for one test, with the circuit of real ones. A test names entries by the keys of bans.
final class CircuitStore extends MapStore {
    final ConcurrentLinkedQueue<Change> changes = new ConcurrentLinkedQueue<>();

    /// How often the place was asked by calls, whether or not it answered.
    final AtomicInteger questions = new AtomicInteger();

    private final Circuit circuit = new Circuit(
            "memory", super::answer, Duration.ofMillis(50), changes::add, Duration.ofMillis(20), Duration.ofMillis(40));

    CircuitStore(Set<Feature> features) {
        super(features);
    }

    CircuitStore() {
        this(Set.of(Feature.COMPARE_AND_SET, Feature.SHARED));
    }

    void put(byte[] key, byte[] value) {
        put(name(key), value);
    }

    Optional<byte[]> value(byte[] key) {
        return value(name(key));
    }

    Optional<Expiry> expiry(byte[] key) {
        return expiry(name(key));
    }

    private static String name(byte[] key) {
        return "mod_ban." + new String(key, ISO_8859_1);
    }

    @Override
    protected void answer(Deadline deadline) throws CacheException {
        deadline.check();
        circuit.check();
        questions.incrementAndGet();
        try {
            super.answer(deadline);
        } catch (CacheException e) {
            if (e.kind() == Kind.UNAVAILABLE) {
                circuit.couldNotConnect(e);
            } else {
                circuit.failed(e);
            }
            throw e;
        }
        circuit.succeeded();
    }

    @Override
    public State state() {
        return circuit.state();
    }

    @Override
    public void close() {
        circuit.close();
    }
}
