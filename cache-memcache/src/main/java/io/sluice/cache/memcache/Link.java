package io.sluice.cache.memcache;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.Deadline;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import net.spy.memcached.OperationFactory;
import net.spy.memcached.ops.Operation;
import net.spy.memcached.ops.StatusCode;
import org.jspecify.annotations.Nullable;

/// A connection to a server, for any number of operations at once. Once it has broken it is of no more use.
final class Link implements AutoCloseable {
    private static final Duration GOODBYE = Duration.ofMillis(500);

    private final Place place;
    private final boolean binary;
    private final OperationFactory operations;
    private final Conversation conversation;
    private final AtomicBoolean told = new AtomicBoolean();

    private Link(Place place, boolean binary, OperationFactory operations, Conversation conversation) {
        this.place = place;
        this.binary = binary;
        this.operations = operations;
        this.conversation = conversation;
    }

    /// Connects to one address of a place.
    ///
    /// @param limit the longest that one operation will be given
    static Link open(Place place, SocketAddress address, boolean binary, Duration limit, Deadline deadline)
            throws CacheException {
        Library.prepare();
        SocketChannel channel = null;
        try {
            deadline.check();
            if (address instanceof UnixDomainSocketAddress) {
                channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                channel.connect(address);
            } else {
                channel = SocketChannel.open();
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
                channel.socket()
                        .connect(address, (int) Math.max(1, deadline.left().toMillis()));
            }
            var wire = new Wire(binary, limit);
            return new Link(place, binary, wire.getOperationFactory(), new Conversation(wire, channel));
        } catch (IOException | RuntimeException failure) {
            close(channel);
            String why = Optional.ofNullable(failure.getMessage()).orElse(failure.toString());
            throw new CacheException(
                    deadline.hasPassed() ? Kind.TIMEOUT : Kind.UNAVAILABLE,
                    "cannot connect to " + place + ": " + why,
                    failure);
        }
    }

    /// Makes an operation of the library that tells an answer.
    interface Question<A extends Answer> {
        Operation of(OperationFactory operations, A answer);
    }

    /// Asks, and waits for the answer, whatever it is.
    ///
    /// @throws CacheException of kind `TIMEOUT`, or `UNAVAILABLE` where the connection breaks
    <A extends Answer> A ask(Question<A> question, A answer, Deadline deadline) throws CacheException {
        return finish(begin(question, answer), answer, deadline);
    }

    /// Asks.
    <A extends Answer> Operation begin(Question<A> question, A answer) throws CacheException {
        try {
            Operation operation = question.of(operations, answer);
            conversation.send(operation);
            return operation;
        } catch (IllegalStateException | AssertionError full) {
            throw new CacheException(Kind.UNAVAILABLE, place + " takes no more operations", full);
        }
    }

    /// Waits for the answer.
    <A extends Answer> A finish(Operation operation, A answer, Deadline deadline) throws CacheException {
        try {
            if (!answer.await(deadline)) {
                operation.cancel();
                throw new CacheException(Kind.TIMEOUT, "no answer from " + place + " in time");
            }
        } catch (InterruptedException interrupted) {
            operation.cancel();
            Thread.currentThread().interrupt();
            throw new CacheException(Kind.TIMEOUT, "interrupted", interrupted);
        }
        if (answer.code() == StatusCode.CANCELLED) {
            throw new CacheException(Kind.UNAVAILABLE, "the connection to " + place + " broke");
        }
        return answer;
    }

    /// Whether the server is spoken to in the binary protocol.
    boolean isBinary() {
        return binary;
    }

    boolean isBroken() {
        return conversation.isOver();
    }

    /// True once: operations that break together are one failure of the server.
    boolean tellsOfItsEnd() {
        return told.compareAndSet(false, true);
    }

    /// Ends it and every operation that waits.
    @Override
    public void close() {
        conversation.end();
    }

    /// Waits a little until its thread has gone.
    void awaitEnd() {
        try {
            conversation.join(GOODBYE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(@Nullable SocketChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException _) {
            // It was not to be used.
        }
    }
}
