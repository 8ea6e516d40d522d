package io.sluice.cache.memory;

import io.sluice.cache.Cache;
import io.sluice.cache.CacheException;
import io.sluice.cache.CacheMeter;
import io.sluice.cache.CacheStatistics;
import io.sluice.cache.CacheStore;
import io.sluice.cache.Capabilities;
import io.sluice.cache.Capabilities.Feature;
import io.sluice.cache.Circuit;
import io.sluice.cache.Deadline;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/// A store on a [MemoryPlace]: right, but for the faults it is given.
final class MemoryStore implements CacheStore {
    final MemoryPlace place;
    final Set<Fault> faults;
    final CacheMeter meter = new CacheMeter();
    private final Circuit circuit;
    private volatile boolean closed;

    MemoryStore(MemoryPlace place, Set<Fault> faults, Consumer<Change> watcher) throws CacheException {
        this.place = place;
        this.faults = faults;
        Consumer<Change> told = change -> {
            if (change.state() != State.CLOSED) {
                watcher.accept(change);
                if (has(Fault.TELLS_TWICE)) {
                    watcher.accept(change);
                }
            }
        };
        this.circuit = new Circuit("memory", this::probe, Duration.ofMillis(100), told);
        if (has(Fault.LEAKS_THREADS)) {
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        if (has(Fault.DOES_NOT_OPEN_ALONE)) {
            place.enter(Deadline.after(Duration.ofMillis(500)), true, () -> false);
            place.leave();
        }
    }

    boolean has(Fault fault) {
        return faults.contains(fault);
    }

    @Override
    public Capabilities capabilities() {
        var features =
                EnumSet.of(Feature.COMPARE_AND_SET, Feature.COUNTER, Feature.CLEAR, Feature.ENUMERATE, Feature.SHARED);
        features.add(Feature.PERSISTENT);
        if (has(Fault.DECLARES_TOO_LITTLE)) {
            features.remove(Feature.COUNTER);
        }
        return new Capabilities(features, 200, Capabilities.USUAL_VALUE, Duration.ofMillis(5));
    }

    @Override
    public Cache namespace(byte[] prefix) throws CacheException {
        Capabilities.checkPrefix(prefix);
        return new MemoryCache(
                this, has(Fault.HAS_ONE_NAMESPACE) ? "" : new String(prefix, StandardCharsets.ISO_8859_1));
    }

    /// Does what a call does when its arguments are right: waits for the place, and counts what comes of it.
    <T> T call(Deadline deadline, Call<T> call) throws CacheException {
        try {
            if (closed && !has(Fault.LIVES_ON)) {
                if (has(Fault.BREAKS_ON_CLOSE)) {
                    throw new IllegalStateException("closed");
                }
                throw new CacheException(CacheException.Kind.CLOSED, "closed");
            }
            if (has(Fault.SWALLOWS_INTERRUPTS)) {
                Thread.interrupted();
            }
            if (!has(Fault.IGNORES_DEADLINES)) {
                deadline.check();
            }
            if (!has(Fault.NEVER_GOES_DOWN) && !has(Fault.LIVES_ON)) {
                circuit.check();
            }
            return answered(deadline, call);
        } catch (CacheException failure) {
            if (has(Fault.THROWS_OF_ITS_OWN) && failure.kind() == CacheException.Kind.UNAVAILABLE) {
                throw new IllegalStateException("connection reset", failure);
            }
            throw meter.failed(failure);
        }
    }

    private <T> T answered(Deadline deadline, Call<T> call) throws CacheException {
        try {
            T result;
            place.enter(deadline, !has(Fault.WAITS_WITHOUT_END), () -> closed && !has(Fault.CLOSES_WITHOUT_A_WORD));
            try {
                result = call.run();
            } finally {
                place.leave();
            }
            circuit.succeeded();
            return result;
        } catch (CacheException failure) {
            if (!has(Fault.NEVER_GOES_DOWN)) {
                circuit.failed(failure);
            }
            throw failure;
        }
    }

    interface Call<T> {
        T run() throws CacheException;
    }

    private void probe(Deadline deadline) throws CacheException {
        if (has(Fault.STAYS_DOWN)) {
            throw new CacheException(CacheException.Kind.UNAVAILABLE, "never");
        }
        place.enter(deadline, true, () -> closed);
        place.leave();
    }

    @Override
    public void prepare(Deadline deadline) {
        try {
            place.enter(deadline, !has(Fault.PREPARES_WITHOUT_END), () -> closed);
            place.leave();
        } catch (CacheException _) {
            // The first call will say so.
        }
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
        closed = true;
        circuit.close();
        place.wake();
        if (has(Fault.CLOSES_FOR_ALL)) {
            place.stop();
        }
    }

    @Override
    public String toString() {
        return has(Fault.SHOWS_VALUES)
                ? place.entries.values().stream()
                        .map(each -> new String(each.value(), StandardCharsets.UTF_8))
                        .toList()
                        .toString()
                : "MemoryStore";
    }
}
