package io.sluice.transfer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
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
    private Optional<SocketChannel> early = Optional.empty();
    private boolean closed;
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
    public boolean begin() {
        return hasEarly() || comesEarly();
    }

    private boolean comesEarly() {
        try {
            held.server().configureBlocking(false);
            for (var channel = held.server().accept();
                    channel != null;
                    channel = held.server().accept()) {
                if (isAdmitted(channel)) {
                    return keep(channel);
                }
            }
        } catch (IOException _) {
            // open() meets it too
        }
        return false;
    }

    @Override
    public SocketChannel open() throws IOException {
        var kept = takeEarly();
        return kept.isPresent() ? kept.get() : await();
    }

    private SocketChannel await() throws IOException {
        held.server().configureBlocking(true);
        var socket = held.server().socket();
        socket.setSoTimeout(Math.toIntExact(Math.min(limit.toMillis(), Integer.MAX_VALUE)));
        while (true) {
            var channel = socket.accept().getChannel();
            if (isAdmitted(channel)) {
                return channel;
            }
        }
    }

    /// Whether the connection is the one that is waited for; if so the socket has done its work, if not it is closed.
    private boolean isAdmitted(SocketChannel channel) throws IOException {
        var peer = ((InetSocketAddress) channel.getRemoteAddress()).getAddress();
        if (admitted.test(peer)) {
            if (returns()) {
                owner.takeBack(held);
            }
            return true;
        }
        log.accept("SECURITY VIOLATION: Passive connection from " + peer.getHostAddress() + " rejected.");
        Channels.close(channel);
        return false;
    }

    private synchronized boolean hasEarly() {
        return early.isPresent();
    }

    private synchronized boolean keep(SocketChannel channel) {
        if (closed) {
            Channels.reset(channel);
        } else {
            early = Optional.of(channel);
        }
        return !closed;
    }

    private synchronized Optional<SocketChannel> takeEarly() {
        var kept = early;
        early = Optional.empty();
        return kept;
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
        synchronized (this) {
            closed = true;
            early.ifPresent(Channels::reset);
        }
        if (returns()) {
            owner.giveUp(held);
        }
    }
}
