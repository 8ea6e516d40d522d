package io.sluice.transfer;

import io.sluice.module.CommandOutcome.Direction;
import io.sluice.module.LegTls;
import io.sluice.net.ErrorText;
import io.sluice.session.Session;
import io.sluice.session.SessionEvent;
import io.sluice.session.SessionEvent.DataEnd;
import io.sluice.session.SessionEvent.Leg;
import io.sluice.session.SessionEvent.Moment;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;

/// One transfer: two data connections and the relay between them.
///
/// Where both connections are at hand the session's loop itself makes them, and moves what has come already: a listing
/// or a small file is over then. All that has to be waited for is left to a virtual thread.
///
/// The order of things is that of the protocol. A backend that listens is joined at once, before its reply to the
/// transfer command, because some wait for that. Everything else begins when [#proceed] says that the preliminary reply
/// has been passed on: the backend's connection is accepted, then the client's is made, then bytes move. At the end
/// both connections are closed, and only then the session hears of it, exactly once.
///
/// Where the client's data connection is protected, the handshake comes before the first byte, and the thread has it
/// all.
///
/// Only a source that ended in good order lets the sink end so: after any other end both connections are reset, lest
/// the receiver take what has arrived for the whole.
public final class Transfer {
    private static final Duration LONGEST_END = Duration.ofSeconds(1);

    private final long number;
    private final Direction direction;
    private final DataEndpoint frontend;
    private final DataEndpoint backend;
    private final Relay relay;
    private final Session session;
    private final Optional<RateLimit> limit;
    private final Security security;
    private final CountDownLatch preliminary = new CountDownLatch(1);
    private final Thread thread;
    private final AtomicReference<Carrier> carrier = new AtomicReference<>(Carrier.NOBODY);

    private Optional<SocketChannel> frontendChannel = Optional.empty();
    private Optional<SocketChannel> backendChannel = Optional.empty();
    private Optional<Relay.Flow> flow = Optional.empty();
    private Optional<Relay.Flow> begun = Optional.empty();
    private volatile boolean cancelled;
    private volatile long lastProgress = System.nanoTime();
    private volatile long bytes;

    public Transfer(
            long number,
            Direction direction,
            DataEndpoint frontend,
            DataEndpoint backend,
            Relay relay,
            Optional<TransferDirectives.Rate> rate,
            Security security,
            Session session) {
        this.number = number;
        this.direction = direction;
        this.frontend = frontend;
        this.backend = backend;
        this.relay = relay;
        this.session = session;
        this.limit = rate.map(RateLimit::new);
        this.security = security;
        this.thread = Thread.ofVirtual()
                .name("transfer")
                .unstarted(() -> carry(flow -> {
                            flow.run();
                            return true;
                        })
                        .ifPresent(this::tell));
    }

    /// TLS on one of the data connections.
    ///
    /// @param engine makes the engine
    /// @param handshakeLimit zero is without limit
    public record Secured(LegTls tls, Supplier<SSLEngine> engine, Duration handshakeLimit) {}

    /// TLS on either of them.
    ///
    /// @param linger how long the peer that data go to may take to end its side after we have ended ours
    public record Security(Optional<Secured> frontend, Optional<Secured> backend, TlsBuffers buffers, Duration linger) {
        boolean isNone() {
            return frontend.isEmpty() && backend.isEmpty();
        }
    }

    /// Who does the work.
    private enum Carrier {
        NOBODY,
        LOOP,
        THREAD
    }

    /// A part of a flow's run.
    private interface Stretch {

        /// Whether that was all.
        boolean run(Relay.Flow flow) throws Relay.Broken;
    }

    public long number() {
        return number;
    }

    public Direction direction() {
        return direction;
    }

    /// Whether that data connection is protected by TLS.
    public boolean isSecured(Leg leg) {
        return (leg == Leg.FRONTEND ? security.frontend() : security.backend()).isPresent();
    }

    public DataEndpoint endpoint(Leg leg) {
        return leg == Leg.FRONTEND ? frontend : backend;
    }

    /// Begins; the end comes as a [SessionEvent.DataEnded].
    public void start() {
        if (backend.opensAtOnce() && !backend.begin()) {
            launch();
        }
    }

    private void launch() {
        if (carrier.compareAndSet(Carrier.NOBODY, Carrier.THREAD)) {
            thread.start();
        }
    }

    /// Waits until no more bytes can move, after [#cancel]; a moment at most.
    public void awaitEnd() {
        if (carrier.get() != Carrier.THREAD || Thread.currentThread().equals(thread)) {
            return; // whoever carries it runs the session's loop, and moves nothing meanwhile
        }
        try {
            thread.join(LONGEST_END);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Says that the client has been told of the transfer, so that its data connection may be made.
    public void proceed() {
        preliminary.countDown();
        if (isAtHand() && carrier.compareAndSet(Carrier.NOBODY, Carrier.LOOP)) {
            carry(Relay.Flow::begin).ifPresentOrElse(this::tell, this::handOver);
        } else {
            launch();
        }
    }

    /// Whether nothing has to be waited for before bytes move.
    private boolean isAtHand() {
        return limit.isEmpty()
                && security.isNone()
                && carrier.get() == Carrier.NOBODY
                && backend.begin()
                && frontend.begin();
    }

    private void handOver() {
        carrier.set(Carrier.THREAD);
        thread.start();
    }

    private void tell(DataEnd end) {
        session.post(new SessionEvent.DataEnded(number, end));
    }

    /// Breaks off both data connections, whatever they are doing. The end still comes as an event.
    public void cancel() {
        close(Channels::reset);
    }

    /// Data connections in the hands of a flow are left to it, and closed when it has ended.
    private synchronized void close(Consumer<SocketChannel> how) {
        cancelled = true;
        if (flow.isPresent()) {
            flow.get().breakOff();
        } else {
            frontendChannel.ifPresent(how);
            backendChannel.ifPresent(how);
        }
        frontend.close();
        backend.close();
        preliminary.countDown();
        launch();
    }

    public long nanosSinceProgress() {
        return System.nanoTime() - lastProgress;
    }

    /// The payload moved so far.
    public long bytes() {
        return bytes;
    }

    /// Carries it on by one stretch, and says how it ended if it has. Whatever happens, it ends.
    private Optional<DataEnd> carry(Stretch stretch) {
        try {
            if (begun.isEmpty()) {
                var failed = connect();
                if (failed.isPresent()) {
                    return failed;
                }
            }
            return move(begun.orElseThrow(), stretch);
        } catch (RuntimeException | OutOfMemoryError e) {
            flow(Optional.empty());
            cancel();
            return Optional.of(DataEnd.failed(bytes, Leg.BACKEND, Moment.CONNECTING, e.toString()));
        }
    }

    /// Makes both connections, and prepares the way between them; how that failed, if it has.
    private Optional<DataEnd> connect() {
        var leg = Leg.BACKEND;
        var moment = Moment.CONNECTING;
        try {
            if (backend.opensAtOnce()) {
                backendChannel(backend.open());
            }
            preliminary.await();
            if (!backend.opensAtOnce()) {
                backendChannel(backend.open());
            }
            moment = Moment.SECURING;
            var backendLeg = leg(backendChannel.orElseThrow(), security.backend());
            leg = Leg.FRONTEND;
            moment = Moment.CONNECTING;
            frontendChannel(frontend.open());
            moment = Moment.SECURING;
            var frontendLeg = leg(frontendChannel.orElseThrow(), security.frontend());
            lastProgress = System.nanoTime();
            session.post(new SessionEvent.DataConnected(number));
            begun = Optional.of(way(frontendLeg, backendLeg));
            flow(begun);
            return Optional.empty();
        } catch (IOException e) {
            close(moment == Moment.SECURING ? Channels::close : Channels::reset);
            return Optional.of(DataEnd.failed(0, leg, moment, words(e)));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            cancel();
            return Optional.of(DataEnd.failed(0, leg, Moment.CONNECTING, "Interrupted system call"));
        }
    }

    private TlsRelay.Leg leg(SocketChannel channel, Optional<Secured> secured) throws IOException {
        return secured.isPresent()
                ? SecuredLeg.begin(secured.get(), channel, security.buffers(), session)
                : new TlsRelay.Leg(channel, Optional.empty());
    }

    private Relay.Flow way(TlsRelay.Leg client, TlsRelay.Leg server) {
        boolean upload = direction == Direction.UPLOAD;
        var source = upload ? client : server;
        var sink = upload ? server : client;
        return security.isNone()
                ? relay.flow(source.channel(), sink.channel(), new Progress())
                : new TlsRelay(source, sink, security.buffers(), relay.translation(), new Progress(), ends());
    }

    private TlsRelay.Ends ends() {
        return new TlsRelay.Ends(
                security.linger(),
                (time, work) -> {
                    var appointment = session.services().clock().after(time.toNanos(), work);
                    return () -> appointment.cancel(false);
                },
                this::unannounced);
    }

    private void unannounced() {
        session.event("mod_tls.data-end-unannounced");
        var peer = direction == Direction.UPLOAD ? "client" : "backend";
        session.services()
                .log()
                .debug(1, session.facts(), () -> peer + " closed its data connection without TLS close_notify");
    }

    private Optional<DataEnd> move(Relay.Flow running, Stretch stretch) {
        try {
            if (!stretch.run(running)) {
                return Optional.empty();
            }
            flow(Optional.empty());
            close(Channels::close);
            return Optional.of(DataEnd.complete(bytes));
        } catch (Relay.Broken e) {
            flow(Optional.empty());
            cancel();
            boolean atFrontend = (direction == Direction.UPLOAD) == (e.moment() == Moment.READING);
            return Optional.of(
                    DataEnd.failed(bytes, atFrontend ? Leg.FRONTEND : Leg.BACKEND, e.moment(), words(e.error())));
        }
    }

    private synchronized void flow(Optional<Relay.Flow> present) {
        flow = present;
        if (cancelled) {
            present.ifPresent(Relay.Flow::breakOff);
        }
    }

    private synchronized void frontendChannel(SocketChannel channel) throws IOException {
        frontendChannel = Optional.of(unlessCancelled(channel));
    }

    private synchronized void backendChannel(SocketChannel channel) throws IOException {
        backendChannel = Optional.of(unlessCancelled(channel));
    }

    private SocketChannel unlessCancelled(SocketChannel channel) throws IOException {
        if (cancelled) {
            Channels.reset(channel);
            throw new IOException("Operation canceled");
        }
        session.settings().sockets().applyToData(channel);
        return channel;
    }

    private static String words(IOException e) {
        return ErrorText.of(e);
    }

    /// Used by the relaying thread alone.
    private final class Progress implements Relay.Meter {
        private long total;

        @Override
        public void moved(int count) {
            total += count;
            bytes = total;
            lastProgress = System.nanoTime();
            limit.ifPresent(rate -> rate.moved(count));
            if (direction == Direction.UPLOAD) {
                session.countDataIn(count);
            } else {
                session.countDataOut(count);
            }
        }

        @Override
        public int allowance(int wanted) {
            return limit.map(rate -> rate.allowance(wanted, () -> cancelled)).orElse(wanted);
        }
    }
}
