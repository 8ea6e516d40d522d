package io.sluice.server;

import io.sluice.log.SystemLog;
import io.sluice.net.Acceptor;
import io.sluice.net.Addresses;
import io.sluice.net.ErrorText;
import io.sluice.net.Reactor;
import io.sluice.net.SocketSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/// One listening socket. What is accepted is handed on at once; the listener goes on whatever becomes of it.
final class Listener implements AutoCloseable {
    private final InetSocketAddress address;
    private final Acceptor acceptor;

    private Listener(InetSocketAddress address, Acceptor acceptor) {
        this.address = address;
        this.acceptor = acceptor;
    }

    /// Where connections go.
    record Taker(Reactor reactor, Consumer<SocketChannel> accepted) {}

    /// Binds; nothing is accepted before [#start].
    static Listener bind(InetSocketAddress address, int backlog, SocketSettings sockets, Taker taker, SystemLog log)
            throws IOException {
        try {
            var server = ServerSocketChannel.open(Addresses.family(address.getAddress()));
            try {
                server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                sockets.applyToListener(server);
                server.bind(address, backlog);
                var told = new Told(address, taker.accepted(), log);
                return new Listener(address, new Acceptor(server, taker.reactor(), told));
            } catch (IOException e) {
                server.close();
                throw e;
            }
        } catch (IOException | UnsupportedOperationException e) {
            throw new IOException(
                    "unable to listen on " + place(address) + ": "
                            + (e instanceof IOException io ? ErrorText.of(io) : "Address family not supported"),
                    e);
        }
    }

    InetSocketAddress address() {
        return address;
    }

    void start() {
        acceptor.start();
    }

    private static String place(InetSocketAddress address) {
        return Addresses.text(address.getAddress()) + "#" + address.getPort();
    }

    /// Gives the address back.
    @Override
    public void close() {
        acceptor.close();
    }

    /// While accepting fails, for want of file descriptors for example, it is said only once.
    private static final class Told implements Acceptor.Listener {
        private final InetSocketAddress address;
        private final Consumer<SocketChannel> taker;
        private final SystemLog log;
        private boolean failing;

        Told(InetSocketAddress address, Consumer<SocketChannel> taker, SystemLog log) {
            this.address = address;
            this.taker = taker;
            this.log = log;
        }

        @Override
        public void accepted(SocketChannel channel) {
            if (failing) {
                failing = false;
                log.notice("accepting connections again on " + place(address));
            }
            try {
                taker.accept(channel);
            } catch (RuntimeException e) {
                log.error("a connection on " + place(address) + " could not be taken over: " + e);
            }
        }

        @Override
        public void failed(IOException error) {
            if (!failing) {
                failing = true;
                log.error("error accepting a connection on " + place(address) + ": " + ErrorText.of(error));
            }
        }
    }
}
