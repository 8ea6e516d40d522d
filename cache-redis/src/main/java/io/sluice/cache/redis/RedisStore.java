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
import io.sluice.cache.redis.Cluster.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/// A store in Redis. It makes its first connection when it is told to prepare, or when the first operation needs one.
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

    /// How many servers of a cluster one exchange may be sent to.
    private static final int MOST_TURNS = 5;

    /// What closing has left for events that wait.
    private static final Duration LAST_EVENTS = Duration.ofMillis(1100);

    private static final Duration GOODBYE = Duration.ofMillis(300);

    private final Settings settings;
    private final Watch watch;
    private final Peer home;
    private final Cluster cluster;
    private final Circuit circuit;
    private final CacheMeter meter = new CacheMeter();
    private final Room room;
    private final LongAdder made = new LongAdder();
    private final LongAdder repeated = new LongAdder();
    private final EventQueue events;

    /// Whether the server has said that it is of no cluster.
    private volatile boolean alone;

    /// A store that is not connected.
    ///
    /// @param watcher is told of each change of state
    /// @param notices gets lines for the log that are no changes of state
    /// @param complaints gets lines for the log about single records
    RedisStore(Settings settings, Consumer<Change> watcher, Consumer<String> notices, Consumer<String> complaints)
            throws CacheException {
        this.settings = settings;
        String name = "redis " + settings.address();
        this.watch = new Watch(name);
        this.room = new Room(name, notices);
        boolean done = false;
        try {
            var connector = new Connector(settings, watch, notices);
            this.cluster = new Cluster(connector, settings, made, repeated);
            this.events = new EventQueue(name, new Events(connector), complaints);
            this.circuit = new Circuit(name, deadline -> probe(connector, deadline), PROBE, change -> {
                switch (change.state()) {
                    case UP -> watcher.accept(change.noting(events.resume()));
                    case DOWN -> watcher.accept(change);
                    case CLOSED -> {}
                }
            });
            this.home = new Peer(
                    name,
                    new Pool(connector::connect, made),
                    circuit,
                    settings.limits(),
                    settings.reconnects(),
                    repeated);
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
    public void prepare(Deadline deadline) {
        try {
            if (settings.cluster()) {
                askCluster(Reason.MOVED, deadline);
            } else {
                home.prepare(deadline);
            }
        } catch (CacheException _) {
            // The circuit knows, and tells it.
        }
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
                        made.sum(),
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
        home.close(GOODBYE);
        cluster.close(GOODBYE);
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
        public Object destination(byte[] key) {
            return cluster.place(SlotMap.slot(key));
        }

        @Override
        public void send(byte[] key, Peer.Exchange<Boolean> exchange) throws CacheException {
            once(key, Deadline.after(settings.limits().operation()), exchange);
        }

        @Override
        public void sendAtLast(byte[] key, Peer.Exchange<Boolean> exchange, Deadline deadline) throws CacheException {
            var place = cluster.place(SlotMap.slot(key));
            try (Link link =
                    place.isPresent() ? connector.connect(place.get(), deadline) : connector.connect(deadline)) {
                exchange.on(link, deadline);
            }
        }
    }

    /// An operation, of one exchange with the server or several; a failure is counted.
    <T> T call(Call<T> call) throws CacheException {
        try {
            return call.run();
        } catch (CacheException failure) {
            room.failed(failure);
            throw meter.failed(failure);
        }
    }

    /// Counts a value that was stored.
    void stored() {
        meter.stored();
        room.stored();
    }

    interface Call<T> {
        T run() throws CacheException;
    }

    /// An exchange about one key that does no harm when it happens twice, and so is repeated once when its connection
    /// breaks.
    <T> T repeatable(byte[] name, Deadline caller, Peer.Exchange<T> exchange) throws CacheException {
        return exchange(name, caller, exchange, settings.reconnects());
    }

    /// An exchange about one key that happens once or not at all.
    <T> T once(byte[] name, Deadline caller, Peer.Exchange<T> exchange) throws CacheException {
        return exchange(name, caller, exchange, false);
    }

    /// An exchange with a server as such, which does no harm when it happens twice.
    <T> T repeatable(Peer peer, Deadline caller, Peer.Exchange<T> exchange) throws CacheException {
        try {
            return peer.exchange(caller, exchange, settings.reconnects());
        } catch (CacheException failure) {
            throw unlessClosed(failure);
        }
    }

    /// The servers that have keys, asked whether they are of a cluster.
    List<Peer> masters(Deadline deadline) throws CacheException {
        if (!cluster.isKnown() && isCluster(deadline)) {
            askCluster(Reason.MOVED, deadline.within(settings.limits().operation()));
        }
        return cluster.isKnown() ? cluster.masters() : List.of(home);
    }

    /// Whether keys are on several servers, as far as is known.
    boolean isClustered() {
        return cluster.isKnown();
    }

    private boolean isCluster(Deadline deadline) throws CacheException {
        if (settings.cluster() || alone || !settings.mayBeCluster()) {
            return settings.cluster();
        }
        var info = new CommandArguments(Command.INFO).add("cluster");
        var answers = repeatable(home, deadline, (link, end) -> {
            var all = new ArrayList<Link.Answer>();
            link.askEach(List.of(info), all::add, end);
            return all;
        });
        boolean found = answers.getFirst() instanceof Link.Answer.Given(var reply)
                && reply.value() instanceof byte[] text
                && new String(text, StandardCharsets.US_ASCII).contains("cluster_enabled:1");
        alone = !found;
        return found;
    }

    private <T> T exchange(byte[] name, Deadline caller, Peer.Exchange<T> exchange, boolean repeats)
            throws CacheException {
        if (!cluster.isKnown() && !settings.cluster()) {
            try {
                return home.exchange(caller, exchange, repeats);
            } catch (CacheException failure) {
                if (Redirection.of(failure).isEmpty() || !settings.mayBeCluster()) {
                    throw failure;
                }
                discover(failure, caller.within(settings.limits().operation()));
            }
        }
        caller.check();
        circuit.check();
        Deadline deadline = caller.within(settings.limits().operation());
        if (!cluster.isKnown()) {
            askCluster(Reason.MOVED, deadline);
        }
        try {
            T answer = clustered(name, deadline, exchange, repeats);
            circuit.succeeded();
            return answer;
        } catch (CacheException failure) {
            circuit.check();
            throw failure;
        }
    }

    /// The server has said that it is one of a cluster.
    private void discover(CacheException redirected, Deadline deadline) throws CacheException {
        try {
            askCluster(Reason.MOVED, deadline);
        } catch (CacheException failure) {
            throw new CacheException(
                    failure.kind(), redirected.getMessage() + ", and " + failure.getMessage(), failure);
        }
    }

    /// The exchange with the server that has the key. Where that server says that another has it, or is gone and
    /// another has taken over, it is done there.
    private <T> T clustered(byte[] name, Deadline deadline, Peer.Exchange<T> exchange, boolean repeats)
            throws CacheException {
        int slot = SlotMap.slot(name);
        Optional<Place.Tcp> named = Optional.empty();
        if (cluster.place(slot).isEmpty()) {
            askCluster(Reason.LOST, deadline);
        }
        for (int turn = 1; ; turn++) {
            var place = named.or(() -> cluster.place(slot))
                    .orElseThrow(
                            () -> new CacheException(Kind.UNAVAILABLE, "no server of the cluster has slot " + slot));
            boolean asks = named.isPresent();
            boolean wasDown = cluster.peer(place).isDown();
            named = Optional.empty();
            try {
                return cluster.peer(place)
                        .exchange(deadline, asks ? (link, end) -> link.asking(exchange, end) : exchange, repeats);
            } catch (CacheException thrown) {
                var failure = unlessClosed(thrown);
                var redirection = Redirection.of(failure);
                if (Refusal.isOfWriting(failure)) {
                    throw failure;
                }
                if (redirection.isEmpty() && isSaidByTheCluster(failure, place)) {
                    circuit.failed(failure);
                }
                if (turn == MOST_TURNS || failure.kind() != Kind.UNAVAILABLE || deadline.hasPassed()) {
                    throw failure;
                }
                if (redirection.isPresent()) {
                    var target = redirection.get().target(place);
                    if (redirection.get().once()) {
                        named = Optional.of(target);
                    } else {
                        cluster.moved(redirection.get().slot(), target);
                        askCluster(Reason.MOVED, deadline);
                    }
                } else {
                    askCluster(Reason.LOST, deadline);
                    boolean elsewhere =
                            cluster.place(slot).filter(place::equals).isEmpty();
                    if (!elsewhere || !(repeats || wasDown)) {
                        throw failure;
                    }
                }
            }
        }
    }

    /// Whether a server has answered, and not as one that serves (`CLUSTERDOWN`). What it does not answer says nothing
    /// of the others.
    private boolean isSaidByTheCluster(CacheException failure, Place.Tcp place) {
        return (failure.kind() == Kind.UNAVAILABLE || failure.kind() == Kind.REFUSED)
                && !cluster.peer(place).isDown();
    }

    /// A server that has left the cluster is closed, and the store is not.
    private CacheException unlessClosed(CacheException failure) {
        return failure.kind() == Kind.CLOSED && circuit.state() != State.CLOSED
                ? new CacheException(Kind.UNAVAILABLE, "the server has left the cluster", failure)
                : failure;
    }

    /// A cluster of which no server answers is down.
    private void askCluster(Reason reason, Deadline deadline) throws CacheException {
        boolean telling = deadline.left().compareTo(Peer.TELLING) >= 0;
        try {
            cluster.ask(reason, deadline);
        } catch (CacheException failure) {
            if (failure.kind().isOfTheStore()
                    && (telling || failure.kind() != Kind.TIMEOUT)
                    && !Thread.currentThread().isInterrupted()) {
                circuit.couldNotConnect(failure);
            }
            throw failure;
        }
        circuit.check();
    }

    private void probe(Connector connector, Deadline deadline) throws CacheException {
        if (cluster.isKnown() || settings.cluster()) {
            cluster.askAndDemand(deadline);
        } else {
            connector.connect(deadline).close();
        }
    }
}
