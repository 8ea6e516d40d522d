package io.sluice.transfer;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;

/// One leg of a transfer before its data connection exists: how to come by the connection. Closing an endpoint gives up
/// on it; a thread that waits in [#open] is thrown out. The connection that [#open] has returned is its caller's.
public sealed interface DataEndpoint extends Closeable permits DataListener, DataEndpoint.Dial {

    /// Waits for the data connection, or makes it.
    SocketChannel open() throws IOException;

    /// The port of the data connection that identifies it in logs: ours if we listen, the peer's if we dial.
    int port();

    /// Whether the connection must be made before the reply to the transfer command is read, because the peer waits for
    /// it.
    boolean opensAtOnce();

    @Override
    void close();

    /// We connect to an address the peer has named, within a time limit, from an address of ours if one is wanted.
    final class Dial implements DataEndpoint {
        private final InetSocketAddress target;
        private final Optional<InetAddress> source;
        private final Duration limit;
        private Optional<SocketChannel> dialling = Optional.empty();
        private boolean closed;

        public Dial(InetSocketAddress target, Optional<InetAddress> source, Duration limit) {
            this.target = target;
            this.source = source;
            this.limit = limit;
        }

        @Override
        public SocketChannel open() throws IOException {
            var channel = begin();
            try {
                if (source.isPresent()) {
                    channel.bind(new InetSocketAddress(source.get(), 0));
                }
                channel.socket().connect(target, Math.toIntExact(Math.min(limit.toMillis(), Integer.MAX_VALUE)));
            } catch (IOException e) {
                channel.close();
                throw e;
            }
            hand();
            return channel;
        }

        private synchronized SocketChannel begin() throws IOException {
            if (closed) {
                throw new ClosedChannelException();
            }
            var channel = SocketChannel.open();
            dialling = Optional.of(channel);
            return channel;
        }

        private synchronized void hand() throws IOException {
            if (closed) {
                throw new ClosedChannelException(); // the channel too
            }
            dialling = Optional.empty();
        }

        public InetSocketAddress target() {
            return target;
        }

        @Override
        public int port() {
            return target.getPort();
        }

        @Override
        public boolean opensAtOnce() {
            return true;
        }

        @Override
        public synchronized void close() {
            closed = true;
            dialling.ifPresent(Channels::close);
        }
    }
}
