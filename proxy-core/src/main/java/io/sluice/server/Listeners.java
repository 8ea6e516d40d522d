package io.sluice.server;

import io.sluice.log.SystemLog;
import io.sluice.net.Reactors;
import io.sluice.net.SocketSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The listening sockets of a server. Those that two setups have in common stay open from one to the next.
///
/// A new socket may be in the way of an old one that is no longer wanted, as `0.0.0.0` is of `127.0.0.1` on the same
/// port: then, and only then, the old one is closed before the new one is bound.
final class Listeners implements AutoCloseable {
    private final SystemLog log;
    private final Reactors reactors;
    private final Consumer<SocketChannel> accepted;
    private volatile List<Listener> open = List.of();

    Listeners(SystemLog log, Reactors reactors, Consumer<SocketChannel> accepted) {
        this.log = log;
        this.reactors = reactors;
        this.accepted = accepted;
    }

    /// A change that is prepared: its sockets are bound and accept nothing yet.
    final class Change {
        private final List<InetSocketAddress> wanted;
        private final int backlog;
        private final SocketSettings sockets;
        private final List<Listener> added = new ArrayList<>();
        private final List<InetSocketAddress> closedEarly = new ArrayList<>();

        private Change(Setup setup) {
            this.wanted = setup.listening();
            this.backlog = setup.backlog();
            this.sockets = setup.sockets();
        }

        private void bindAll() throws IOException {
            for (InetSocketAddress address : wanted) {
                if (open.stream().noneMatch(old -> old.address().equals(address))) {
                    added.add(bind(address));
                }
            }
        }

        private Listener bind(InetSocketAddress address) throws IOException {
            try {
                return bindTo(address);
            } catch (IOException e) {
                var inTheWay = open.stream()
                        .filter(old -> old.address().getPort() == address.getPort() && !wanted.contains(old.address()))
                        .toList();
                if (inTheWay.isEmpty()) {
                    throw e;
                }
                for (Listener old : inTheWay) {
                    old.close();
                    closedEarly.add(old.address());
                }
                return bindTo(address);
            }
        }

        private Listener bindTo(InetSocketAddress address) throws IOException {
            var taker = new Listener.Taker(reactors.next(), accepted);
            return Listener.bind(address, backlog, sockets, taker, log);
        }

        /// Begins to accept on the new sockets, and closes those no longer wanted.
        void commit() {
            var before = open;
            open = Stream.concat(added.stream(), before.stream().filter(old -> wanted.contains(old.address())))
                    .toList();
            added.forEach(Listener::start);
            before.stream().filter(old -> !open.contains(old)).forEach(Listener::close);
        }

        /// Leaves everything as it was.
        void undo() {
            added.forEach(Listener::close);
            var kept = new ArrayList<>(open.stream()
                    .filter(old -> !closedEarly.contains(old.address()))
                    .toList());
            for (InetSocketAddress address : closedEarly) {
                try {
                    var again = bindTo(address);
                    again.start();
                    kept.add(again);
                } catch (IOException e) {
                    log.error(String.valueOf(e.getMessage()));
                }
            }
            open = List.copyOf(kept);
        }
    }

    /// Binds what a setup needs. On an exception nothing has changed.
    Change prepare(Setup setup) throws IOException {
        var change = new Change(setup);
        try {
            change.bindAll();
            return change;
        } catch (IOException e) {
            change.undo();
            throw e;
        }
    }

    /// Where connections are accepted. Callable from any thread.
    List<InetSocketAddress> addresses() {
        return open.stream().map(Listener::address).toList();
    }

    @Override
    public void close() {
        open.forEach(Listener::close);
        open = List.of();
    }
}
