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
    private final Set<Sending> underWay = ConcurrentHashMap.newKeySet();

    /// Identity matters: two sends are never the same.
    private static final class Sending {
        private final SocketChannel channel;
        private final long began = System.nanoTime();
        private final Duration longest;

        private Sending(SocketChannel channel, Duration longest) {
            this.channel = channel;
            this.longest = longest;
        }

        private boolean isOverdue() {
            return System.nanoTime() - began > longest.toNanos();
        }
    }

    SendWatch() {}

    /// Sends all bytes; a peer that does not take them in time finds its connection closed, and the caller an
    /// exception.
    ///
    /// @param longest zero waits without limit
    public void send(SocketChannel channel, ByteBuffer bytes, Duration longest) throws IOException {
        if (longest.isZero()) {
            write(channel, bytes);
            return;
        }
        var sending = new Sending(channel, longest);
        underWay.add(sending);
        try {
            write(channel, bytes);
        } finally {
            underWay.remove(sending);
        }
    }

    private static void write(SocketChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /// Cuts off the peers that have taken too long; called by the clock.
    void look() {
        for (Sending sending : underWay) {
            if (sending.isOverdue()) {
                try {
                    sending.channel.close();
                } catch (IOException _) {
                    // closed is closed
                }
            }
        }
    }
}
