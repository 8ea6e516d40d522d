package io.sluice.transfer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// A listening socket for one data connection, lent by [DataListeners]. Connections from addresses that are not
/// admitted are closed and told to the log; the wait goes on for the right one.
public final class DataListener implements DataEndpoint {
    private final DataListeners owner;
    private final DataListeners.Held held;
    private final InetSocketAddress address;
    private final Predicate<InetAddress> admitted;
    private final Duration limit;
    private final Consumer<String> log;
    private boolean returned;

    DataListener(
            DataListeners owner,
            DataListeners.Held held,
            Predicate<InetAddress> admitted,
            Duration limit,
            Consumer<String> log)
            throws IOException {
        this.owner = owner;
        this.held = held;
        this.address = (InetSocketAddress) held.server().getLocalAddress();
        this.admitted = admitted;
        this.limit = limit;
        this.log = log;
    }

    public InetSocketAddress address() {
        return address;
    }

    @Override
    public SocketChannel open() throws IOException {
        var socket = held.server().socket();
        socket.setSoTimeout(Math.toIntExact(Math.min(limit.toMillis(), Integer.MAX_VALUE)));
        while (true) {
            var channel = socket.accept().getChannel();
            var peer = ((InetSocketAddress) channel.getRemoteAddress()).getAddress();
            if (admitted.test(peer)) {
                if (returns()) {
                    owner.takeBack(held);
                }
                return channel;
            }
            log.accept("SECURITY VIOLATION: Passive connection from " + peer.getHostAddress() + " rejected.");
            Channels.close(channel);
        }
    }

    /// Whether the socket is still ours to return.
    private synchronized boolean returns() {
        boolean first = !returned;
        returned = true;
        return first;
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
        if (returns()) {
            owner.giveUp(held);
        }
    }
}
