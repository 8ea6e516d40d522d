package io.sluice.cache.redis;

import static io.sluice.cache.CacheException.Kind.UNAVAILABLE;

import io.sluice.cache.CacheException;
import io.sluice.cache.Circuit;
import io.sluice.cache.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/// The servers of a cluster, each with connections of its own, and which of them has what. It is asked from any of
/// them: first those that answered before, at last the one that the configuration names.
///
/// Who wants to know it anew waits for the one that is already asking. Servers that have left are closed.
final class Cluster {
    private static final System.Logger LOG = System.getLogger("io.sluice.cache.redis");
    private static final Duration PROBE = Duration.ofSeconds(1);

    /// So soon after an answer there is nothing new to hear.
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Connector connector;
    private final Settings settings;
    private final LongAdder made;
    private final LongAdder repeated;
    private final ReentrantLock asking = new ReentrantLock();
    private final Map<Place.Tcp, Peer> peers = new ConcurrentHashMap<>();
    private volatile Optional<SlotMap> slots = Optional.empty();
    private final AtomicLong asked = new AtomicLong();

    /// Guarded by `asking`.
    private final Map<Reason, Long> lastAsked = new EnumMap<>(Reason.class);
    private volatile boolean closed;

    /// A cluster of which nothing is known but the server that the settings name.
    ///
    /// @param made counts connections
    /// @param repeated counts what is repeated because a connection broke
    Cluster(Connector connector, Settings settings, LongAdder made, LongAdder repeated) {
        this.connector = connector;
        this.settings = settings;
        this.made = made;
        this.repeated = repeated;
    }

    /// Whether there is one, as far as is known.
    boolean isKnown() {
        return slots.isPresent();
    }

    /// The server that has a slot.
    Optional<Peer> ofSlot(int slot) {
        return slots.flatMap(map -> map.owner(slot)).map(this::peer);
    }

    /// Where that server is.
    Optional<Place.Tcp> place(int slot) {
        return slots.flatMap(map -> map.owner(slot));
    }

    /// Every server that has slots.
    List<Peer> masters() {
        return slots.map(SlotMap::masters).orElse(List.of()).stream()
                .map(this::peer)
                .toList();
    }

    Peer peer(Place.Tcp place) {
        var peer = peers.computeIfAbsent(place, this::created);
        if (closed) {
            peer.close(Duration.ZERO);
        }
        return peer;
    }

    private Peer created(Place.Tcp place) {
        String name = "redis " + place;
        var circuit = new Circuit(
                name,
                deadline -> connector.connect(place, deadline).close(),
                PROBE,
                change -> LOG.log(System.Logger.Level.DEBUG, change::toString));
        return new Peer(
                name,
                new Pool(deadline -> connector.connect(place, deadline), made),
                circuit,
                settings.limits(),
                settings.reconnects(),
                repeated);
    }

    /// A server has said where a slot is now. Where everything is being asked for, that is about to be known anyway.
    void moved(int slot, Place.Tcp owner) {
        if (asking.tryLock()) {
            try {
                slots = slots.map(
                        map -> map.owner(slot).filter(owner::equals).isPresent() ? map : map.with(slot, owner));
            } finally {
                asking.unlock();
            }
        }
    }

    /// Why the cluster is asked.
    enum Reason {
        /// It is not known yet, or a server has said that another has a slot.
        MOVED,
        /// A server does not answer, so that another may have taken over.
        LOST
    }

    /// Asks which server has what, unless somebody else just did, for the same reason or while this caller waited.
    void ask(Reason reason, Deadline deadline) throws CacheException {
        long seen = asked.get();
        try {
            if (!asking.tryLock(deadline.nanosLeft(), TimeUnit.NANOSECONDS)) {
                throw new CacheException(CacheException.Kind.TIMEOUT, "the cluster does not say what is where in time");
            }
        } catch (InterruptedException failure) {
            Thread.currentThread().interrupt();
            throw new CacheException(CacheException.Kind.TIMEOUT, "interrupted", failure);
        }
        try {
            boolean recently = Optional.ofNullable(lastAsked.get(reason))
                    .filter(last -> System.nanoTime() - last < PAUSE.toNanos())
                    .isPresent();
            if (seen == asked.get() && !(isKnown() && recently)) {
                asked.incrementAndGet();
                lastAsked.put(reason, System.nanoTime());
                learn(askAny(false, deadline));
            }
        } finally {
            asking.unlock();
        }
    }

    /// Asks which server has what, and demands that all slots are served.
    void askAndDemand(Deadline deadline) throws CacheException {
        var map = askAny(true, deadline);
        asking.lock();
        try {
            learn(map);
        } finally {
            asking.unlock();
        }
    }

    private SlotMap askAny(boolean demanding, Deadline deadline) throws CacheException {
        List<Place> places = new ArrayList<>(slots.map(SlotMap::all).orElse(Set.of()).stream()
                .filter(place -> !peer(place).isDown())
                .toList());
        settings.server()
                .map(Server::place)
                .filter(seed -> !places.contains(seed))
                .ifPresent(places::add);
        slots.map(SlotMap::all).orElse(Set.of()).stream()
                .filter(place -> !places.contains(place))
                .forEach(places::add);
        var last = new CacheException(UNAVAILABLE, "no server of the cluster answers");
        int left = places.size();
        for (Place place : places) {
            deadline.check();
            Deadline share = deadline.within(deadline.left().dividedBy(left--));
            try (Link link = connector.connect(place, share)) {
                if (demanding) {
                    demand(link, share);
                }
                return SlotMap.of(link.ask(cluster("SLOTS"), share), place);
            } catch (CacheException failure) {
                last = failure;
            }
        }
        throw last;
    }

    private static void demand(Link link, Deadline deadline) throws CacheException {
        if (!link.ask(cluster("INFO"), deadline).text().contains("cluster_state:ok")) {
            throw new CacheException(UNAVAILABLE, link.place() + " says that its cluster is down");
        }
    }

    private static CommandArguments cluster(String word) {
        return new CommandArguments(Command.CLUSTER).add(word);
    }

    private void learn(SlotMap map) {
        slots = Optional.of(map);
        for (var each : List.copyOf(peers.entrySet())) {
            if (!map.all().contains(each.getKey()) && peers.remove(each.getKey(), each.getValue())) {
                each.getValue().close(Duration.ZERO);
            }
        }
    }

    /// Ends the connections to all servers, and says goodbye for as long as that.
    void close(Duration goodbye) {
        closed = true;
        var end = Deadline.after(goodbye);
        peers.values().forEach(peer -> peer.close(end.left()));
    }
}
