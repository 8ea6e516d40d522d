package io.sluice.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Watches over what is being sent on control connections. The loop of a session waits in such a send, so none of its
/// own deadlines can end it: a peer that has stopped reading is cut off from here.
public final class SendWatch {
    private static final long IDLE = Long.MAX_VALUE;

    private final long epoch = System.nanoTime();
    private final Set<Sender> senders = ConcurrentHashMap.newKeySet();

    SendWatch() {}

    /// The way to send on that connection, until it is closed.
    public Sender over(SocketChannel channel) {
        var sender = new Sender(channel);
        senders.add(sender);
        return sender;
    }

    /// The sending side of one connection, used by one thread at a time.
    public final class Sender {
        private final SocketChannel channel;
        private volatile long due = IDLE;

        private Sender(SocketChannel channel) {
            this.channel = channel;
        }

        /// Sends all bytes; a peer that does not take them in time finds its connection closed, and the caller an
        /// exception.
        ///
        /// @param longest zero waits without limit
        public void send(byte[] bytes, Duration longest) throws IOException {
            if (!longest.isZero()) {
                due = now() + longest.toNanos();
            }
            try {
                var unsent = ByteBuffer.wrap(bytes);
                while (unsent.hasRemaining()) {
                    channel.write(unsent);
                }
            } finally {
                due = IDLE;
            }
        }

        /// Closes the connection.
        public void close() {
            senders.remove(this);
            try {
                channel.close();
            } catch (IOException _) {
                // closed is closed
            }
        }
    }

    /// Cuts off the peers that have taken too long, and forgets connections that others have closed; called by the
    /// clock.
    void look() {
        long now = now();
        for (Sender sender : senders) {
            if (sender.due < now || !sender.channel.isOpen()) {
                sender.close();
            }
        }
    }

    private long now() {
        return System.nanoTime() - epoch;
    }
}
