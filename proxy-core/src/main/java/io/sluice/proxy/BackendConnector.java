package io.sluice.proxy;

import io.sluice.log.Current;
import io.sluice.net.Addresses;
import io.sluice.net.Dialling;
import io.sluice.net.ErrorText;
import io.sluice.proxy.lookup.Member;
import io.sluice.session.Session;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Iterator;
import java.util.function.Consumer;

/// Connects a session to a backend, attempt by attempt as its [Route] says: dials, and has the backend introduce
/// itself by a [Handshake].
///
/// It has no thread of its own. What comes from the backend is heard by the session's reactor, and the next attempt
/// begins where the last one failed; only where there is something to wait for besides, a far server or a route that
/// looks things up, a virtual thread does the waiting. Whatever the thread, one step follows the other.
final class BackendConnector<B> {
    private final ProxySettings settings;
    private final Session session;
    private final Handshake<B> handshake;
    private final Route route;
    private final Journal journal;
    private final Consumer<Outcome<B>> told;
    private final InFlight inFlight = new InFlight();
    private ConnectFailure lastFailure = new ConnectFailure.NoMember();
    private int attempt;

    /// @param told hears once what all attempts came to, unless they are cancelled
    BackendConnector(ProxyHost host, Session session, Route route, Handshake<B> handshake, Consumer<Outcome<B>> told) {
        this.settings = host.settings();
        this.journal = host.journal();
        this.session = session;
        this.handshake = handshake;
        this.route = route;
        this.told = told;
    }

    /// What all attempts came to.
    sealed interface Outcome<B> {

        /// A backend is connected, which is to be listened to; the number of the attempt, and what the session holds of
        /// it.
        record Connected<B>(B backend, int attempt, Duration took, Route.Hold hold) implements Outcome<B> {}

        /// None worked; why is in the log.
        record Failed<B>(ConnectFailure why) implements Outcome<B> {}
    }

    void begin() {
        aside(this::next);
    }

    /// Stops connecting. Callable from any thread.
    void cancel() {
        inFlight.cancel();
    }

    /// Takes a step with the route, where that may wait on a thread of its own.
    private void aside(Runnable step) {
        if (route.mayWait()) {
            onAThread(step);
        } else {
            guarded(step);
        }
    }

    private void onAThread(Runnable step) {
        Thread.ofVirtual().name("backend").start(() -> guarded(step));
    }

    private void guarded(Runnable step) {
        Current.working(session.facts()).run(() -> {
            try {
                step.run();
            } catch (RuntimeException e) {
                cancel();
                session.services().log().error("connecting to a backend failed: " + e);
                told.accept(new Outcome.Failed<>(new ConnectFailure.Unreachable("Operation not permitted")));
            }
        });
    }

    private void next() {
        if (attempt == route.attempts() || inFlight.isCancelled()) {
            route.givenUp().ifPresent(this::failed);
            told.accept(new Outcome.Failed<>(lastFailure));
            return;
        }
        attempt++;
        var member = route.next();
        if (member.isEmpty()) {
            told.accept(new Outcome.Failed<>(attempt == 1 ? route.whyNoMember() : lastFailure));
            return;
        }
        var _ = inFlight.holding(route.hold());
        new Attempt(member.get()).begin();
    }

    /// Tells of a failure, unless it is only that the session has ended meanwhile.
    private void failed(String text) {
        if (!inFlight.isCancelled()) {
            journal.notice(session, text);
        }
    }

    private static String words(Exception e) {
        return e instanceof IOException io ? ErrorText.of(io) : String.valueOf(e.getMessage());
    }

    /// One attempt, over all places of a member.
    private final class Attempt {
        private final Member chosen;
        private final Member present;
        private final TlsNeed need;
        private final Iterator<InetSocketAddress> places;

        private Attempt(Member chosen) {
            this.chosen = chosen;
            this.present = chosen.now();
            this.need = route.need(chosen, present.url());
            this.places = present.places().iterator();
        }

        private void begin() {
            var notes = session.facts().notes();
            notes.put("mod_proxy.backend-url", present.url().masked());
            notes.put("mod_proxy.backend-port", "0");
            notes.put("mod_proxy.backend-attempts", Integer.toString(attempt));
            var hindrance = handshake.hindrance(present.url(), need);
            if (hindrance.isPresent()) {
                lastFailure = new ConnectFailure.Unreachable(hindrance.get().error());
                failed("backend '" + present.url() + "' " + hindrance.get().why());
                giveUp();
                return;
            }
            if (!places.hasNext()) {
                lastFailure = new ConnectFailure.Unreachable("No such file or directory");
                failed("backend '" + present.url() + "' is not available at the moment, says the DNS");
            }
            goOn();
        }

        private void goOn() {
            if (places.hasNext() && !inFlight.isCancelled()) {
                new Place(this, places.next()).dial();
            } else {
                giveUp();
            }
        }

        private void giveUp() {
            route.failed(chosen);
            aside(BackendConnector.this::next);
        }

        private void connected(B backend, Duration took) {
            var hold = inFlight.holding(route.connected(chosen, took));
            told.accept(new Outcome.Connected<>(backend, attempt, took, hold));
        }
    }

    /// One place of a member.
    private final class Place implements Handshake.Listener<B> {
        private final Attempt of;
        private final InetSocketAddress target;
        private final String name;
        private final long began = System.nanoTime();
        private volatile Duration took = Duration.ZERO;

        private Place(Attempt of, InetSocketAddress target) {
            this.of = of;
            this.target = target;
            this.name = Addresses.text(target.getAddress()) + ":" + target.getPort();
        }

        private void dial() {
            try {
                var channel = inFlight.holding(SocketChannel.open(Addresses.family(target.getAddress())));
                var dialling = begin(channel);
                if (dialling.isConnected()) {
                    connected(channel);
                } else {
                    onAThread(() -> await(dialling, channel));
                }
            } catch (IOException e) {
                unconnected(e);
            }
        }

        private Dialling begin(SocketChannel channel) throws IOException {
            try {
                session.settings().sockets().applyToControl(channel);
                var source = settings.source().towards(target.getAddress());
                source.note().ifPresent(text -> journal.notice(session, text));
                if (source.anyPort().isPresent()) {
                    channel.bind(source.anyPort().get());
                }
                return inFlight.holding(Dialling.begin(channel, target));
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        }

        private void await(Dialling dialling, SocketChannel channel) {
            try {
                dialling.finish(settings.connectTimeout());
                connected(channel);
            } catch (SocketTimeoutException e) {
                journal.notice(
                        session,
                        "timed out connecting to " + name + " after "
                                + settings.connectTimeout().toSeconds() + " seconds");
                session.event("mod_proxy.timeout-connect");
                abandon(dialling, e);
            } catch (IOException e) {
                abandon(dialling, e);
            }
        }

        private void abandon(Dialling dialling, IOException why) {
            try {
                dialling.close();
            } catch (IOException _) {
                // closed is closed
            }
            unconnected(why);
        }

        private void unconnected(IOException e) {
            lastFailure = new ConnectFailure.Unreachable(words(e));
            BackendConnector.this.failed("error connecting to " + Addresses.text(target.getAddress()) + "#"
                    + target.getPort() + ": " + words(e) + hint());
            of.goOn();
        }

        private String hint() {
            return settings.source()
                    .hint(target.getAddress())
                    .map(text -> "; " + text)
                    .orElse("");
        }

        private void connected(SocketChannel channel) throws IOException {
            var header = OutgoingHeader.of(session, settings, target.getAddress());
            handshake.begin(of.present, of.need, channel, header, this);
        }

        @Override
        public void holds(Closeable connection) throws IOException {
            var _ = inFlight.holding(connection);
        }

        @Override
        public String place() {
            return name;
        }

        @Override
        public void greeted() {
            took = Duration.ofNanos(System.nanoTime() - began);
        }

        @Override
        public void ready(B backend) {
            guarded(() -> of.connected(backend, took));
        }

        @Override
        public void failed(ConnectFailure why, String text) {
            lastFailure = why;
            BackendConnector.this.failed(text);
            guarded(of::goOn);
        }

        @Override
        public void noticed(String text) {
            journal.notice(session, text);
        }
    }
}
