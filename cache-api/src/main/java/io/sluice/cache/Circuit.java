package io.sluice.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Whether a store beyond a network can be used, as [CacheStore] wants it: taken down by one failure to connect, or by
/// three failures of calls in a row within 10 seconds, and brought up by a probe in the background. A store need not
/// use it. Safe for use from any thread, and cheap while all goes well.
///
/// A probe may find well what calls do not, such as a server that knows the user and keeps the keys from it. So a store
/// that is down again within half a minute of having come up is left alone for twice as long at first as the last time.
///
/// ```java
/// deadline.check();
/// circuit.check();
/// try {
///     var value = connection.get(key);
///     circuit.succeeded();
///     return value;
/// } catch (CacheException failure) {
///     circuit.failed(failure);
///     throw failure;
/// }
/// ```
public final class Circuit implements AutoCloseable {

    /// Tries to reach a store and to have one answer of it.
    @FunctionalInterface
    public interface Probe {
        void run(Deadline deadline) throws CacheException;
    }

    private static final int FAILURES = 3;
    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final double JITTER = 0.2;

    private final String store;
    private final Probe probe;
    private final Duration probeLimit;
    private final Consumer<CacheStore.Change> watcher;
    private final LongSupplier clock;
    private final Duration firstPause;
    private final Duration longestPause;

    /// Guards the transitions, so that a watcher sees them in order; what `check` and `succeeded` look at is volatile.
    private final ReentrantLock lock = new ReentrantLock();

    private volatile CacheStore.State state = CacheStore.State.UP;
    private volatile Instant lastChange = Instant.now();

    /// When the failures in a row within the window were, the oldest first; guarded by the lock.
    private final ArrayDeque<Long> failures = new ArrayDeque<>();

    private volatile boolean failing;
    private long lastChangeNanos = System.nanoTime();

    /// The first pause of the latest outage, and when that ended; guarded by the lock.
    private Duration begin;

    private OptionalLong upSince = OptionalLong.empty();
    private Optional<Thread> prober = Optional.empty();

    /// A circuit that is up.
    ///
    /// @param store what a log calls the store
    /// @param probe runs on a virtual thread of its own while the store is down
    /// @param probeLimit the time that one probe gets
    /// @param watcher is told of each change, see [CacheSettings#watcher()]
    public Circuit(String store, Probe probe, Duration probeLimit, Consumer<CacheStore.Change> watcher) {
        this(store, probe, probeLimit, watcher, Duration.ofSeconds(1));
    }

    /// A circuit whose first pause between two probes is another, for tests.
    Circuit(String store, Probe probe, Duration probeLimit, Consumer<CacheStore.Change> watcher, Duration firstPause) {
        this(store, probe, probeLimit, watcher, firstPause, LONGEST_PAUSE);
    }

    /// A circuit with pauses of its own between probes, the first and the longest; each is twice as long as the one
    /// before it. For a store whose configuration says how long it is left alone.
    public Circuit(
            String store,
            Probe probe,
            Duration probeLimit,
            Consumer<CacheStore.Change> watcher,
            Duration firstPause,
            Duration longestPause) {
        this(store, probe, probeLimit, watcher, firstPause, longestPause, System::nanoTime);
    }

    /// A circuit with a clock of its own for the window of failures, for tests.
    Circuit(
            String store,
            Probe probe,
            Duration probeLimit,
            Consumer<CacheStore.Change> watcher,
            Duration firstPause,
            Duration longestPause,
            LongSupplier clock) {
        this.clock = Objects.requireNonNull(clock);
        this.store = Objects.requireNonNull(store);
        this.probe = Objects.requireNonNull(probe);
        this.probeLimit = Objects.requireNonNull(probeLimit);
        this.watcher = Objects.requireNonNull(watcher);
        this.firstPause = Objects.requireNonNull(firstPause);
        this.longestPause = Objects.requireNonNull(longestPause);
        this.begin = firstPause;
    }

    public CacheStore.State state() {
        return state;
    }

    /// When the state last changed.
    public Instant lastChange() {
        return lastChange;
    }

    /// Does nothing while the store is up.
    ///
    /// @throws CacheException of kind `UNAVAILABLE` while it is down, of kind `CLOSED` once it is closed
    public void check() throws CacheException {
        switch (state) {
            case UP -> {}
            case DOWN -> throw new CacheException(CacheException.Kind.UNAVAILABLE, store + " is down");
            case CLOSED -> throw new CacheException(CacheException.Kind.CLOSED, store + " is closed");
        }
    }

    /// A call was answered, whatever the answer: failures before it no longer count.
    public void succeeded() {
        if (failing) {
            lock.lock();
            try {
                forgetFailures();
            } finally {
                lock.unlock();
            }
        }
    }

    /// A call failed; the third in a row within the window takes the store down. A failure of another kind than
    /// [those of the store][CacheException.Kind#isOfTheStore()] is an answer. A failure that says nothing of the store
    /// is not told: a caller that had no time left before the store was asked, or was interrupted.
    public void failed(CacheException failure) {
        if (!failure.kind().isOfTheStore()) {
            succeeded();
            return;
        }
        lock.lock();
        try {
            long now = clock.getAsLong();
            while (!failures.isEmpty()
                    && (failures.size() >= FAILURES || now - failures.getFirst() > WINDOW.toNanos())) {
                failures.removeFirst();
            }
            failures.addLast(now);
            failing = true;
            if (failures.size() >= FAILURES) {
                takeDown(failure);
            }
        } finally {
            lock.unlock();
        }
    }

    /// No connection could be made: takes the store down.
    public void couldNotConnect(CacheException failure) {
        lock.lock();
        try {
            takeDown(failure);
        } finally {
            lock.unlock();
        }
    }

    /// Ends the probing. Closing again does nothing.
    @Override
    public void close() {
        lock.lock();
        try {
            if (state != CacheStore.State.CLOSED) {
                change(CacheStore.State.CLOSED, Optional.empty());
                prober.ifPresent(Thread::interrupt);
            }
        } finally {
            lock.unlock();
        }
    }

    private void takeDown(CacheException failure) {
        if (state == CacheStore.State.UP) {
            forgetFailures();
            boolean soon = upSince.isPresent() && clock.getAsLong() - upSince.getAsLong() < LONGEST_PAUSE.toNanos();
            Duration pause = soon ? shorter(begin.multipliedBy(2), longestPause) : firstPause;
            begin = pause;
            change(CacheStore.State.DOWN, Optional.of(failure));
            prober = Optional.of(Thread.ofVirtual().name(store + " probe").start(() -> probeUntilUp(pause)));
        }
    }

    private void forgetFailures() {
        failures.clear();
        failing = false;
    }

    private void probeUntilUp(Duration first) {
        Duration pause = first;
        while (state == CacheStore.State.DOWN) {
            try {
                Thread.sleep(withJitter(pause));
                probe.run(Deadline.after(probeLimit));
            } catch (InterruptedException _) {
                return;
            } catch (CacheException | RuntimeException | Error _) {
                // A fault in a probe must not end the probing, or the store would be down for ever.
                pause = shorter(pause.multipliedBy(2), longestPause);
                continue;
            }
            lock.lock();
            try {
                if (state == CacheStore.State.DOWN) {
                    forgetFailures();
                    upSince = OptionalLong.of(clock.getAsLong());
                    change(CacheStore.State.UP, Optional.empty());
                }
            } finally {
                lock.unlock();
            }
            return;
        }
    }

    private void change(CacheStore.State next, Optional<CacheException> cause) {
        long now = System.nanoTime();
        var lasted = Duration.ofNanos(now - lastChangeNanos);
        state = next;
        lastChange = Instant.now();
        lastChangeNanos = now;
        watcher.accept(new CacheStore.Change(store, next, cause, lasted));
    }

    private static Duration withJitter(Duration pause) {
        double factor = 1 + ThreadLocalRandom.current().nextDouble(-JITTER, JITTER);
        return Duration.ofNanos(Math.round(pause.toNanos() * factor));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
