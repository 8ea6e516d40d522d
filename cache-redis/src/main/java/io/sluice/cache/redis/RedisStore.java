package io.sluice.cache.redis;

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
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/// A store in Redis. It makes its first connection when the first operation needs one.
///
/// Beside the usual counts its statistics have `connections` that are open, `connections made`, `operations repeated`
/// because a connection broke, and `events waiting` and `events dropped`.
final class RedisStore implements CacheStore {
    static final Capabilities CAPABILITIES = new Capabilities(
            EnumSet.of(
                    Feature.COMPARE_AND_SET,
                    Feature.COUNTER,
                    Feature.CLEAR,
                    Feature.ENUMERATE,
                    Feature.PERSISTENT,
                    Feature.SHARED),
            1024,
            Capabilities.USUAL_VALUE,
            Duration.ofMillis(2));

    /// One attempt to find a lost server.
    private static final Duration PROBE = Duration.ofSeconds(1);

    /// A connection that was idle for so long is asked whether it is one, before what cannot be repeated.
    private static final Duration FRESH = Duration.ofSeconds(1);

    /// A caller who gave less time than this learns nothing about the server by waiting in vain.
    private static final Duration TELLING = Duration.ofMillis(100);

    private static final Duration GOODBYE = Duration.ofMillis(400);

    /// What closing has left for events that wait.
    private static final Duration LAST_EVENTS = Duration.ofMillis(1400);

    private final Settings settings;
    private final Watch watch;
    private final Pool pool;
    private final Circuit circuit;
    private final CacheMeter meter = new CacheMeter();
    private final LongAdder repeated = new LongAdder();
    private final EventQueue events;

    /// A store that is not connected.
    ///
    /// @param watcher is told of each change of state
    /// @param complaints gets lines for the log about single records
    RedisStore(Settings settings, Consumer<Change> watcher, Consumer<String> complaints) throws CacheException {
        this.settings = settings;
        String name = "redis " + settings.address();
        this.watch = new Watch(name);
        boolean done = false;
        try {
            var connector = new Connector(settings, watch);
            this.pool = new Pool(connector);
            this.events = new EventQueue(name, new Events(connector), complaints);
            this.circuit =
                    new Circuit(name, deadline -> connector.connect(deadline).close(), PROBE, change -> {
                        switch (change.state()) {
                            case UP -> watcher.accept(change.noting(events.resume()));
                            case DOWN -> watcher.accept(change);
                            case CLOSED -> {}
                        }
                    });
            done = true;
        } finally {
            if (!done) {
                watch.close();
            }
        }
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public Cache namespace(byte[] prefix) throws CacheException {
        Capabilities.checkPrefix(prefix);
        return new RedisCache(this, prefix.clone());
    }

    @Override
    public State state() {
        return circuit.state();
    }

    @Override
    public CacheStatistics statistics() {
        return meter.statistics(
                OptionalLong.empty(),
                OptionalLong.empty(),
                circuit.state(),
                circuit.lastChange(),
                Map.of(
                        "connections",
                        (long) watch.open(),
                        "connections made",
                        pool.made(),
                        "operations repeated",
                        repeated.sum(),
                        "events waiting",
                        events.waiting(),
                        "events dropped",
                        events.dropped()));
    }

    @Override
    public String address() {
        return settings.address();
    }

    @Override
    public void close() {
        events.close(LAST_EVENTS);
        circuit.close();
        pool.close(GOODBYE);
        watch.close();
    }

    @Override
    public String toString() {
        return "RedisStore[" + settings.address() + ", " + circuit.state() + "]";
    }

    CacheMeter meter() {
        return meter;
    }

    EventQueue events() {
        return events;
    }

    /// How events reach the server.
    private final class Events implements EventQueue.Sender {
        private final Connector connector;

        Events(Connector connector) {
            this.connector = connector;
        }

        @Override
        public void send(List<byte[]> keys, Exchange<Boolean> exchange) throws CacheException {
            call(() -> once(Deadline.after(settings.limits().operation()), exchange));
        }

        @Override
        public void sendAtLast(Exchange<Boolean> exchange, Deadline deadline) throws CacheException {
            try (Link link = connector.connect(deadline)) {
                exchange.on(link, deadline);
            }
        }
    }

    /// An operation, of one exchange with the server or several; a failure is counted.
    <T> T call(Call<T> call) throws CacheException {
        try {
            return call.run();
        } catch (CacheException failure) {
            throw meter.failed(failure);
        }
    }

    interface Call<T> {
        T run() throws CacheException;
    }

    /// Something asked on a connection, and its answer.
    interface Exchange<T> {
        T on(Link link, Deadline deadline) throws CacheException;
    }

    /// An exchange that does no harm when it happens twice, and so is repeated once when its connection breaks.
    <T> T repeatable(Deadline caller, Exchange<T> exchange) throws CacheException {
        return exchange(caller, exchange, settings.reconnects());
    }

    /// An exchange that happens once or not at all.
    <T> T once(Deadline caller, Exchange<T> exchange) throws CacheException {
        return exchange(caller, exchange, false);
    }

    private <T> T exchange(Deadline caller, Exchange<T> exchange, boolean repeats) throws CacheException {
        caller.check();
        circuit.check();
        Deadline deadline = caller.within(settings.limits().operation());
        boolean telling = deadline.left().compareTo(TELLING) >= 0;
        pool.enter(deadline);
        try {
            Link link = link(deadline, telling, repeats);
            try {
                return answered(link, exchange, deadline);
            } catch (CacheException failure) {
                if (!repeats || failure.kind() != Kind.UNAVAILABLE || link.isUsable() || deadline.hasPassed()) {
                    throw tell(failure, telling);
                }
            } finally {
                pool.giveBack(link);
            }
            circuit.check();
            repeated.increment();
            Link another = connect(deadline, telling);
            try {
                return answered(another, exchange, deadline);
            } catch (CacheException failure) {
                throw tell(failure, telling);
            } finally {
                pool.giveBack(another);
            }
        } finally {
            pool.leave();
        }
    }

    private <T> T answered(Link link, Exchange<T> exchange, Deadline deadline) throws CacheException {
        T answer = exchange.on(link, deadline);
        circuit.succeeded();
        return answer;
    }

    private Link link(Deadline deadline, boolean telling, boolean repeats) throws CacheException {
        // While the caller waited for its turn, others may have found the server gone.
        circuit.check();
        Optional<Link> idle = pool.idle();
        if (idle.isPresent()) {
            if (repeats || !idle.get().wasIdleFor(FRESH)) {
                return idle.get();
            }
            try {
                idle.get().ping(deadline);
                return idle.get();
            } catch (CacheException failure) {
                pool.giveBack(idle.get());
                if (failure.kind() != Kind.UNAVAILABLE) {
                    throw tell(failure, telling);
                }
            }
        }
        return connect(deadline, telling);
    }

    private Link connect(Deadline deadline, boolean telling) throws CacheException {
        try {
            return pool.connect(deadline);
        } catch (CacheException failure) {
            if (isOfTheServer(failure, telling)) {
                circuit.couldNotConnect(failure);
            }
            throw closedFirst(failure);
        }
    }

    private CacheException tell(CacheException failure, boolean telling) {
        if (isOfTheServer(failure, telling)) {
            circuit.failed(failure);
        }
        return closedFirst(failure);
    }

    private static boolean isOfTheServer(CacheException failure, boolean telling) {
        return !Thread.currentThread().isInterrupted() && (telling || failure.kind() != Kind.TIMEOUT);
    }

    /// What broke because the store was closed, is closed.
    private CacheException closedFirst(CacheException failure) {
        return circuit.state() == State.CLOSED && failure.kind().isOfTheStore()
                ? new CacheException(Kind.CLOSED, "redis " + settings.address() + " is closed", failure)
                : failure;
    }
}
