package io.sluice.transfer;

import io.sluice.net.PortRange;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// The listening sockets for the data connections of a gateway. Each belongs to one session at a time; one whose
/// connection has come is kept for the next session, whatever still waits at it being turned away first. Nobody can
/// tell which port is next: it is a random one of those kept or of the range, and none is kept for long.
///
/// A socket whose session has given up on it is closed and its port left alone for a while, lest a client that comes
/// late reach the data of another.
public final class DataListeners implements AutoCloseable {
    private static final int MOST_IDLE = 64;
    private static final int MOST_USES = 32;
    private static final int MOST_AVOIDED = 1024;
    private static final long AVOIDED_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int MOST_GUESSES = 8;
    private static final int BACKLOG = 4;

    private final Optional<PortRange> systemPorts = SystemPorts.range();
    private final Map<Place, List<Held>> idle = new HashMap<>();
    private final LinkedHashMap<Integer, Long> avoided = new LinkedHashMap<>();
    private int idleCount;
    private int generation;
    private boolean closed;

    /// Where a session wants to listen.
    private record Place(InetAddress local, Optional<PortRange> ports) {}

    /// A listening socket, how often it has been used, and since when it has been among others.
    record Held(ServerSocketChannel server, Place place, int uses, int generation) {
        Held usedAgain() {
            return new Held(server, place, uses + 1, generation);
        }

        int port() throws IOException {
            return ((InetSocketAddress) server.getLocalAddress()).getPort();
        }
    }

    /// Listens on a free port of the range, tried from a random one on; on any port if there is no range, or, with a
    /// line in the log, none free in it.
    ///
    /// @param limit how long to wait for a connection; zero waits until closed
    public DataListener listen(
            InetAddress local,
            Optional<PortRange> ports,
            Predicate<InetAddress> admitted,
            Duration limit,
            Consumer<String> log)
            throws IOException {
        var place = new Place(local, ports);
        for (var kept = takeIdle(place); kept.isPresent(); kept = takeIdle(place)) {
            try {
                turnAway(kept.get().server());
                return new DataListener(this, kept.get().usedAgain(), admitted, limit, log);
            } catch (IOException _) {
                Channels.close(kept.get().server());
            }
        }
        return new DataListener(this, bound(place, log), admitted, limit, log);
    }

    private synchronized Optional<Held> takeIdle(Place place) {
        var kept = idle.getOrDefault(place, List.of());
        if (kept.isEmpty()) {
            return Optional.empty();
        }
        int chosen = ThreadLocalRandom.current().nextInt(kept.size());
        var last = kept.removeLast();
        idleCount--;
        return Optional.of(chosen == kept.size() ? last : kept.set(chosen, last));
    }

    /// Closes the connections that came while nobody had use for them. The socket does not block then.
    private static void turnAway(ServerSocketChannel server) throws IOException {
        server.configureBlocking(false);
        for (var stale = server.accept(); stale != null; stale = server.accept()) {
            Channels.reset(stale);
        }
    }

    private Held bound(Place place, Consumer<String> log) throws IOException {
        var server = ServerSocketChannel.open();
        try {
            server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            if (place.ports().isPresent()) {
                bindWithin(server, place.local(), place.ports().get(), log);
            } else {
                bindAnywhere(server, place.local());
            }
            return new Held(server, place, 1, generation());
        } catch (IOException e) {
            Channels.close(server);
            throw e;
        }
    }

    private void bindWithin(ServerSocketChannel server, InetAddress local, PortRange ports, Consumer<String> log)
            throws IOException {
        int first = ThreadLocalRandom.current().nextInt(ports.size());
        for (int i = 0; i < ports.size(); i++) {
            int port = ports.min() + (first + i) % ports.size();
            if (!isAvoided(port) && bind(server, local, port)) {
                return;
            }
        }
        closeIdle(); // they may be of the range
        for (int i = 0; i < ports.size(); i++) {
            if (bind(server, local, ports.min() + (first + i) % ports.size())) {
                return;
            }
        }
        log.accept("unable to find open port in PassivePorts range " + ports.min() + "-" + ports.max()
                + ": defaulting to INPORT_ANY (consider defining a larger PassivePorts range)");
        server.bind(new InetSocketAddress(local, 0), BACKLOG);
    }

    /// The system looks for a port the longer the more connections there have been lately, so it is asked for one only
    /// if some guesses fail.
    private void bindAnywhere(ServerSocketChannel server, InetAddress local) throws IOException {
        if (systemPorts.isPresent()) {
            var ports = systemPorts.get();
            for (int guess = 0; guess < MOST_GUESSES; guess++) {
                int port = ports.min() + ThreadLocalRandom.current().nextInt(ports.size());
                if (!isAvoided(port) && bind(server, local, port)) {
                    return;
                }
            }
        }
        server.bind(new InetSocketAddress(local, 0), BACKLOG);
    }

    private static boolean bind(ServerSocketChannel server, InetAddress local, int port) throws IOException {
        try {
            server.bind(new InetSocketAddress(local, port), BACKLOG);
            return true;
        } catch (BindException _) {
            return false; // taken; the next one
        }
    }

    private synchronized int generation() {
        return generation;
    }

    private synchronized boolean isAvoided(int port) {
        var since = avoided.get(port);
        return since != null && System.nanoTime() - since < AVOIDED_NANOS;
    }

    /// Takes a socket back whose connection has come.
    void takeBack(Held held) {
        if (!keep(held)) {
            Channels.close(held.server());
        }
    }

    private synchronized boolean keep(Held held) {
        if (closed || held.generation() != generation || held.uses() >= MOST_USES || idleCount >= MOST_IDLE) {
            return false;
        }
        idle.computeIfAbsent(held.place(), _ -> new ArrayList<>()).add(held);
        idleCount++;
        return true;
    }

    /// Takes a socket back that its session has given up on.
    void giveUp(Held held) {
        try {
            avoid(held.port());
        } catch (IOException _) {
            // closed already
        }
        Channels.close(held.server());
    }

    private synchronized void avoid(int port) {
        avoided.putLast(port, System.nanoTime());
        if (avoided.size() > MOST_AVOIDED) {
            avoided.pollFirstEntry();
        }
    }

    /// Closes the sockets that nobody uses; those in use will be closed in place of being kept.
    public void renew() {
        synchronized (this) {
            generation++;
        }
        closeIdle();
    }

    private void closeIdle() {
        List<Held> old;
        synchronized (this) {
            old = idle.values().stream().flatMap(List::stream).toList();
            idle.clear();
            idleCount = 0;
        }
        old.forEach(held -> Channels.close(held.server()));
    }

    /// Keeps none from now on, and closes those that nobody uses.
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        closeIdle();
    }
}
