package io.sluice.transfer;

import io.sluice.net.PortRange;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// A listening socket for one data connection. Connections from addresses that are not admitted are closed and told to
/// the log; the wait goes on for the right one.
public final class DataListener implements DataEndpoint {
    private static final int BACKLOG = 4;

    private final ServerSocketChannel server;
    private final InetSocketAddress address;
    private final Predicate<InetAddress> admitted;
    private final Duration limit;
    private final Consumer<String> log;

    private DataListener(
            ServerSocketChannel server, Predicate<InetAddress> admitted, Duration limit, Consumer<String> log)
            throws IOException {
        this.server = server;
        this.address = (InetSocketAddress) server.getLocalAddress();
        this.admitted = admitted;
        this.limit = limit;
        this.log = log;
    }

    /// Listens on a free port of the range, tried from a random one on; on any port if there is no range, or, with a
    /// line in the log, none free in it.
    ///
    /// @param limit how long to wait for a connection; zero waits until closed
    public static DataListener open(
            InetAddress local,
            Optional<PortRange> ports,
            Predicate<InetAddress> admitted,
            Duration limit,
            Consumer<String> log)
            throws IOException {
        var server = ServerSocketChannel.open();
        try {
            server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            bind(server, local, ports, log);
            return new DataListener(server, admitted, limit, log);
        } catch (IOException e) {
            Channels.close(server);
            throw e;
        }
    }

    private static void bind(
            ServerSocketChannel server, InetAddress local, Optional<PortRange> ports, Consumer<String> log)
            throws IOException {
        if (ports.isPresent() && bindWithin(server, local, ports.get())) {
            return;
        }
        ports.ifPresent(range -> log.accept("unable to find open port in PassivePorts range " + range.min() + "-"
                + range.max() + ": defaulting to INPORT_ANY (consider defining a larger PassivePorts range)"));
        server.bind(new InetSocketAddress(local, 0), BACKLOG);
    }

    private static boolean bindWithin(ServerSocketChannel server, InetAddress local, PortRange ports)
            throws IOException {
        int count = ports.max() - ports.min() + 1;
        int first = ThreadLocalRandom.current().nextInt(count);
        for (int i = 0; i < count; i++) {
            try {
                server.bind(new InetSocketAddress(local, ports.min() + (first + i) % count), BACKLOG);
                return true;
            } catch (BindException _) {
                // taken; the next one
            }
        }
        return false;
    }

    public InetSocketAddress address() {
        return address;
    }

    @Override
    public SocketChannel open() throws IOException {
        var socket = server.socket();
        socket.setSoTimeout(Math.toIntExact(Math.min(limit.toMillis(), Integer.MAX_VALUE)));
        while (true) {
            var channel = socket.accept().getChannel();
            var peer = ((InetSocketAddress) channel.getRemoteAddress()).getAddress();
            if (admitted.test(peer)) {
                Channels.close(server);
                return channel;
            }
            log.accept("SECURITY VIOLATION: Passive connection from " + peer.getHostAddress() + " rejected.");
            Channels.close(channel);
        }
    }

    @Override
    public int port() {
        return address.getPort();
    }

    @Override
    public boolean opensAtOnce() {
        return false;
    }

    @Override
    public void close() {
        Channels.close(server);
    }
}
