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
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/// A control connection. What comes is told to a listener by a [Reactor]. What is sent is written at once as far as the
/// peer takes it, and the rest when it takes more: nobody waits for a peer that does not read. Such a peer is cut off
/// when its time is over or too much waits for it.
///
/// Before [#listen] the channel blocks, and is read by whoever has made the connection.
///
/// From [#protect] on TLS lies over the connection, until [#clear]. Its handshake is driven by what the peer sends, on
/// the reactor's thread; work of the engine that takes long, such as a signature, is done there too and holds that
/// thread up no longer than any other work does.
public final class ControlChannel {
    private static final int MOST_WAITING = 1024 * 1024;
    private static final int DROPPED_AT_ONCE = 4096;

    private final SocketChannel channel;
    private final SendWatch sends;
    private final Queue<Unsent> backlog = new ArrayDeque<>(0);
    private Optional<Listening> listening = Optional.empty();
    private Optional<TlsLayer> tls = Optional.empty();
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

        /// The handshake that [#protect] has begun is over: what is received from now on has been protected, and what
        /// was received before has not.
        default void secured() {}

        /// The handshake has failed. What is sent from now on goes in the clear.
        default void unsecured(SSLException error) {}

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
            tooMuch = waiting > MOST_WAITING;
            if (!tooMuch) {
                if (tls.isPresent() && tls.get().isProtecting()) {
                    tls.get().protect(bytes);
                    transmit(tls.get(), longest);
                } else {
                    transmit(ByteBuffer.wrap(bytes), longest);
                }
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

    /// Lays TLS over the connection: what comes from now on belongs to its handshake. Until that is over, what is sent
    /// goes in the clear. What the peer has sent by now and nobody has read is dropped.
    public void protect(SSLEngine engine) throws IOException {
        synchronized (this) {
            if (listening.isPresent()) {
                drop();
            }
            tls = Optional.of(new TlsLayer(engine));
        }
        resume();
    }

    /// Takes TLS away again: our side ends the TLS session at once, and the peer's is over when it sends something that
    /// is none of it.
    public synchronized void clear() throws IOException {
        if (tls.isPresent()) {
            tls.get().clear();
            transmit(tls.get(), Duration.ZERO);
        }
    }

    /// Ends the sending side as soon as the peer has taken all that was sent.
    public synchronized void endOutput() throws IOException {
        if (tls.isPresent()) {
            tls.get().close();
            transmit(tls.get(), Duration.ZERO);
        }
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

    private void drop() throws IOException {
        var dropped = ByteBuffer.allocate(DROPPED_AT_ONCE);
        while (channel.read(dropped.clear()) > 0) {}
    }

    private void transmit(TlsLayer layer, Duration longest) throws IOException {
        for (ByteBuffer records : layer.takeOutgoing()) {
            transmit(records, longest);
        }
    }

    /// Writes as much as the peer takes; the rest waits.
    private void transmit(ByteBuffer bytes, Duration longest) throws IOException {
        if (backlog.isEmpty()) {
            write(bytes);
        }
        if (bytes.hasRemaining()) {
            queue(new Unsent(bytes, System.nanoTime(), longest));
        }
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
                var layer = layer();
                if (layer.isPresent()) {
                    advance(layer.get(), listener);
                }
                listener.resumed();
            }
        } catch (IOException e) {
            over(listener, Optional.of(ErrorText.of(e)));
            close();
        }
    }

    private synchronized Optional<TlsLayer> layer() {
        return tls;
    }

    private void read(Listener listener, ByteBuffer scratch) throws IOException {
        int count;
        Optional<TlsLayer> layer;
        synchronized (this) {
            count = channel.read(scratch);
            layer = tls;
        }
        if (count < 0) {
            pause();
            over(listener, Optional.empty());
        } else if (layer.isPresent()) {
            layer.get().feed(scratch.flip());
            advance(layer.get(), listener);
        } else if (count > 0) {
            listener.received(scratch.flip());
        }
    }

    private void advance(TlsLayer layer, Listener listener) throws IOException {
        while (true) {
            TlsLayer.Step step;
            synchronized (this) {
                step = layer.next();
                transmit(layer, Duration.ZERO);
            }
            switch (step) {
                case TlsLayer.Step.Tasks tasks -> tasks.run();
                case TlsLayer.Step.Data(var bytes) -> listener.received(bytes);
                case TlsLayer.Step.Established _ -> listener.secured();
                case TlsLayer.Step.More _ -> {
                    return;
                }
                case TlsLayer.Step.Cleared(var rest) -> {
                    synchronized (this) {
                        tls = Optional.empty();
                    }
                    if (rest.hasRemaining()) {
                        listener.received(rest);
                    }
                    return;
                }
                case TlsLayer.Step.Ended _ -> {
                    pause();
                    over(listener, Optional.empty());
                    return;
                }
                case TlsLayer.Step.Failed(var error, var inHandshake) -> {
                    if (!inHandshake) {
                        throw error;
                    }
                    listener.unsecured(error);
                    return;
                }
            }
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
