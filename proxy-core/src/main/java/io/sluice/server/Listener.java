package io.sluice.server;

import io.sluice.log.SystemLog;
import io.sluice.net.Addresses;
import io.sluice.net.ErrorText;
import io.sluice.net.SocketSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// One listening socket and the thread that accepts on it. What is accepted is handed on at once; the listener goes on
/// whatever becomes of it.
final class Listener implements AutoCloseable {
    private static final Duration PAUSE_AFTER_ERROR = Duration.ofMillis(100);
    private static final Duration LONGEST_END = Duration.ofSeconds(2);

    private final ServerSocketChannel server;
    private final InetSocketAddress address;
    private final SystemLog log;

    private Optional<Thread> accepting = Optional.empty();

    private Listener(ServerSocketChannel server, InetSocketAddress address, SystemLog log) {
        this.server = server;
        this.address = address;
        this.log = log;
    }

    /// Binds; nothing is accepted before [#start].
    static Listener bind(InetSocketAddress address, int backlog, SocketSettings sockets, SystemLog log)
            throws IOException {
        try {
            var server = ServerSocketChannel.open(Addresses.family(address.getAddress()));
            try {
                server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                sockets.applyToListener(server);
                server.bind(address, backlog);
                return new Listener(server, address, log);
            } catch (IOException e) {
                server.close();
                throw e;
            }
        } catch (IOException | UnsupportedOperationException e) {
            throw new IOException(
                    "unable to listen on " + Addresses.text(address.getAddress()) + "#" + address.getPort() + ": "
                            + (e instanceof IOException io ? ErrorText.of(io) : "Address family not supported"),
                    e);
        }
    }

    InetSocketAddress address() {
        return address;
    }

    synchronized void start(Consumer<SocketChannel> accepted) {
        accepting = Optional.of(
                Thread.ofPlatform().daemon().name("listener " + address).start(() -> accept(accepted)));
    }

    /// Accepts until closed. While accepting fails, for want of file descriptors for example, it is tried again and
    /// again, but said only once.
    private void accept(Consumer<SocketChannel> accepted) {
        boolean failing = false;
        while (server.isOpen()) {
            try {
                accepted.accept(server.accept());
                if (failing) {
                    failing = false;
                    log.notice("accepting connections again on " + place());
                }
            } catch (ClosedChannelException _) {
                return;
            } catch (IOException e) {
                if (!failing) {
                    failing = true;
                    log.error("error accepting a connection on " + place() + ": " + ErrorText.of(e));
                }
                LockSupport.parkNanos(PAUSE_AFTER_ERROR.toNanos());
            } catch (RuntimeException e) {
                log.error("a connection on " + place() + " could not be taken over: " + e);
            }
        }
    }

    private String place() {
        return Addresses.text(address.getAddress()) + "#" + address.getPort();
    }

    /// Gives the address back: the socket is gone only when nobody waits on it any more.
    @Override
    public synchronized void close() {
        try {
            server.close();
            if (accepting.isPresent()) {
                accepting.get().join(LONGEST_END);
            }
        } catch (IOException _) {
            // closed is closed
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
