package io.sluice.transfer;

import io.sluice.net.Dialling;
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

    /// Waits for the data connection, or makes it. It need not block.
    SocketChannel open() throws IOException;

    /// Does of [#open] what can be done without waiting; false if something is left that has to be waited for. What
    /// goes wrong is told by [#open].
    boolean begin();

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
        private Optional<SocketChannel> channel = Optional.empty();
        private Optional<Dialling> dialling = Optional.empty();
        private Optional<IOException> failure = Optional.empty();
        private boolean closed;

        public Dial(InetSocketAddress target, Optional<InetAddress> source, Duration limit) {
            this.target = target;
            this.source = source;
            this.limit = limit;
        }

        @Override
        public SocketChannel open() throws IOException {
            if (failure.isPresent()) {
                throw failure.get();
            }
            var opened = channel();
            try {
                dialling(opened).finish(limit);
            } catch (IOException e) {
                opened.close();
                throw e;
            }
            hand();
            return opened;
        }

        @Override
        public boolean begin() {
            try {
                return dialling(channel()).isConnected();
            } catch (IOException e) {
                failure = Optional.of(e);
                return false;
            }
        }

        private synchronized SocketChannel channel() throws IOException {
            if (closed) {
                throw new ClosedChannelException();
            }
            if (channel.isEmpty()) {
                channel = Optional.of(SocketChannel.open());
            }
            return channel.get();
        }

        private synchronized Dialling dialling(SocketChannel opened) throws IOException {
            if (dialling.isEmpty()) {
                if (source.isPresent()) {
                    opened.bind(new InetSocketAddress(source.get(), 0));
                }
                dialling = Optional.of(Dialling.begin(opened, target));
            }
            return dialling.get();
        }

        private synchronized void hand() throws IOException {
            if (closed) {
                throw new ClosedChannelException(); // the channel too
            }
            channel = Optional.empty();
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
            channel.ifPresent(Channels::reset);
            dialling.ifPresent(Channels::close);
        }
    }
}
