package io.sluice.cache.redis;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.Deadline;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.exceptions.JedisDataException;

/// A connection to a server, for one operation at a time. Once it has failed it is of no more use.
///
/// A call ends when its deadline passes (see [Watch]) or its thread is interrupted: both close the channel.
final class Link implements AutoCloseable {
    private static final ProtocolCommand QUIT = () -> "QUIT".getBytes(StandardCharsets.US_ASCII);

    private final Place place;
    private final Connection connection;
    private final Watch.Guard guard;
    private boolean usable = true;
    private boolean elsewhere;
    private long usedNanos = System.nanoTime();

    private Link(Place place, Connection connection, Watch.Guard guard) {
        this.place = place;
        this.connection = connection;
        this.guard = guard;
    }

    /// Connects to one address of a place, with TLS where that is given.
    static Link open(Place place, SocketAddress address, Optional<TlsContext> tls, Watch watch, Deadline deadline)
            throws CacheException {
        Watch.Guard guard = null;
        try {
            var channel = address instanceof UnixDomainSocketAddress unix ? local(unix) : SocketChannel.open();
            guard = watch.guard(channel);
            guard.begin(deadline);
            Socket socket;
            if (address instanceof UnixDomainSocketAddress) {
                channel.connect(address);
                socket = new ChannelSocket(channel);
            } else {
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
                channel.connect(address);
                socket = channel.socket();
            }
            if (tls.isPresent() && place instanceof Place.Tcp tcp) {
                socket = tls.get().secure(socket, tcp);
            }
            var ready = socket;
            var connection = new Connection(() -> ready);
            connection.connect();
            guard.rest();
            return new Link(place, connection, guard);
        } catch (IOException | RuntimeException failure) {
            boolean late = guard != null && guard.isAborted();
            if (guard != null) {
                guard.close();
            }
            throw broken("cannot connect to " + place, failure, late || deadline.hasPassed());
        }
    }

    private static SocketChannel local(UnixDomainSocketAddress address) throws IOException {
        if (address.getPath().toString().isEmpty()) {
            throw new IOException("no path");
        }
        return SocketChannel.open(java.net.StandardProtocolFamily.UNIX);
    }

    /// Sends a command and reads its answer.
    ///
    /// @throws CacheException of the kind that the server's error is, or that the failure of the connection is
    Reply ask(CommandArguments command, Deadline deadline) throws CacheException {
        String name = name(command);
        guard.begin(deadline);
        try {
            return new Reply(name, connection.executeCommand(command));
        } catch (JedisDataException answer) {
            throw refused(name, answer);
        } catch (RuntimeException failure) {
            throw lost(failure);
        } finally {
            guard.rest();
            usedNanos = System.nanoTime();
        }
    }

    /// Sends commands together and reads their answers. The first error among them is the failure of all.
    List<Reply> askAll(List<CommandArguments> commands, Deadline deadline) throws CacheException {
        var replies = new ArrayList<Reply>(commands.size());
        guard.begin(deadline);
        try {
            commands.forEach(connection::sendCommand);
            var answers = connection.getMany(commands.size());
            for (int i = 0; i < commands.size(); i++) {
                replies.add(new Reply(name(commands.get(i)), answers.get(i)));
            }
        } catch (RuntimeException failure) {
            throw lost(failure);
        } finally {
            guard.rest();
            usedNanos = System.nanoTime();
        }
        for (Reply reply : replies) {
            if (reply.value() instanceof JedisDataException answer) {
                // What was begun on this connection, such as a WATCH, may not have ended.
                usable = false;
                throw refused(reply.command(), answer);
            }
        }
        return replies;
    }

    /// Who hears the answers to several commands, each when it comes.
    interface Answers {
        /// One command was answered: done, or refused.
        void answered(Optional<CacheException> refusal);
    }

    /// Sends commands together; an error among their answers is the answer to its command alone.
    void askEach(List<CommandArguments> commands, Answers answers, Deadline deadline) throws CacheException {
        guard.begin(deadline);
        try {
            commands.forEach(connection::sendCommand);
            for (CommandArguments command : commands) {
                try {
                    connection.getOne();
                    answers.answered(Optional.empty());
                } catch (JedisDataException answer) {
                    answers.answered(Optional.of(refused(name(command), answer)));
                }
            }
        } catch (RuntimeException failure) {
            throw lost(failure);
        } finally {
            guard.rest();
            usedNanos = System.nanoTime();
        }
    }

    /// Asks whether the server is there.
    void ping(Deadline deadline) throws CacheException {
        String pong = ask(new CommandArguments(Protocol.Command.PING), deadline).text();
        if (!pong.equals("PONG")) {
            usable = false;
            throw new CacheException(Kind.UNAVAILABLE, place + " answers PING with something else than PONG");
        }
    }

    boolean isUsable() {
        return usable && !guard.isAborted();
    }

    /// Whether the server has said that it is not the one to ask.
    boolean isElsewhere() {
        return elsewhere;
    }

    boolean wasIdleFor(Duration time) {
        return System.nanoTime() - usedNanos > time.toNanos();
    }

    Place place() {
        return place;
    }

    /// Says goodbye first, where the server takes it at once.
    void quit(Deadline deadline) {
        try {
            if (usable) {
                ask(new CommandArguments(QUIT), deadline);
            }
        } catch (CacheException _) {
            // It ends without a goodbye.
        } finally {
            close();
        }
    }

    @Override
    public void close() {
        usable = false;
        guard.close();
    }

    private CacheException refused(String name, JedisDataException answer) {
        var refusal = Refusal.of(String.valueOf(answer.getMessage()));
        if (refusal.isOfThisServer()) {
            usable = false;
            elsewhere = true;
        }
        return refusal.failure(name);
    }

    private CacheException lost(RuntimeException failure) {
        usable = false;
        boolean late = guard.isAborted();
        guard.close();
        return broken("the connection to " + place + " broke", failure, late);
    }

    private static CacheException broken(String what, Exception failure, boolean late) {
        if (Thread.currentThread().isInterrupted()) {
            return new CacheException(Kind.TIMEOUT, "interrupted", failure);
        }
        if (late) {
            return new CacheException(Kind.TIMEOUT, what + ": no answer in time", failure);
        }
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return new CacheException(
                Kind.UNAVAILABLE,
                what + ": " + Optional.ofNullable(root.getMessage()).orElse(root.toString()),
                failure);
    }

    private static String name(CommandArguments command) {
        return command.getCommand().toString();
    }
}
