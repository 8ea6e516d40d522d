package io.sluice.cache.network;

import io.sluice.cache.Cache;
import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.CacheMeter;
import io.sluice.cache.CacheStatistics;
import io.sluice.cache.CacheStore;
import io.sluice.cache.Capabilities;
import io.sluice.cache.Circuit;
import io.sluice.cache.Deadline;
import io.sluice.cache.Entry;
import io.sluice.cache.Expiry;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// A store on a [NetworkPlace]: right as far as connections go, but for the flaws it is given.
final class NetworkStore implements CacheStore {
    static final int MOST_CONNECTIONS = 8;

    private final InetSocketAddress server;
    private final Set<Flaw> flaws;
    private final Circuit circuit;
    private final Semaphore permits;
    private final ConcurrentLinkedDeque<Socket> idle = new ConcurrentLinkedDeque<>();

    /// Keeps leaked sockets from the garbage collector, which would close them.
    private final Queue<Socket> leaked = new ConcurrentLinkedQueue<>();

    private final Consumer<Change> watcher;

    NetworkStore(InetSocketAddress server, Set<Flaw> flaws, Consumer<Change> watcher) {
        this.server = server;
        this.flaws = flaws;
        this.permits = new Semaphore(has(Flaw.CONNECTS_FOR_EVERYONE) ? 1000 : MOST_CONNECTIONS);
        this.watcher = change -> {
            if (change.state() != State.CLOSED) {
                watcher.accept(change);
            }
        };
        this.circuit = new Circuit("network", this::probe, Duration.ofMillis(500), this.watcher);
    }

    private boolean has(Flaw flaw) {
        return flaws.contains(flaw);
    }

    private boolean usesConnectionsThatTimedOut() {
        return has(Flaw.USES_CONNECTIONS_THAT_TIMED_OUT) || has(Flaw.USES_HALF_OPEN_CONNECTIONS);
    }

    private void probe(Deadline deadline) throws CacheException {
        if (has(Flaw.STAYS_DOWN)) {
            throw new CacheException(Kind.UNAVAILABLE, "never");
        }
        exchange('g', "probe", new byte[0], deadline);
    }

    /// A reply: what its letter says, and its value.
    private record Reply(boolean yes, byte[] value) {}

    private Reply call(char verb, String name, byte[] value, Deadline deadline) throws CacheException {
        deadline.check();
        circuit.check();
        try {
            if (!permits.tryAcquire(deadline.nanosLeft(), TimeUnit.NANOSECONDS)) {
                throw new CacheException(Kind.TIMEOUT, "all connections are in use");
            }
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new CacheException(Kind.TIMEOUT, "interrupted", interrupt);
        }
        try {
            circuit.check();
            var reply = exchange(verb, name, value, deadline);
            circuit.succeeded();
            return reply;
        } catch (CacheException failure) {
            if (has(Flaw.TELLS_EACH_FAILURE)) {
                watcher.accept(new Change("network", State.DOWN, Optional.of(failure), Duration.ZERO));
            }
            circuit.failed(failure);
            throw failure;
        } finally {
            permits.release();
        }
    }

    private Reply exchange(char verb, String name, byte[] value, Deadline deadline) throws CacheException {
        Socket socket = null;
        Thread closer = null;
        boolean good = false;
        try {
            socket = Optional.ofNullable(idle.pollFirst()).orElseGet(Socket::new);
            if (!socket.isConnected()) {
                socket.connect(server, millis(deadline));
            }
            if (has(Flaw.LIMITS_EACH_READ) || usesConnectionsThatTimedOut()) {
                socket.setSoTimeout(millis(deadline));
            } else {
                closer = closer(socket, deadline);
            }
            var request = new java.io.ByteArrayOutputStream();
            var out = new DataOutputStream(request);
            out.writeByte(verb);
            out.writeInt(name.length());
            out.write(name.getBytes(StandardCharsets.ISO_8859_1));
            out.writeInt(value.length);
            out.write(value);
            socket.getOutputStream().write(request.toByteArray());
            var reply = reply(new DataInputStream(socket.getInputStream()));
            good = true;
            return reply;
        } catch (SocketTimeoutException timeout) {
            good = usesConnectionsThatTimedOut();
            throw new CacheException(Kind.TIMEOUT, "no answer in time", timeout);
        } catch (IOException failure) {
            if (has(Flaw.LETS_EXCEPTIONS_OUT)) {
                throw new UncheckedIOException(failure);
            }
            if (has(Flaw.TAKES_A_BROKEN_CONNECTION_FOR_NOTHING)) {
                return new Reply(false, new byte[0]);
            }
            good = has(Flaw.USES_CONNECTIONS_THAT_SPOKE_NONSENSE) && socket != null && !socket.isClosed();
            throw new CacheException(
                    deadline.hasPassed() ? Kind.TIMEOUT : Kind.UNAVAILABLE, "the connection broke", failure);
        } finally {
            if (closer != null && !has(Flaw.LEAVES_THREADS_RUNNING)) {
                closer.interrupt();
            }
            if (good && circuit.state() != State.CLOSED) {
                idle.addFirst(socket);
            } else if (has(Flaw.LEAVES_SOCKETS_OPEN)) {
                leaked.add(socket);
            } else {
                close(socket);
            }
        }
    }

    private Reply reply(DataInputStream in) throws IOException {
        byte letter = in.readByte();
        if (letter != 'y' && letter != 'n' && has(Flaw.TAKES_NONSENSE_FOR_NOTHING)) {
            return new Reply(false, new byte[0]);
        }
        if (letter != 'y' && letter != 'n') {
            throw new IOException("nonsense");
        }
        return new Reply(letter == 'y', in.readNBytes(in.readInt()));
    }

    /// Closes a socket when its time is over.
    private Thread closer(Socket socket, Deadline deadline) {
        var builder = has(Flaw.LEAVES_THREADS_RUNNING) ? Thread.ofPlatform().daemon() : Thread.ofVirtual();
        return builder.start(() -> {
            try {
                Thread.sleep(deadline.left());
                close(socket);
                if (has(Flaw.LEAVES_THREADS_RUNNING)) {
                    new CountDownLatch(1).await();
                }
            } catch (InterruptedException _) {
                // The reply came in time.
            }
        });
    }

    private static int millis(Deadline deadline) {
        return Math.clamp(deadline.left().toMillis(), 1, Integer.MAX_VALUE);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // It is gone either way.
        }
    }

    @Override
    public Capabilities capabilities() {
        return new Capabilities(Set.of(Capabilities.Feature.SHARED), 200, 1 << 16, Duration.ofSeconds(1));
    }

    @Override
    public Cache namespace(byte[] prefix) {
        return new Space(new String(prefix, StandardCharsets.ISO_8859_1));
    }

    @Override
    public State state() {
        return circuit.state();
    }

    @Override
    public CacheStatistics statistics() {
        return new CacheMeter()
                .statistics(OptionalLong.empty(), OptionalLong.empty(), state(), Instant.EPOCH, Map.of());
    }

    @Override
    public String address() {
        return server.toString();
    }

    @Override
    public void close() {
        circuit.close();
        idle.forEach(NetworkStore::close);
        leaked.forEach(NetworkStore::close);
    }

    private final class Space implements Cache {
        private final String prefix;

        Space(String prefix) {
            this.prefix = prefix;
        }

        private String name(byte[] key) throws CacheException {
            capabilities().checkKey(key);
            return prefix + new String(key, StandardCharsets.ISO_8859_1);
        }

        @Override
        public Optional<Entry> get(byte[] key, Deadline deadline) throws CacheException {
            var reply = call('g', name(key), new byte[0], deadline);
            return reply.yes() ? Optional.of(new Entry(reply.value(), 0)) : Optional.empty();
        }

        @Override
        public void put(byte[] key, byte[] value, Expiry expiry, Deadline deadline) throws CacheException {
            call('p', name(key), value, deadline);
        }

        @Override
        public boolean putIfAbsent(byte[] key, byte[] value, Expiry expiry, Deadline deadline) throws CacheException {
            return call('a', name(key), value, deadline).yes();
        }

        @Override
        public boolean remove(byte[] key, Deadline deadline) throws CacheException {
            return call('r', name(key), new byte[0], deadline).yes();
        }
    }
}
