package io.sluice.cache.memcache;

import io.sluice.cache.Cache;
import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.CacheMeter;
import io.sluice.cache.CacheStatistics;
import io.sluice.cache.CacheStore;
import io.sluice.cache.Capabilities;
import io.sluice.cache.Capabilities.Feature;
import io.sluice.cache.Deadline;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// A store in memcached, on one server or several. It is up while one of them is; a server that is down keeps its
/// keys, under which nothing is found meanwhile.
///
/// Beside the usual counts its statistics have `connections` that are open, `connections made`, `operations repeated`
/// because a connection broke, and `servers down`.
final class MemcacheStore implements CacheStore {
    /// What memcached takes by default is 1 MiB for all of an item: the value, its key, and what it keeps beside them.
    private static final int LARGEST_VALUE = Capabilities.USUAL_VALUE - 1024;

    static final Capabilities CAPABILITIES = new Capabilities(
            EnumSet.of(Feature.COMPARE_AND_SET, Feature.COUNTER, Feature.CLEAR, Feature.SHARED),
            Capabilities.LEAST_KEY,
            LARGEST_VALUE,
            Duration.ofSeconds(1));

    private final Settings settings;
    private final List<Server> servers;

    /// Each server, with those that follow it and have replicas of its values.
    private final List<List<Server>> copies;

    private final Ring ring;
    private final CacheMeter meter = new CacheMeter();
    private final Instant opened = Instant.now();
    private final Map<ByteBuffer, Generation> generations = new ConcurrentHashMap<>();
    private final Turns turns = new Turns();
    private volatile boolean closed;

    /// A store that has no connection yet.
    ///
    /// @param watcher is told of the changes of each server
    /// @param notices gets lines for the log that are no changes of state
    MemcacheStore(Settings settings, Consumer<Change> watcher, Consumer<String> notices) {
        this.settings = settings;
        this.servers = settings.servers().stream()
                .map(place -> new Server(place, settings, watcher, notices))
                .toList();
        this.copies = IntStream.range(0, servers.size())
                .mapToObj(first -> IntStream.rangeClosed(0, settings.replicas())
                        .mapToObj(each -> servers.get((first + each) % servers.size()))
                        .toList())
                .toList();
        this.ring = new Ring(settings.servers());
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public Cache namespace(byte[] prefix) throws CacheException {
        Capabilities.checkPrefix(prefix);
        byte[] own = prefix.clone();
        var names = new Names(own);
        var generation = generations.computeIfAbsent(
                ByteBuffer.wrap(own), _ -> new Generation(servers, settings.limits(), names));
        return new MemcacheCache(this, names, generation);
    }

    @Override
    public State state() {
        if (closed) {
            return State.CLOSED;
        }
        for (Server server : servers) {
            if (server.isUp() && settings.enabled()) {
                return State.UP;
            }
        }
        return State.DOWN;
    }

    @Override
    public CacheStatistics statistics() {
        return meter.statistics(
                OptionalLong.empty(),
                OptionalLong.empty(),
                state(),
                servers.stream()
                        .map(Server::lastChange)
                        .max(Instant::compareTo)
                        .filter(opened::isBefore)
                        .orElse(opened),
                Map.of(
                        "connections",
                        servers.stream().mapToLong(Server::open).sum(),
                        "connections made",
                        servers.stream().mapToLong(Server::made).sum(),
                        "operations repeated",
                        servers.stream().mapToLong(Server::repeated).sum(),
                        "servers down",
                        servers.stream().filter(server -> !server.isUp()).count()));
    }

    @Override
    public String address() {
        return settings.address();
    }

    @Override
    public void close() {
        closed = true;
        servers.forEach(Server::close);
        servers.forEach(Server::awaitEnd);
    }

    @Override
    public String toString() {
        return "MemcacheStore[" + settings.address() + ", " + state() + "]";
    }

    CacheMeter meter() {
        return meter;
    }

    /// Who may change a counter.
    Turns turns() {
        return turns;
    }

    /// An operation, of one question or several; a failure is counted.
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

    /// When a call must have ended that looks something up, all its questions together.
    Deadline reading(Deadline caller) {
        return caller.within(settings.limits().read());
    }

    /// When a call must have ended that changes something, all its questions together.
    Deadline writing(Deadline caller) {
        return caller.within(settings.limits().write());
    }

    /// Does nothing, or fails as a call does for which there is no time or no server.
    void check(Deadline deadline) throws CacheException {
        deadline.check();
        check();
    }

    /// Does nothing while one of the servers can be used.
    void check() throws CacheException {
        switch (state()) {
            case UP -> {}
            case DOWN ->
                throw new CacheException(
                        Kind.UNAVAILABLE,
                        settings.enabled() ? "memcache " + address() + " is down" : "MemcacheEngine is off");
            case CLOSED -> throw new CacheException(Kind.CLOSED, "memcache " + address() + " is closed");
        }
    }

    /// The servers of a key.
    Spread spread(byte[] key, Names names) {
        // A store that is forbidden may have none.
        List<Server> own = servers.isEmpty() ? servers : copies.get(ring.serverOf(key));
        return new Spread(own, settings.randomReplicas(), key, names);
    }
}
