package io.sluice.cache.memcache;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import net.spy.memcached.FailureMode;
import net.spy.memcached.MemcachedConnection;
import net.spy.memcached.MemcachedNode;
import net.spy.memcached.ops.KeyedOperation;
import net.spy.memcached.ops.Operation;
import org.jspecify.annotations.Nullable;

/// The library's connection, and its thread, on a channel that is connected already: one server, once. Where the
/// library would connect anew, this one ends: every operation that waits is cancelled, the channel and the thread go.
final class Conversation extends MemcachedConnection {
    private final Wire wire;
    private final SocketChannel channel;
    private volatile boolean over;

    /// Set before the library's thread begins, by the constructor of the library's class.
    private @Nullable MemcachedNode node;

    Conversation(Wire wire, SocketChannel channel) throws IOException {
        this.wire = wire;
        this.channel = channel;
        super(Wire.BUFFER, wire, List.of(), List.of(), FailureMode.Cancel, wire.getOperationFactory());
    }

    @Override
    protected List<MemcachedNode> createConnections(Collection<InetSocketAddress> none) throws IOException {
        try {
            channel.configureBlocking(false);
            var connected = wire.createMemcachedNode(channel.getRemoteAddress(), channel, Wire.BUFFER);
            connected.setConnection(this);
            connected.connected();
            connected.setSk(channel.register(selector, 0, connected));
            node = connected;
            return List.of(connected);
        } catch (IOException | RuntimeException gone) {
            // The constructor fails, and nobody else knows of the selector.
            selector.close();
            throw gone;
        }
    }

    /// Queues an operation. One that comes too late is cancelled.
    void send(Operation operation) {
        var to = node();
        operation.setHandlingNode(to);
        operation.initialize();
        if (operation instanceof KeyedOperation keyed) {
            keyed.getKeys().forEach(name -> RawName.complete(operation.getBuffer(), name));
        }
        to.addOp(operation);
        addedQueue.offer(to);
        selector.wakeup();
        if (over) {
            operation.cancel();
        }
    }

    boolean isOver() {
        return over;
    }

    /// Ends it from any thread.
    void end() {
        over = true;
        running = false;
        selector.wakeup();
    }

    /// The connection was lost: says the library, on its thread.
    @Override
    protected void queueReconnect(MemcachedNode lost) {
        end();
    }

    @Override
    public void run() {
        try {
            super.run();
        } catch (RuntimeException | AssertionError | OutOfMemoryError _) {
            // An answer that cannot be one, of a server that does not know the protocol.
        } finally {
            over = true;
            cancelAll();
            close();
        }
    }

    private void cancelAll() {
        MemcachedNode lost = node();
        while (lost.hasReadOp()) {
            lost.removeCurrentReadOp().cancel();
        }
        while (lost.hasWriteOp()) {
            lost.removeCurrentWriteOp().cancel();
        }
        lost.destroyInputQueue().forEach(Operation::cancel);
    }

    private void close() {
        try {
            SelectionKey key = node().getSk();
            if (key != null) {
                key.cancel();
            }
            channel.close();
            shutdown();
        } catch (IOException _) {
            // It is gone either way.
        }
    }

    private MemcachedNode node() {
        return Objects.requireNonNull(node);
    }
}
