package io.sluice.net;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;

/// A TCP connection that is being made. To a server near by it is made at once; only if not, there is something to wait
/// for. Closing it closes the channel, and throws out whoever waits.
public final class Dialling implements Closeable {
    private final SocketChannel channel;
    private final boolean connected;
    private Optional<Selector> waiting = Optional.empty();
    private boolean closed;

    private Dialling(SocketChannel channel, boolean connected) {
        this.channel = channel;
        this.connected = connected;
    }

    /// Begins, from the address that the channel is bound to if it is. The channel does not block from then on.
    public static Dialling begin(SocketChannel channel, InetSocketAddress target) throws IOException {
        channel.configureBlocking(false);
        return new Dialling(channel, channel.connect(target) || channel.finishConnect());
    }

    /// Whether the connection has been made at once, so that [#finish] does not wait.
    public boolean isConnected() {
        return connected;
    }

    /// Waits until the connection has been made. The channel still does not block then.
    ///
    /// @param limit zero waits without limit
    /// @throws SocketTimeoutException if it takes too long
    public void finish(Duration limit) throws IOException {
        if (!connected) {
            try (var selector = selector()) {
                channel.register(selector, SelectionKey.OP_CONNECT);
                await(selector, limit);
            } catch (ClosedSelectorException _) {
                throw new AsynchronousCloseException();
            }
        }
    }

    private synchronized Selector selector() throws IOException {
        if (closed) {
            throw new AsynchronousCloseException();
        }
        var selector = Selector.open();
        waiting = Optional.of(selector);
        return selector;
    }

    private void await(Selector selector, Duration limit) throws IOException {
        long end = System.nanoTime() + limit.toNanos();
        while (!channel.finishConnect()) {
            long left = limit.isZero() ? 0 : Math.max(1, (end - System.nanoTime() + 999_999) / 1_000_000);
            selector.select(left);
            if (!limit.isZero() && System.nanoTime() - end >= 0 && !channel.finishConnect()) {
                throw new SocketTimeoutException("Connect timed out");
            }
        }
    }

    @Override
    public void close() throws IOException {
        Optional<Selector> selecting;
        synchronized (this) {
            closed = true;
            selecting = waiting;
        }
        channel.close();
        if (selecting.isPresent()) {
            selecting.get().close();
        }
    }
}
