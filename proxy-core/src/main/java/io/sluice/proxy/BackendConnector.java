package io.sluice.proxy;

import io.sluice.ftp.BackendMisbehaved;
import io.sluice.ftp.Command;
import io.sluice.ftp.Features;
import io.sluice.ftp.Reply;
import io.sluice.ftp.WireText;
import io.sluice.net.Addresses;
import io.sluice.net.Dialling;
import io.sluice.net.ErrorText;
import io.sluice.proxy.lookup.Member;
import io.sluice.session.Clock;
import io.sluice.session.Session;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;

/// Connects a session to a backend, attempt by attempt as its [Route] says: dials, hears the greeting, asks for the
/// features. Straight, blocking code, run by a thread of its own.
final class BackendConnector {
    private static final int GREETING = 220;
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(30);

    private final ProxySettings settings;
    private final Session session;
    private final Route route;
    private final Journal journal;
    private final Clock clock;
    private final InFlight inFlight = new InFlight();
    private ConnectFailure lastFailure = new ConnectFailure.NoMember();

    BackendConnector(ProxyHost host, Session session, Route route) {
        this.settings = host.settings();
        this.journal = host.journal();
        this.session = session;
        this.route = route;
        this.clock = session.services().clock();
    }

    /// What all attempts came to.
    sealed interface Outcome {

        /// A backend is connected; its greeting, the number of the attempt, and what the session holds of it.
        record Connected(FtpBackend backend, Reply greeting, int attempt, Duration took, Route.Hold hold)
                implements Outcome {}

        /// None worked; why is in the log.
        record Failed(ConnectFailure why) implements Outcome {}
    }

    Outcome connect() {
        int attempts = route.attempts();
        for (int attempt = 1; attempt <= attempts && !inFlight.isCancelled(); attempt++) {
            var next = route.next();
            if (next.isEmpty()) {
                return new Outcome.Failed(attempt == 1 ? route.whyNoMember() : lastFailure);
            }
            var member = next.get();
            var _ = inFlight.holding(route.hold());
            var present = member.now();
            note(present, attempt);
            var greeted = Optional.<Greeted>empty();
            try {
                greeted = dial(present);
            } finally {
                if (greeted.isEmpty()) {
                    route.failed(member);
                }
            }
            if (greeted.isPresent()) {
                var took = greeted.get().took();
                var hold = inFlight.holding(route.connected(member, took));
                return new Outcome.Connected(
                        greeted.get().backend(), greeted.get().greeting(), attempt, took, hold);
            }
        }
        route.givenUp().ifPresent(this::failed);
        return new Outcome.Failed(lastFailure);
    }

    private void note(Member member, int attempt) {
        var notes = session.facts().notes();
        notes.put("mod_proxy.backend-url", member.url().masked());
        notes.put("mod_proxy.backend-port", "0");
        notes.put("mod_proxy.backend-attempts", Integer.toString(attempt));
    }

    /// Stops connecting; the thread that connects is thrown out of whatever it waits for.
    void cancel() {
        inFlight.cancel();
    }

    /// @param took from the beginning of the connection to the greeting
    private record Greeted(FtpBackend backend, Reply greeting, Duration took) {}

    private Optional<Greeted> dial(Member member) {
        if (member.places().isEmpty()) {
            lastFailure = new ConnectFailure.Unreachable("No such file or directory");
            failed("backend '" + member.url() + "' is not available at the moment, says the DNS");
        }
        for (InetSocketAddress place : member.places()) {
            if (inFlight.isCancelled()) {
                break;
            }
            var greeted = dial(member, place);
            if (greeted.isPresent()) {
                return greeted;
            }
        }
        return Optional.empty();
    }

    private Optional<Greeted> dial(Member member, InetSocketAddress target) {
        var place = Addresses.text(target.getAddress()) + ":" + target.getPort();
        long began = System.nanoTime();
        try {
            var channel = inFlight.holding(SocketChannel.open(Addresses.family(target.getAddress())));
            var backend = new FtpBackend(
                    member,
                    tcp(channel, target),
                    clock.sends(),
                    session.settings().longestSend());
            OutgoingHeader.of(session, settings, target.getAddress()).ifPresent(backend::sendHeader);
            var greeting = within(backend, "unable to read banner from server " + place, backend::awaitReply);
            var took = Duration.ofNanos(System.nanoTime() - began);
            return greeting.filter(heard -> isWelcome(heard, backend, place))
                    .flatMap(heard -> within(
                            backend,
                            "unable to learn the features of backend " + place,
                            () -> introduced(backend, place, heard, took)));
        } catch (IOException e) {
            lastFailure = new ConnectFailure.Unreachable(words(e));
            failed("error connecting to " + Addresses.text(target.getAddress()) + "#" + target.getPort() + ": "
                    + words(e) + hint(target.getAddress()));
        }
        return Optional.empty();
    }

    /// Tells of a failure, unless it is only that the session has ended meanwhile.
    private void failed(String text) {
        if (!inFlight.isCancelled()) {
            journal.notice(session, text);
        }
    }

    private SocketChannel tcp(SocketChannel channel, InetSocketAddress target) throws IOException {
        try {
            session.settings().sockets().applyToControl(channel);
            var source = settings.source().towards(target.getAddress());
            source.note().ifPresent(text -> journal.notice(session, text));
            if (source.anyPort().isPresent()) {
                channel.bind(source.anyPort().get());
            }
            inFlight.holding(Dialling.begin(channel, target)).finish(settings.connectTimeout());
            return channel;
        } catch (SocketTimeoutException e) {
            channel.close();
            journal.notice(
                    session,
                    "timed out connecting to " + Addresses.text(target.getAddress()) + ":" + target.getPort()
                            + " after " + settings.connectTimeout().toSeconds() + " seconds");
            session.event("mod_proxy.timeout-connect");
            throw e;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /// Something that is asked of a backend and answered by it.
    private interface Question<T> {
        T ask() throws IOException;
    }

    /// Asks within a time limit; a backend that does not answer, or not properly, is closed.
    private <T> Optional<T> within(FtpBackend backend, String otherwise, Question<T> question) {
        Future<?> deadline = clock.after(LONGEST_ANSWER.toNanos(), backend::close);
        try {
            return Optional.of(question.ask());
        } catch (ClosedChannelException _) {
            lastFailure = new ConnectFailure.Unreachable("Connection timed out");
            failed(otherwise + ": Connection timed out");
        } catch (IOException | BackendMisbehaved e) {
            lastFailure = new ConnectFailure.Unreachable("Operation not permitted");
            failed(otherwise + ": " + words(e));
        } finally {
            deadline.cancel(false);
        }
        backend.close();
        return Optional.empty();
    }

    private boolean isWelcome(Reply greeting, FtpBackend backend, String place) {
        if (greeting.isCompletion()) {
            return true;
        }
        lastFailure = new ConnectFailure.Unwelcome(greeting);
        failed("received banner from backend " + place + ", DISCONNECTING: " + greeting.code() + " " + greeting.text());
        backend.close();
        return false;
    }

    private Greeted introduced(FtpBackend backend, String place, Reply greeting, Duration took) throws IOException {
        var features = ask(backend, place, Command.of("FEAT"));
        while (features.code() == GREETING) {
            tooEarly(place, features);
            features = backend.awaitReply();
        }
        backend.features(Features.of(features));
        if (backend.features().has("HOST")) {
            ask(backend, place, Command.of("HOST", backend.member().url().bracketedHost()));
        }
        return new Greeted(backend, greeting, took);
    }

    /// Sends a command and hears its answer. What has come before it was asked for is no answer, and would shift all
    /// those that follow.
    private Reply ask(FtpBackend backend, String place, Command command) throws IOException {
        for (var early = backend.replyAtHand(); early.isPresent(); early = backend.replyAtHand()) {
            tooEarly(place, early.get());
        }
        backend.send(command);
        return backend.awaitReply();
    }

    private void tooEarly(String place, Reply reply) {
        journal.notice(
                session,
                "backend " + place + " sent '" + reply.code() + " " + WireText.display(reply.text())
                        + "' before it was asked for anything, ignored");
    }

    private static String words(Exception e) {
        return e instanceof IOException io ? ErrorText.of(io) : String.valueOf(e.getMessage());
    }

    private String hint(InetAddress target) {
        return settings.source().hint(target).map(text -> "; " + text).orElse("");
    }

    /// What would be left behind if the session ended now: the channel being connected, then the hold on its member.
    private static final class InFlight {
        private Optional<Closeable> connection = Optional.empty();
        private Route.Hold hold = Route.Hold.NONE;
        private boolean cancelled;

        synchronized <T extends Closeable> T holding(T opened) throws IOException {
            if (cancelled) {
                opened.close();
            }
            connection = Optional.of(opened);
            return opened;
        }

        synchronized Route.Hold holding(Route.Hold gained) {
            if (cancelled) {
                gained.release();
            }
            hold = gained;
            return gained;
        }

        synchronized void cancel() {
            cancelled = true;
            hold.release();
            connection.ifPresent(opened -> {
                try {
                    opened.close();
                } catch (IOException _) {
                    // closed is closed
                }
            });
        }

        synchronized boolean isCancelled() {
            return cancelled;
        }
    }
}
