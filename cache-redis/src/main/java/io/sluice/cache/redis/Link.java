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
import java.util.function.Consumer;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisRedirectionException;

/// A connection to a server, for one operation at a time. Once it has failed it is of no more use.
///
/// A call ends when its deadline passes (see [Watch]) or its thread is interrupted: both close the channel.
final class Link implements AutoCloseable {
    private static final ProtocolCommand QUIT = () -> "QUIT".getBytes(StandardCharsets.US_ASCII);

    private static final CommandArguments ASKING = new CommandArguments(Protocol.Command.ASKING);

    private final Place place;
    private final Connection connection;
    private final Watch.Guard guard;

    /// Asked also by callers that have used it before.
    private volatile boolean usable = true;

    private boolean asking;
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
        var answers = new ArrayList<Answer>(1);
        askEach(List.of(command), answers::add, deadline);
        return answers.getFirst().reply();
    }

    /// Sends commands together and reads their answers. The first error among them is the failure of all.
    List<Reply> askAll(List<CommandArguments> commands, Deadline deadline) throws CacheException {
        var answers = new ArrayList<Answer>(commands.size());
        askEach(commands, answers::add, deadline);
        var replies = new ArrayList<Reply>(commands.size());
        for (Answer answer : answers) {
            if (answer instanceof Answer.Refused) {
                // What was begun on this connection, such as a WATCH, may not have ended.
                usable = false;
            }
            replies.add(answer.reply());
        }
        return replies;
    }

    /// What a server says to a command.
    sealed interface Answer {
        record Given(Reply reply) implements Answer {}

        record Refused(CacheException failure) implements Answer {
            @Override
            public Reply reply() throws CacheException {
                throw failure;
            }
        }

        /// The reply that was given.
        Reply reply() throws CacheException;
    }

    /// Sends commands together and tells each answer when it comes. An error is the answer to its command alone.
    void askEach(List<CommandArguments> commands, Consumer<Answer> answers, Deadline deadline) throws CacheException {
        guard.begin(deadline);
        try {
            var sent = asking ? introduced(commands) : commands;
            sent.forEach(connection::sendCommand);
            for (CommandArguments command : sent) {
                Answer answer = answer(command);
                if (command.getCommand() != Protocol.Command.ASKING) {
                    answers.accept(answer);
                }
            }
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError failure) {
            // An error is a reply that says of itself that it is endless.
            throw lost(failure);
        } finally {
            guard.rest();
            usedNanos = System.nanoTime();
        }
    }

    private Answer answer(CommandArguments command) {
        try {
            return new Answer.Given(new Reply(name(command), connection.getOne()));
        } catch (JedisDataException answer) {
            return new Answer.Refused(refused(name(command), answer));
        }
    }

    /// Does something with a server that is about to get a slot, and so must be told that it was named for it.
    <T> T asking(Peer.Exchange<T> exchange, Deadline deadline) throws CacheException {
        asking = true;
        try {
            return exchange.on(this, deadline);
        } finally {
            asking = false;
        }
    }

    /// Each command behind an `ASKING`, which holds for one; those in a transaction have that of its `MULTI`.
    private static List<CommandArguments> introduced(List<CommandArguments> commands) {
        var all = new ArrayList<CommandArguments>();
        boolean inside = false;
        for (CommandArguments command : commands) {
            if (!inside) {
                all.add(ASKING);
            }
            inside |= command.getCommand() == Protocol.Command.MULTI;
            all.add(command);
        }
        return all;
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
        }
        if (answer instanceof JedisRedirectionException) {
            return new CacheException(Kind.UNAVAILABLE, name + " error: " + refusal.text(), answer);
        }
        return refusal.failure(name);
    }

    private CacheException lost(Throwable failure) {
        usable = false;
        boolean late = guard.isAborted();
        guard.close();
        return broken("the connection to " + place + " broke", failure, late);
    }

    private static CacheException broken(String what, Throwable failure, boolean late) {
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
