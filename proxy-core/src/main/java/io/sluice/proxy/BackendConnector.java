package io.sluice.proxy;

import io.sluice.ftp.Reply;
import io.sluice.ftp.WireText;
import io.sluice.log.Current;
import io.sluice.module.BackendTls;
import io.sluice.module.CoreServices;
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
import java.util.Optional;
import java.util.function.Consumer;

/// Connects a session to a backend, attempt by attempt as its [Route] says: dials, and has the backend introduce
/// itself.
///
/// It has no thread of its own. What comes from the backend is heard by the session's reactor, and the next attempt
/// begins where the last one failed; only where there is something to wait for besides, a far server or a route that
/// looks things up, a virtual thread does the waiting. Whatever the thread, one step follows the other.
final class BackendConnector {
    private final ProxySettings settings;
    private final Session session;
    private final Optional<BackendTls> tls;
    private final Route route;
    private final Journal journal;
    private final Consumer<Outcome> told;
    private final InFlight inFlight = new InFlight();
    private ConnectFailure lastFailure = new ConnectFailure.NoMember();
    private int attempt;

    /// @param told hears once what all attempts came to, unless they are cancelled
    BackendConnector(ProxyHost host, Session session, Route route, Consumer<Outcome> told) {
        this.settings = host.settings();
        this.journal = host.journal();
        this.session = session;
        this.tls = host.tls();
        this.route = route;
        this.told = told;
    }

    /// What all attempts came to.
    sealed interface Outcome {

        /// A backend is connected, which is to be listened to; its greeting, the number of the attempt, and what the
        /// session holds of it.
        record Connected(FtpBackend backend, Reply greeting, int attempt, Duration took, Route.Hold hold)
                implements Outcome {}

        /// None worked; why is in the log.
        record Failed(ConnectFailure why) implements Outcome {}
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
        ScopedValue.where(Current.SESSION, session.facts()).run(() -> {
            try {
                step.run();
            } catch (RuntimeException e) {
                cancel();
                session.services().log().error("connecting to a backend failed: " + e);
                told.accept(new Outcome.Failed(new ConnectFailure.Unreachable("Operation not permitted")));
            }
        });
    }

    private void next() {
        if (attempt == route.attempts() || inFlight.isCancelled()) {
            route.givenUp().ifPresent(this::failed);
            told.accept(new Outcome.Failed(lastFailure));
            return;
        }
        attempt++;
        var member = route.next();
        if (member.isEmpty()) {
            told.accept(new Outcome.Failed(attempt == 1 ? route.whyNoMember() : lastFailure));
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
        private final Optional<BackendSecurity> security;
        private final Iterator<InetSocketAddress> places;

        private Attempt(Member chosen) {
            this.chosen = chosen;
            this.present = chosen.now();
            this.need = route.need(chosen, present.url());
            this.security = BackendSecurity.of(session, tls, need);
            this.places = present.places().iterator();
        }

        private void begin() {
            var notes = session.facts().notes();
            notes.put("mod_proxy.backend-url", present.url().masked());
            notes.put("mod_proxy.backend-port", "0");
            notes.put("mod_proxy.backend-attempts", Integer.toString(attempt));
            if (need.demanded() && security.isEmpty()) {
                lastFailure = new ConnectFailure.Unreachable("Operation not permitted");
                failed("backend '" + present.url() + "' needs TLS, "
                        + (tls.isPresent() ? "and ProxyTLSEngine is off" : "which no loaded module offers"));
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

        private void connected(FtpBackend backend, Reply greeting, Duration took) {
            var hold = inFlight.holding(route.connected(chosen, took));
            told.accept(new Outcome.Connected(backend, greeting, attempt, took, hold));
        }
    }

    /// One place of a member.
    private final class Place implements Introduction.Listener {
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
            var backend = new FtpBackend(
                    of.present,
                    channel,
                    session.services().clock().sends(),
                    session.settings().longestSend());
            Closeable connection = backend::close;
            var _ = inFlight.holding(connection);
            OutgoingHeader.of(session, settings, target.getAddress()).ifPresent(backend::sendHeader);
            new Introduction(backend, session.services().clock(), of.security, this).begin(session.reactor());
        }

        @Override
        public void greeted() {
            took = Duration.ofNanos(System.nanoTime() - began);
        }

        @Override
        public void introduced(FtpBackend backend, Reply greeting) {
            guarded(() -> of.connected(backend, greeting, took));
        }

        @Override
        public void failed(ConnectFailure why, Introduction.During during, String error) {
            lastFailure = why;
            var what = switch (during) {
                case BANNER -> "unable to read banner from server " + name + ": ";
                case REFUSAL -> "received banner from backend " + name + ", DISCONNECTING: ";
                case TLS -> "unable to open control connection to " + name + ": ";
                case FEATURES -> "unable to learn the features of backend " + name + ": ";
            };
            BackendConnector.this.failed(what + error);
            guarded(of::goOn);
        }

        @Override
        public void remark(String text) {
            journal.notice(session, text);
        }

        @Override
        public CoreServices.Journal log() {
            return new CoreServices.Journal() {
                @Override
                public void log(String text) {
                    journal.info(session, () -> text);
                }

                @Override
                public void refusal(String text) {
                    journal.notice(session, text);
                }
            };
        }

        @Override
        public void tooEarly(Reply reply) {
            journal.notice(
                    session,
                    "backend " + name + " sent '" + reply.code() + " " + WireText.display(reply.text())
                            + "' before it was asked for anything, ignored");
        }
    }
}
