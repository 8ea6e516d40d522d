package io.sluice.cache.tck;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A TCP proxy between a store and its server, on a free port of the loopback, which does to the server's replies what
/// it is told. It knows nothing of what is said: a reply is what comes from the server at a time.
///
/// ```java
/// try (var proxy = new FaultProxy(server)) {
///     var store = open(proxy.address());
///     proxy.every(FaultProxy.Fault.SILENT);
///     // calls time out
///     proxy.pass();
///     // the replies that were held go their way, to whoever may still be listening
/// }
/// ```
///
/// One lock guards the port, the other what becomes of replies; whoever has both took the first one first. Each
/// connection has two threads, one for each direction, which end when either side closes it.
public final class FaultProxy implements AutoCloseable {

    /// What may become of replies.
    public enum Fault {
        /// Connections are reset, and new ones refused.
        REFUSED,
        /// Replies are held until the fault is over, and then go their way.
        SILENT,
        /// Replies come byte by byte, ten a second, until the fault is over.
        SLOW,
        /// Half of a reply comes, then a reset.
        CUT,
        /// Something else comes in the place of a reply.
        GARBAGE
    }

    private static final int BUFFER = 1 << 16;
    private static final int BACKLOG = 1000;
    private static final Duration DRIP = Duration.ofMillis(100);

    private static final List<byte[]> GARBAGE = List.of(
            "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
            new byte[] {(byte) 0xfe, 0, 0x7f, (byte) 0xff, '\r', '\n', 0, 0, 0, 1});

    private final InetSocketAddress server;
    private final int port;

    private final ReentrantLock control = new ReentrantLock();
    private ServerSocket listener;
    private Thread acceptor;
    private Optional<SocketChannel> reserved = Optional.empty();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<Pair> pairs = new HashSet<>();
    private Optional<Fault> every = Optional.empty();
    private Optional<Fault> next = Optional.empty();
    private long changes;
    private int most;
    private int garbage;

    /// A proxy that passes everything, until it is told otherwise.
    public FaultProxy(InetSocketAddress server) throws IOException {
        this.server = server;
        listen(0);
        this.port = listener.getLocalPort();
    }

    /// Where a store finds its server, as it believes.
    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /// Does something to every reply from now on.
    public void every(Fault fault) throws IOException {
        become(Optional.of(fault), Optional.empty());
    }

    /// Does something to the next reply alone. A reply that is held, and one that comes slowly, are so until the proxy
    /// is told something else; replies on other connections pass.
    ///
    /// @param fault anything but `REFUSED`
    public void next(Fault fault) throws IOException {
        if (fault == Fault.REFUSED) {
            throw new IllegalArgumentException("it is not replies that are refused");
        }
        become(Optional.empty(), Optional.of(fault));
    }

    /// Passes everything, held replies first.
    public void pass() throws IOException {
        become(Optional.empty(), Optional.empty());
    }

    /// Leaves all connections half open, as a firewall does that has forgotten them: nothing comes any more and nothing
    /// arrives, and neither side is told; new ones are taken.
    public void strand() {
        locked(() -> List.copyOf(pairs)).forEach(Pair::strand);
    }

    /// Resets all connections; new ones are taken.
    public void reset() {
        locked(() -> List.copyOf(pairs)).forEach(Pair::reset);
    }

    /// How many connections are open.
    public int open() {
        return locked(pairs::size);
    }

    /// How many connections were open at a time.
    public int most() {
        return locked(() -> most);
    }

    @Override
    public void close() throws IOException {
        become(Optional.of(Fault.REFUSED), Optional.empty());
        control.lock();
        try {
            if (reserved.isPresent()) {
                reserved.get().close();
            }
        } finally {
            control.unlock();
        }
    }

    private void become(Optional<Fault> ofEvery, Optional<Fault> ofNext) throws IOException {
        control.lock();
        try {
            locked(() -> {
                every = ofEvery;
                next = ofNext;
                changed.signalAll();
                return ++changes;
            });
            if (ofEvery.equals(Optional.of(Fault.REFUSED))) {
                refuse();
            } else if (reserved.isPresent()) {
                reserved.get().close();
                reserved = Optional.empty();
                listen(port);
            }
        } finally {
            control.unlock();
        }
    }

    /// Closes the port, and binds it without listening, so that nobody else gets it meanwhile.
    private void refuse() throws IOException {
        if (reserved.isEmpty()) {
            listener.close();
            join(acceptor);
            reset();
            var channel = SocketChannel.open();
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(address());
            reserved = Optional.of(channel);
        }
    }

    private static void join(Thread thread) throws IOException {
        try {
            thread.join();
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupt);
        }
    }

    private void listen(int at) throws IOException {
        var socket = new ServerSocket(at, BACKLOG, InetAddress.getLoopbackAddress());
        listener = socket;
        acceptor = Thread.ofVirtual().name("fault proxy").start(() -> {
            try {
                while (true) {
                    take(socket.accept());
                }
            } catch (IOException _) {
                // The port was closed.
            }
        });
    }

    private void take(Socket client) {
        var behind = new Socket();
        var pair = new Pair(client, behind);
        try {
            client.setTcpNoDelay(true);
            behind.setTcpNoDelay(true);
            behind.connect(server);
        } catch (IOException _) {
            pair.close(); // one of the two is away, for which the proxy can do nothing
            return;
        }
        boolean late = locked(() -> {
            pairs.add(pair);
            most = Math.max(most, pairs.size());
            return isRefusing();
        });
        if (late) {
            pair.reset();
        } else {
            Thread.ofVirtual().name("fault proxy").start(pair::passRequests);
            Thread.ofVirtual().name("fault proxy").start(pair::passReplies);
        }
    }

    private boolean isRefusing() {
        return every.equals(Optional.of(Fault.REFUSED));
    }

    private interface Answer<T> {
        T get();
    }

    private <T> T locked(Answer<T> answer) {
        lock.lock();
        try {
            return answer.get();
        } finally {
            lock.unlock();
        }
    }

    /// One connection of the store, and the one to the server that goes with it.
    private final class Pair {
        private final Socket client;
        private final Socket behind;

        private volatile boolean stranded;

        /// The number of the change that gave a reply here a fault of its own.
        private long ownSince = -1;

        Pair(Socket client, Socket behind) {
            this.client = client;
            this.behind = behind;
        }

        void passRequests() {
            try {
                byte[] buffer = new byte[BUFFER];
                int length = client.getInputStream().read(buffer);
                while (length >= 0) {
                    if (!stranded) {
                        behind.getOutputStream().write(buffer, 0, length);
                    }
                    length = client.getInputStream().read(buffer);
                }
            } catch (IOException _) {
                // One of the two is gone.
            } finally {
                close();
            }
        }

        void passReplies() {
            byte[] buffer = new byte[BUFFER];
            try {
                int length = behind.getInputStream().read(buffer);
                while (length >= 0) {
                    pass(buffer, length);
                    length = behind.getInputStream().read(buffer);
                }
            } catch (IOException _) {
                // One of the two is gone.
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } finally {
                close();
            }
        }

        private void pass(byte[] reply, int length) throws IOException, InterruptedException {
            if (stranded) {
                return;
            }
            OutputStream out = client.getOutputStream();
            int passed = 0;
            Optional<Fault> fault = theFault();
            while (fault.isPresent()) {
                switch (fault.get()) {
                    case REFUSED -> throw new IOException("reset");
                    case SILENT -> awaitChange(Duration.ofDays(1));
                    case SLOW -> {
                        out.write(reply, passed++, 1);
                        if (passed == length) {
                            return;
                        }
                        awaitChange(DRIP);
                        if (isOn(Fault.SLOW)) {
                            continue;
                        }
                    }
                    case CUT -> {
                        out.write(reply, passed, (length - passed) / 2);
                        reset();
                        throw new IOException("reset");
                    }
                    case GARBAGE -> {
                        out.write(GARBAGE.get(locked(() -> garbage++) % GARBAGE.size()));
                        return;
                    }
                }
                fault = locked(() -> every);
            }
            out.write(reply, passed, length - passed);
        }

        private Optional<Fault> theFault() {
            return locked(() -> {
                Optional<Fault> mine = next.or(() -> every);
                next.ifPresent(_ -> ownSince = changes);
                next = Optional.empty();
                return mine;
            });
        }

        /// Whether a fault that this reply has goes on.
        private boolean isOn(Fault fault) {
            return locked(() -> every.equals(Optional.of(fault)) || ownSince == changes);
        }

        /// Waits until the proxy is told something else, the connection is closed, or a time is over.
        private void awaitChange(Duration time) throws IOException, InterruptedException {
            lock.lock();
            try {
                long left = time.toNanos();
                for (long before = changes; changes == before && pairs.contains(this) && left > 0; ) {
                    left = changed.awaitNanos(left);
                }
                if (!pairs.contains(this)) {
                    throw new IOException("closed");
                }
            } finally {
                lock.unlock();
            }
        }

        void strand() {
            stranded = true;
        }

        void reset() {
            for (Socket socket : List.of(client, behind)) {
                try {
                    socket.setSoLinger(true, 0);
                } catch (IOException _) {
                    // It is closed already.
                }
            }
            close();
        }

        void close() {
            for (Socket socket : List.of(client, behind)) {
                try {
                    socket.close();
                } catch (IOException _) {
                    // It is gone either way.
                }
            }
            locked(() -> {
                changed.signalAll();
                return pairs.remove(this);
            });
        }
    }
}
