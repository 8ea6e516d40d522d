package io.sluice.admin;

import io.sluice.config.Configuration;
import io.sluice.config.Directive;
import io.sluice.config.DirectiveSet;
import io.sluice.log.Logging;
import io.sluice.log.ModuleLog;
import io.sluice.module.ControlAction;
import io.sluice.module.ControlReply;
import io.sluice.module.ControlReply.Status;
import io.sluice.session.Clock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The control socket of a gateway: it is where the configuration in force says, and answers by its ACLs. A client has
/// a thread while it is there, and has to hurry.
public final class Controls implements AutoCloseable {
    private static final Duration LONGEST_REQUEST = Duration.ofSeconds(5);
    private static final Duration LONGEST_REPLY = Duration.ofSeconds(5);
    private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(1);
    private static final int MOST_ANSWERS = 1024;

    private final Admin admin;
    private final Logging logging;
    private final Clock clock;
    private final Semaphore answers = new Semaphore(MOST_ANSWERS);
    private volatile Semaphore places = new Semaphore(0);
    private Optional<ControlSocket> socket = Optional.empty();
    private volatile Optional<Serving> serving = Optional.empty();
    private boolean closed;

    /// What clients are served by: from one configuration to the next.
    private record Serving(ActionTable actions, ModuleLog log) {}

    public Controls(Admin admin, Logging logging, Clock clock) {
        this.admin = admin;
        this.logging = logging;
        this.clock = clock;
    }

    /// Goes by the configuration in force from now on. A socket that cannot be is said in the log, and the gateway goes
    /// on without it.
    public synchronized void follow(Configuration configuration) {
        if (closed) {
            return;
        }
        var directives = configuration.main().directives();
        var before = serving;
        serving = Optional.empty();
        if (isWanted(directives)) {
            places = new Semaphore(directives.get(ControlsDirectives.MAX_CLIENTS));
            serving = Optional.of(new Serving(
                    new ActionTable(admin.directives(), directives, actions(directives), this::stopListening),
                    ModuleLog.open(ControlsDirectives.LOG, "mod_ctrls", directives, logging)));
            Strangers.in(
                            directives,
                            Stream.concat(
                                    Stream.of(ControlsDirectives.ACLS),
                                    actions(directives).map(ControlAction::acl)))
                    .forEach(logging.system()::warn);
        }
        before.map(Serving::log).ifPresent(ModuleLog::close);
        listen(directives);
    }

    /// Where no file speaks of the socket nobody may do anything there, so there need not be one.
    private boolean isWanted(DirectiveSet directives) {
        var general = Stream.<Directive<?>>of(
                ControlsDirectives.ENGINE,
                ControlsDirectives.SOCKET,
                ControlsDirectives.SOCKET_ACL,
                ControlsDirectives.ACLS);
        return directives.get(ControlsDirectives.ENGINE)
                && Stream.concat(general, actions(directives).map(ControlAction::acl))
                        .anyMatch(directive -> !directives.settings(directive).isEmpty());
    }

    private Stream<ControlAction> actions(DirectiveSet directives) {
        var off = directives.get(ControlsDirectives.ADMIN_ENGINE);
        return Stream.concat(
                AdminActions.of(admin).stream().filter(action -> !off.contains(action.name())),
                admin.controlsOfModules().stream());
    }

    private void listen(DirectiveSet directives) {
        var wanted = serving.isEmpty()
                ? Optional.<Path>empty()
                : directives.find(ControlsDirectives.SOCKET).or(RunDirectory::socket);
        if (serving.isPresent() && wanted.isEmpty()) {
            logging.system().error("ControlsSocket: there is no directory for it by default; name a path");
        }
        if (socket.map(ControlSocket::path).equals(wanted)
                && socket.map(ControlSocket::isListening).orElse(true)) {
            return;
        }
        socket.ifPresent(ControlSocket::close);
        socket = Optional.empty();
        if (wanted.isPresent()) {
            try {
                var bound = ControlSocket.bind(
                        wanted.get(), directives.find(ControlsDirectives.SOCKET_OWNER), logging.system()::warn);
                bound.start(this::accepted);
                socket = Optional.of(bound);
            } catch (IOException e) {
                logging.system().error("ControlsSocket: " + e.getMessage());
            }
        }
    }

    /// Until the next configuration.
    private synchronized void stopListening() {
        socket.ifPresent(ControlSocket::stopListening);
    }

    /// Waits for a place first; meanwhile others wait where the system lets them.
    private void accepted(SocketChannel channel) {
        var place = places;
        place.acquireUninterruptibly();
        Thread.ofVirtual().name("control").start(() -> {
            try (channel) {
                serve(channel);
            } catch (IOException e) {
                logging.system().debug(1, () -> "a client of the control socket was dropped: " + e.getMessage());
            } catch (RuntimeException e) {
                logging.system().error("a client of the control socket could not be served: " + e);
            } finally {
                place.release();
            }
        });
    }

    private void serve(SocketChannel channel) throws IOException {
        var peer = Peer.of(channel);
        peer.ifPresent(known -> known.removeName(channel));
        var record = new ControlRecord(peer, line -> log(line));
        record.accepted();
        try {
            var request = within(LONGEST_REQUEST, channel, () -> ControlWire.read(Channels.newInputStream(channel)));
            answers.acquireUninterruptibly();
            try {
                answer(channel, peer, request, record);
            } finally {
                answers.release();
            }
        } catch (IOException e) {
            record.broken(e);
            throw e;
        } finally {
            record.closed();
        }
    }

    private void answer(SocketChannel channel, Optional<Peer> peer, ControlRequest request, ControlRecord record)
            throws IOException {
        var present = serving;
        if (present.isEmpty()) {
            return;
        }
        record.received(request);
        var reply = peer.isEmpty() ? ActionTable.accessDenied() : answer(present.get(), peer.get(), request);
        record.sent(request, reply);
        if (serving.or(() -> present).filter(now -> now.log().isOpen()).isEmpty()) {
            logging.system().notice(record.summary(request, reply));
        }
        var bytes = ByteBuffer.wrap(ControlWire.write(reply, request.layout()));
        within(LONGEST_REPLY, channel, () -> {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            return bytes;
        });
    }

    private ControlReply answer(Serving present, Peer peer, ControlRequest request) {
        try {
            return present.actions().answer(peer, request.words());
        } catch (RuntimeException e) {
            logging.system().error("control '" + request.text() + "' failed: " + e);
            return ControlReply.of(Status.INTERNAL_ERROR, "internal error; see the log of the server");
        }
    }

    /// A line for `ControlsLog`, as the configuration in force has it by now.
    private void log(String line) {
        serving.map(Serving::log).filter(ModuleLog::isOpen).ifPresent(log -> log.log(line));
    }

    @FunctionalInterface
    private interface Work<T> {
        T run() throws IOException;
    }

    /// A client that takes longer loses its connection.
    private <T> T within(Duration longest, SocketChannel channel, Work<T> work) throws IOException {
        var end = clock.after(longest.toNanos(), () -> close(channel));
        try {
            return work.run();
        } finally {
            end.cancel(false);
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException _) {
            // closed is closed
        }
    }

    /// Stops listening and removes the socket, and waits a moment for answers under way: one of them may be to whoever
    /// has asked for the end.
    @Override
    public void close() {
        var last = stop();
        try {
            if (answers.tryAcquire(MOST_ANSWERS, LONGEST_FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
                answers.release(MOST_ANSWERS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        last.ifPresent(ModuleLog::close);
    }

    private synchronized Optional<ModuleLog> stop() {
        closed = true;
        socket.ifPresent(ControlSocket::close);
        socket = Optional.empty();
        var log = serving.map(Serving::log);
        serving = Optional.empty();
        return log;
    }
}
