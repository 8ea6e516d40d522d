package io.sluice.server;

import io.sluice.log.SystemLog;
import io.sluice.net.Addresses;
import io.sluice.net.ErrorText;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// One listening socket and the thread that accepts on it. What is accepted is handed on at once; the listener goes on
/// whatever becomes of it.
final class Listener implements AutoCloseable {
    private static final Duration PAUSE_AFTER_ERROR = Duration.ofMillis(100);

    private final ServerSocketChannel server;
    private final InetSocketAddress wanted;
    private final InetSocketAddress bound;
    private final SystemLog log;

    private Listener(ServerSocketChannel server, InetSocketAddress wanted, SystemLog log) throws IOException {
        this.server = server;
        this.wanted = wanted;
        this.bound = (InetSocketAddress) server.getLocalAddress();
        this.log = log;
    }

    /// Binds; nothing is accepted before [#start].
    static Listener bind(InetSocketAddress address, int backlog, SystemLog log) throws IOException {
        var server = open(address.getAddress());
        try {
            server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            server.bind(address, backlog);
            return new Listener(server, address, log);
        } catch (IOException e) {
            server.close();
            throw new IOException(
                    "unable to listen on " + Addresses.text(address.getAddress()) + "#" + address.getPort() + ": "
                            + ErrorText.of(e),
                    e);
        }
    }

    private static ServerSocketChannel open(InetAddress address) throws IOException {
        return address instanceof java.net.Inet4Address
                ? ServerSocketChannel.open(StandardProtocolFamily.INET)
                : ServerSocketChannel.open();
    }

    /// The address that was asked for, which tells listeners apart across reloads.
    InetSocketAddress wanted() {
        return wanted;
    }

    InetSocketAddress bound() {
        return bound;
    }

    void start(Consumer<SocketChannel> accepted) {
        Thread.ofVirtual().name("listener " + bound).start(() -> accept(accepted));
    }

    private void accept(Consumer<SocketChannel> accepted) {
        while (server.isOpen()) {
            try {
                accepted.accept(server.accept());
            } catch (ClosedChannelException _) {
                return;
            } catch (IOException e) {
                log.error("error accepting a connection on " + bound + ": " + ErrorText.of(e));
                LockSupport.parkNanos(PAUSE_AFTER_ERROR.toNanos());
            }
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException _) {
            // closed is closed
        }
    }
}
