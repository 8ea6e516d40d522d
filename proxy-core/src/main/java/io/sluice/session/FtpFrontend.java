package io.sluice.session;

import io.sluice.ftp.ClientLine;
import io.sluice.ftp.CommandReader;
import io.sluice.ftp.Reply;
import io.sluice.module.EndReason;
import io.sluice.net.ControlChannel;
import io.sluice.net.Reactor;
import io.sluice.net.SocketSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/// The control connection towards the client. It is read as long as the client has not sent many more commands than the
/// session has taken; the session's loop writes.
///
/// After [#finish] the client is given a moment to read what was sent: closing at once, with bytes of the client still
/// unread, would reset the connection and could take the last reply with it.
final class FtpFrontend implements Frontend {
    private static final int MOST_UNTAKEN = 256;

    private final ControlChannel channel;
    private final CommandReader reader;
    private final Clock clock;
    private final AtomicInteger untaken = new AtomicInteger();
    private final AtomicLong bytesIn = new AtomicLong();
    private final AtomicLong bytesOut = new AtomicLong();
    private volatile boolean finished;
    private volatile boolean readToEnd;
    private volatile Optional<Future<?>> farewell = Optional.empty();

    FtpFrontend(SocketChannel channel, int longestLine, SocketSettings sockets, Clock clock) throws IOException {
        this.channel = clock.sends().over(channel);
        this.reader = new CommandReader(longestLine);
        this.clock = clock;
        sockets.applyToControl(channel);
        channel.socket().setOOBInline(true);
    }

    @Override
    public void read(Reactor reactor, Listener listener) {
        channel.listen(reactor, new Reading(listener));
    }

    /// Lays TLS over the connection; the handshake is the client's next.
    void protect(SSLEngine engine) throws IOException {
        channel.protect(engine);
    }

    /// Takes TLS away again.
    void clear() {
        try {
            channel.clear();
        } catch (IOException _) {
            closeNow();
        }
    }

    /// Says that one line has been taken, so that another may be read.
    void taken() {
        if (untaken.getAndDecrement() == MOST_UNTAKEN) {
            channel.resume();
        }
    }

    /// Whether the client has not yet taken all that was sent.
    boolean isCongested() {
        return channel.isCongested();
    }

    void longestLine(int bytes) {
        reader.setLimit(bytes);
    }

    @Override
    public void send(Reply reply, Duration longest) {
        send(reply.bytes(), longest);
    }

    /// Answers a question of Telnet.
    void answer(ClientLine.TelnetAnswer answer, Duration longest) {
        send(answer.bytes(), longest);
    }

    private void send(byte[] bytes, Duration longest) {
        try {
            channel.send(bytes, longest);
            bytesOut.addAndGet(bytes.length);
        } catch (IOException _) {
            closeNow();
        }
    }

    /// Ends the sending side, and the whole connection as soon as the client has ended its own or that time has passed
    /// (`TimeoutLinger`).
    @Override
    public void finish(EndReason reason, Duration longestFarewell) {
        finished = true;
        try {
            channel.endOutput();
            channel.resume();
            farewell = Optional.of(clock.after(longestFarewell.toNanos(), this::closeNow));
            if (readToEnd) {
                closeNow();
            }
        } catch (IOException _) {
            closeNow();
        }
    }

    private void closeNow() {
        finished = true;
        farewell.ifPresent(appointment -> appointment.cancel(false));
        channel.close();
    }

    @Override
    public long bytesIn() {
        return bytesIn.get();
    }

    @Override
    public long bytesOut() {
        return bytesOut.get();
    }

    /// Takes what the reactor tells.
    private final class Reading implements ControlChannel.Listener {
        private final Listener listener;
        private long lastRead = System.nanoTime();

        private Reading(Listener listener) {
            this.listener = listener;
        }

        @Override
        public void received(ByteBuffer bytes) {
            lastRead = System.nanoTime();
            bytesIn.addAndGet(bytes.remaining());
            if (!finished) {
                reader.feed(bytes);
                hand();
            }
        }

        @Override
        public void resumed() {
            hand();
        }

        @Override
        public void secured() {
            reader.discard();
            listener.told(new SessionEvent.FrontendSecured());
        }

        @Override
        public void unsecured(SSLException error) {
            listener.told(new SessionEvent.FrontendUnsecured(error));
        }

        private void hand() {
            while (!finished && isRoom()) {
                var line = reader.next();
                if (line.isEmpty()) {
                    return;
                }
                untaken.getAndIncrement();
                listener.line(line.get(), lastRead);
            }
        }

        /// Whether the session may be given another line. If not, it asks for more when it has taken one.
        private boolean isRoom() {
            if (untaken.get() < MOST_UNTAKEN) {
                return true;
            }
            channel.pause();
            if (untaken.get() < MOST_UNTAKEN) {
                channel.resume(); // it has asked before it could be heard
            }
            return false;
        }

        @Override
        public void drained() {
            listener.told(new SessionEvent.FrontendDrained());
        }

        @Override
        public void ended(Optional<String> error) {
            readToEnd = true;
            listener.closed(error);
            if (finished) {
                closeNow();
            }
        }
    }
}
