package io.sluice.admin;

import io.sluice.config.Configuration;
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
    private static final int MOST_CLIENTS = 32;

    private final Admin admin;
    private final Logging logging;
    private final Clock clock;
    private final Semaphore places = new Semaphore(MOST_CLIENTS);
    private final Semaphore answers = new Semaphore(MOST_CLIENTS);
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
            serving = Optional.of(new Serving(
                    new ActionTable(directives, actions(directives)),
                    ModuleLog.open(ControlsDirectives.LOG, "mod_ctrls", directives, logging)));
        }
        before.map(Serving::log).ifPresent(ModuleLog::close);
        listen(directives);
    }

    /// Where no file speaks of the socket nobody may use it, so there need not be one.
    private static boolean isWanted(DirectiveSet directives) {
        return directives.get(ControlsDirectives.ENGINE)
                && Stream.of(ControlsDirectives.ENGINE, ControlsDirectives.SOCKET, ControlsDirectives.SOCKET_ACL)
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
        if (socket.map(ControlSocket::path).equals(wanted)) {
            return;
        }
        socket.ifPresent(ControlSocket::close);
        socket = Optional.empty();
        if (wanted.isPresent()) {
            try {
                var bound = ControlSocket.bind(wanted.get(), directives.find(ControlsDirectives.SOCKET_OWNER));
                bound.start(this::accepted);
                socket = Optional.of(bound);
            } catch (IOException e) {
                logging.system().error("ControlsSocket: " + e.getMessage());
            }
        }
    }

    private void accepted(SocketChannel channel) {
        if (!places.tryAcquire()) {
            close(channel);
            return;
        }
        Thread.ofVirtual().name("control").start(() -> {
            try (channel) {
                serve(channel);
            } catch (IOException e) {
                logging.system().debug(1, () -> "a client of the control socket was dropped: " + e.getMessage());
            } catch (RuntimeException e) {
                logging.system().error("a client of the control socket could not be served: " + e);
            } finally {
                places.release();
            }
        });
    }

    private void serve(SocketChannel channel) throws IOException {
        var peer = Peer.of(channel);
        peer.ifPresent(known -> known.removeName(channel));
        var request = within(LONGEST_REQUEST, channel, () -> ControlWire.read(Channels.newInputStream(channel)));
        answers.acquireUninterruptibly();
        try {
            answer(channel, peer, request);
        } finally {
            answers.release();
        }
    }

    private void answer(SocketChannel channel, Optional<Peer> peer, ControlRequest request) throws IOException {
        var present = serving;
        if (present.isEmpty()) {
            return;
        }
        var reply = peer.isEmpty() ? ActionTable.accessDenied() : answer(present.get(), peer.get(), request);
        write(present.get(), peer, request, reply);
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

    /// Who has asked for what, and what came of it.
    private void write(Serving present, Optional<Peer> peer, ControlRequest request, ControlReply reply) {
        var line = "control by " + peer.map(Peer::toString).orElse("somebody the system does not tell of") + ": '"
                + request.text() + "': " + (reply.status() == Status.OK ? "done" : reply.status())
                + reply.lines().stream()
                        .findFirst()
                        .filter(_ -> !request.mayHoldSecrets())
                        .map(first -> ": " + first)
                        .orElse("");
        var log = serving.orElse(present).log(); // the answer may be that there is another configuration now
        if (log.isOpen()) {
            log.log(line);
        } else {
            logging.system().notice(line);
        }
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
            if (answers.tryAcquire(MOST_CLIENTS, LONGEST_FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
                answers.release(MOST_CLIENTS);
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
