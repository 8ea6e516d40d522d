package io.sluice.session;

import io.sluice.ftp.ClientLine;
import io.sluice.ftp.CommandReader;
import io.sluice.net.SocketSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/// The control connection towards the client. Reading is done by one feeder, which stops when the client has sent more
/// commands than the session has taken; writing by the session's loop.
///
/// After [#finish] the client is given a moment to read what was sent: closing at once, with bytes of the client still
/// unread, would reset the connection and could take the last reply with it.
final class Frontend {
    private static final int READ_SIZE = 512;
    private static final int MOST_UNTAKEN = 256;

    private final SocketChannel channel;
    private final SendWatch.Sender sender;
    private final CommandReader reader;
    private final Clock clock;
    private final Semaphore room = new Semaphore(MOST_UNTAKEN);
    private final AtomicLong bytesIn = new AtomicLong();
    private final AtomicLong bytesOut = new AtomicLong();
    private volatile boolean finished;
    private volatile boolean readToEnd;
    private volatile Optional<Future<?>> farewell = Optional.empty();

    Frontend(SocketChannel channel, int longestLine, SocketSettings sockets, Clock clock) throws IOException {
        this.channel = channel;
        this.sender = clock.sends().over(channel);
        this.reader = new CommandReader(longestLine);
        this.clock = clock;
        sockets.applyToControl(channel);
        channel.socket().setOOBInline(true);
    }

    /// What the reading feeder tells the session.
    interface Listener {
        void line(ClientLine line, long at);

        void closed(Optional<String> error);
    }

    /// Reads until the connection ends; the body of the reading feeder.
    void read(Listener listener) {
        var error = Optional.<String>empty();
        var buffer = ByteBuffer.allocate(READ_SIZE);
        try {
            while (channel.read(buffer) >= 0) {
                long at = System.nanoTime();
                buffer.flip();
                bytesIn.addAndGet(buffer.remaining());
                if (!finished) {
                    reader.feed(buffer);
                    hand(listener, at);
                }
                buffer.clear();
            }
        } catch (IOException e) {
            error = Optional.of(String.valueOf(e.getMessage()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        readToEnd = true;
        listener.closed(error);
        if (finished) {
            closeNow();
        }
    }

    private void hand(Listener listener, long at) throws InterruptedException {
        for (var line = reader.next(); line.isPresent(); line = reader.next()) {
            room.acquire();
            if (finished) {
                return; // nobody takes lines any more
            }
            listener.line(line.get(), at);
        }
    }

    /// Says that one line has been taken, so that another may be read.
    void taken() {
        room.release();
    }

    void longestLine(int bytes) {
        reader.setLimit(bytes);
    }

    /// Sends bytes. A client that does not take them in time is cut off; its reader notices.
    ///
    /// @param longest zero waits without limit
    void send(byte[] bytes, Duration longest) {
        try {
            sender.send(bytes, longest);
            bytesOut.addAndGet(bytes.length);
        } catch (IOException _) {
            closeNow();
        }
    }

    /// Ends the sending side, and the whole connection as soon as the client has ended its own or that time has passed
    /// (`TimeoutLinger`).
    void finish(Duration longestFarewell) {
        finished = true;
        room.release(MOST_UNTAKEN);
        try {
            channel.shutdownOutput();
            farewell = Optional.of(clock.after(longestFarewell.toNanos(), this::closeNow));
            if (readToEnd) {
                closeNow();
            }
        } catch (IOException _) {
            closeNow();
        }
    }

    void closeNow() {
        finished = true;
        farewell.ifPresent(appointment -> appointment.cancel(false));
        sender.close();
    }

    long bytesIn() {
        return bytesIn.get();
    }

    long bytesOut() {
        return bytesOut.get();
    }
}
