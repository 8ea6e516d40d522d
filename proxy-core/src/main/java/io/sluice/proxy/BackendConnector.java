package io.sluice.proxy;

import io.sluice.ftp.BackendMisbehaved;
import io.sluice.ftp.Command;
import io.sluice.ftp.Features;
import io.sluice.ftp.Reply;
import io.sluice.log.SystemLog;
import io.sluice.log.Trace;
import io.sluice.net.Addresses;
import io.sluice.net.ErrorText;
import io.sluice.session.Clock;
import io.sluice.session.Session;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.concurrent.Future;

/// Connects a session to a backend: chooses, dials, hears the greeting, asks for the features; if any of it fails,
/// begins again with another choice, as often as `ProxyRetryCount` says. Straight, blocking code, run by the thread
/// that becomes the backend's reader.
final class BackendConnector {
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(30);

    private final Pool pool;
    private final ProxySettings settings;
    private final Session session;
    private final SystemLog log;
    private final Trace trace;
    private final Journal journal;
    private final Clock clock;
    private final InFlight inFlight = new InFlight();

    BackendConnector(ReverseRole role, Session session) {
        this.pool = role.pool();
        this.settings = role.settings();
        this.journal = role.journal();
        this.session = session;
        this.log = session.services().log();
        this.trace = session.services().trace();
        this.clock = session.services().clock();
    }

    /// A backend that is connected, its greeting, and its number among the attempts.
    record Connected(FtpBackend backend, Reply greeting, int attempt, Duration took) {}

    /// The outcome of all attempts; empty if none worked. Why is in the log.
    Optional<Connected> connect() {
        var tried = new HashSet<Integer>();
        for (int attempt = 1; attempt <= settings.retryCount() && !inFlight.isCancelled(); attempt++) {
            var choice = pool.choose(tried);
            tried.add(choice.index());
            var member = pool.member(choice.index());
            log.debug(
                    4,
                    session.facts(),
                    () -> "selected backend server '" + member.url() + "' (" + choice.reason() + ")");
            trace.log(
                    "proxy.reverse",
                    11,
                    () -> pool.policy().word() + " policy: selected index " + choice.index() + " of "
                            + (pool.size() - 1));
            session.facts().notes().put("mod_proxy.backend-url", member.url().masked());
            session.facts().notes().put("mod_proxy.backend-port", "0");
            session.facts().notes().put("mod_proxy.backend-attempts", Integer.toString(attempt));
            long began = System.nanoTime();
            var greeted = dial(member);
            if (greeted.isPresent()) {
                return Optional.of(new Connected(
                        greeted.get().backend(),
                        greeted.get().greeting(),
                        attempt,
                        Duration.ofNanos(System.nanoTime() - began)));
            }
        }
        if (!inFlight.isCancelled()) {
            journal.notice(
                    session,
                    "ProxyRetryCount " + settings.retryCount() + " reached with no successful connection, failing");
        }
        return Optional.empty();
    }

    /// Stops connecting; the thread that connects is thrown out of whatever it waits for.
    void cancel() {
        inFlight.cancel();
    }

    private record Greeted(FtpBackend backend, Reply greeting) {}

    private Optional<Greeted> dial(Pool.Member member) {
        for (InetAddress address : member.addresses()) {
            if (inFlight.isCancelled()) {
                break;
            }
            var target = new InetSocketAddress(address, member.url().port());
            var greeted = dial(member, target);
            if (greeted.isPresent()) {
                return greeted;
            }
        }
        return Optional.empty();
    }

    private Optional<Greeted> dial(Pool.Member member, InetSocketAddress target) {
        var place = Addresses.text(target.getAddress()) + ":" + target.getPort();
        try {
            var channel = inFlight.holding(SocketChannel.open());
            var backend = new FtpBackend(
                    member,
                    tcp(channel, target),
                    clock.sends(),
                    session.settings().idle());
            var greeting = within(backend, "unable to read banner from server " + place, backend::awaitReply);
            return greeting.filter(heard -> isWelcome(heard, backend, place))
                    .flatMap(heard -> within(
                            backend,
                            "unable to learn the features of backend " + place,
                            () -> introduced(backend, heard)));
        } catch (IOException e) {
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
            if (settings.source().isPresent()) {
                channel.bind(new InetSocketAddress(settings.source().get(), 0));
            }
            var limit = settings.connectTimeout();
            channel.socket().connect(target, Math.toIntExact(Math.min(limit.toMillis(), Integer.MAX_VALUE)));
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
            failed(otherwise + ": Connection timed out");
        } catch (IOException | BackendMisbehaved e) {
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
        failed("received banner from backend " + place + ", DISCONNECTING: " + greeting.code() + " " + greeting.text());
        backend.close();
        return false;
    }

    private static Greeted introduced(FtpBackend backend, Reply greeting) throws IOException {
        backend.send(Command.of("FEAT"));
        backend.features(Features.of(backend.awaitReply()));
        if (backend.features().has("HOST")) {
            backend.send(Command.of("HOST", backend.member().url().bracketedHost()));
            backend.awaitReply();
        }
        return new Greeted(backend, greeting);
    }

    private static String words(Exception e) {
        return e instanceof IOException io ? ErrorText.of(io) : String.valueOf(e.getMessage());
    }

    private String hint(InetAddress target) {
        if (settings.source().isEmpty()) {
            return "";
        }
        var source = settings.source().get();
        if (Addresses.isPrivate(source) == Addresses.isPrivate(target)) {
            return "";
        }
        var kinds = Addresses.isPrivate(source)
                ? new String[] {"private network", "public", "public"}
                : new String[] {"public", "private network", "private"};
        return "; local address '" + Addresses.text(source) + "' is a " + kinds[0] + " address, and remote address '"
                + Addresses.text(target) + "' is a " + kinds[1]
                + " address; consider using ProxySourceAddress directive to configure a " + kinds[2] + " local address";
    }

    /// The channel being connected, so that the end of the session can take it away.
    private static final class InFlight {
        private Optional<SocketChannel> held = Optional.empty();
        private boolean cancelled;

        synchronized SocketChannel holding(SocketChannel channel) throws IOException {
            if (cancelled) {
                channel.close();
            }
            held = Optional.of(channel);
            return channel;
        }

        synchronized void cancel() {
            cancelled = true;
            held.ifPresent(channel -> {
                try {
                    channel.close();
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
