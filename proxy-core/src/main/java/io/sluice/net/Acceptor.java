package io.sluice.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;

/// Accepts the connections of a listening socket, by a [Reactor]: the thread that accepts a connection is the one that
/// serves it.
public final class Acceptor implements AutoCloseable {
    private static final int MOST_AT_ONCE = 16;
    private static final Duration PAUSE_AFTER_ERROR = Duration.ofMillis(100);
    private static final Duration LONGEST_END = Duration.ofSeconds(2);

    private final ServerSocketChannel server;
    private final Reactor reactor;
    private final Listener listener;
    private Optional<Reactor.Watch> watch = Optional.empty();

    public Acceptor(ServerSocketChannel server, Reactor reactor, Listener listener) {
        this.server = server;
        this.reactor = reactor;
        this.listener = listener;
    }

    /// Who is told of connections. One call at a time, none of which may wait.
    public interface Listener {
        void accepted(SocketChannel channel);

        /// Nothing can be accepted, for want of file descriptors for example; it is tried again in a moment.
        void failed(IOException error);
    }

    /// Accepts from now on.
    public synchronized void start() {
        try {
            watch = Optional.of(reactor.watch(server, this::accept));
        } catch (IOException e) {
            listener.failed(e);
        }
    }

    private void accept(boolean ready, ByteBuffer scratch) {
        try {
            // The others have their turn before the rest, which is reported again.
            for (int i = 0; i < MOST_AT_ONCE; i++) {
                var channel = server.accept();
                if (channel == null) {
                    return;
                }
                listener.accepted(channel);
            }
        } catch (ClosedChannelException _) {
            // the end
        } catch (IOException e) {
            listener.failed(e);
            pause();
        }
    }

    private void pause() {
        wants(0);
        Thread.ofVirtual().name("acceptor").start(() -> {
            try {
                Thread.sleep(PAUSE_AFTER_ERROR);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            wants(SelectionKey.OP_ACCEPT);
        });
    }

    private synchronized void wants(int operations) {
        watch.ifPresent(each -> each.wants(operations));
    }

    /// Gives the address back: on return the socket is gone.
    @Override
    public void close() {
        try {
            reactor.close(server, LONGEST_END);
        } catch (IOException _) {
            // closed is closed
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
