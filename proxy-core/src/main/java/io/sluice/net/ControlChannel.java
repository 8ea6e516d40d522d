package io.sluice.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/// A control connection. What comes is told to a listener by a [Reactor]. What is sent is written at once as far as the
/// peer takes it, and the rest when it takes more: nobody waits for a peer that does not read. Such a peer is cut off
/// when its time is over or too much waits for it.
///
/// Before [#listen] the channel blocks, and is read by whoever has made the connection.
public final class ControlChannel {
    private static final int MOST_WAITING = 1024 * 1024;

    private final SocketChannel channel;
    private final SendWatch sends;
    private final Queue<Unsent> backlog = new ArrayDeque<>(0);
    private Optional<Listening> listening = Optional.empty();
    private int waiting;
    private boolean paused;
    private boolean endsOutput;
    private boolean over;

    ControlChannel(SocketChannel channel, SendWatch sends) {
        this.channel = channel;
        this.sends = sends;
    }

    /// Who hears of the connection. All but the end is told by the reactor, one call at a time.
    public interface Listener {

        /// Bytes have come. The buffer is lent.
        void received(ByteBuffer bytes);

        /// The peer has taken all that waited for it.
        void drained();

        /// Reading goes on after [#pause].
        void resumed();

        /// Nothing more will come. Told once, by whoever brings it about.
        ///
        /// @param error why, in the words of [ErrorText], unless the peer has ended its side in good order
        void ended(Optional<String> error);
    }

    /// @param limit how long the peer may take for it; zero is without limit
    private record Unsent(ByteBuffer bytes, long since, Duration limit) {}

    private record Listening(Listener listener, Reactor reactor, Reactor.Watch watch) {}

    public SocketChannel channel() {
        return channel;
    }

    /// Listens from now on.
    public void listen(Reactor reactor, Listener listener) {
        try {
            synchronized (this) {
                listening = Optional.of(new Listening(listener, reactor, reactor.watch(channel, this::work)));
                watch();
            }
        } catch (IOException e) {
            over(listener, Optional.of(ErrorText.of(e)));
        }
    }

    /// Sends bytes. A peer that takes too long for them finds the connection closed.
    ///
    /// @param longest zero waits without limit
    public void send(byte[] bytes, Duration longest) throws IOException {
        boolean tooMuch;
        synchronized (this) {
            var unsent = ByteBuffer.wrap(bytes);
            if (backlog.isEmpty()) {
                write(unsent);
            }
            tooMuch = waiting > MOST_WAITING;
            if (unsent.hasRemaining() && !tooMuch) {
                queue(new Unsent(unsent, System.nanoTime(), longest));
            }
        }
        if (tooMuch) {
            close();
            throw new ClosedChannelException();
        }
    }

    /// Whether the peer has not yet taken all that was sent.
    public synchronized boolean isCongested() {
        return !backlog.isEmpty();
    }

    /// Ends the sending side as soon as the peer has taken all that was sent.
    public synchronized void endOutput() throws IOException {
        if (backlog.isEmpty()) {
            channel.shutdownOutput();
        } else {
            endsOutput = true;
        }
    }

    /// Stops listening until [#resume].
    public synchronized void pause() {
        paused = true;
        watch();
    }

    /// Goes on listening. Callable from any thread.
    public synchronized void resume() {
        paused = false;
        watch();
        listening.ifPresent(each -> each.watch().call());
    }

    /// Closes the connection. Callable from any thread.
    public void close() {
        try {
            channel.close();
        } catch (IOException _) {
            // closed is closed
        }
        sends.end(this);
        var told = listening();
        told.ifPresent(each -> {
            each.reactor().stir(); // closes it for good
            over(each.listener(), Optional.of(ErrorText.CANCELED));
        });
    }

    boolean isOverdue(long now) {
        synchronized (this) {
            var first = backlog.peek();
            return first != null
                    && !first.limit().isZero()
                    && now - first.since() > first.limit().toNanos();
        }
    }

    private synchronized Optional<Listening> listening() {
        return listening;
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining() && channel.write(bytes) > 0) {}
    }

    private void queue(Unsent unsent) {
        waiting += unsent.bytes().remaining();
        backlog.add(unsent);
        sends.begin(this);
        watch();
    }

    /// Says what is being waited for.
    private void watch() {
        int operations = (paused ? 0 : SelectionKey.OP_READ) | (backlog.isEmpty() ? 0 : SelectionKey.OP_WRITE);
        listening.ifPresent(each -> each.watch().wants(operations));
    }

    private void work(boolean readable, ByteBuffer scratch) {
        var listener = listening().orElseThrow().listener();
        try {
            if (drains()) {
                listener.drained();
            }
            if (readable) {
                read(listener, scratch);
            } else {
                listener.resumed();
            }
        } catch (IOException e) {
            over(listener, Optional.of(ErrorText.of(e)));
            close();
        }
    }

    private void read(Listener listener, ByteBuffer scratch) throws IOException {
        int count = channel.read(scratch);
        if (count > 0) {
            listener.received(scratch.flip());
        } else if (count < 0) {
            pause();
            over(listener, Optional.empty());
        }
    }

    /// Writes what waits; true if that was all.
    private synchronized boolean drains() throws IOException {
        if (backlog.isEmpty()) {
            return false;
        }
        for (var first = backlog.peek(); first != null; first = backlog.peek()) {
            int before = first.bytes().remaining();
            write(first.bytes());
            waiting -= before - first.bytes().remaining();
            if (first.bytes().hasRemaining()) {
                return false;
            }
            backlog.remove();
        }
        sends.end(this);
        watch();
        if (endsOutput) {
            channel.shutdownOutput();
        }
        return true;
    }

    private void over(Listener listener, Optional<String> error) {
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
        }
        listener.ended(error);
    }
}
