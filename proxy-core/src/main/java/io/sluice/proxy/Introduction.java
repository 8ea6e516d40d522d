package io.sluice.proxy;

import io.sluice.ftp.BackendMisbehaved;
import io.sluice.ftp.Command;
import io.sluice.ftp.Features;
import io.sluice.ftp.Reply;
import io.sluice.ftp.WireText;
import io.sluice.module.CoreServices;
import io.sluice.module.HandshakeFailure;
import io.sluice.module.LegTls;
import io.sluice.net.Addresses;
import io.sluice.net.ErrorText;
import io.sluice.net.Reactor;
import io.sluice.session.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;

/// A backend whose connection has been made introduces itself: it greets, says what it can do, comes under TLS if it is
/// to, and is told by which name it was called if it cares. It tells its listener once how that ended, from the thread
/// of the reactor or of whatever has closed the backend.
final class Introduction implements FtpBackend.Hearer {
    private static final int GREETING = 220;
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(30);
    private static final String TIMED_OUT = "Connection timed out";
    private static final String NOT_PERMITTED = "Operation not permitted";
    private static final String NEGOTIATION_FAILED = "TLS negotiation failed";

    private final FtpBackend backend;
    private final Clock clock;
    private final Listener listener;
    private final Optional<BackendSecurity> security;
    private final KnownFeatures known;
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile Step step = Step.GREETING;
    private volatile Optional<Reply> greeting = Optional.empty();
    private volatile Optional<Future<?>> deadline = Optional.empty();
    private volatile Optional<LegTls> handshake = Optional.empty();

    private enum Step {
        GREETING,
        FEATURES,
        /// `AUTH TLS` has been sent.
        AUTH,
        HANDSHAKE,
        BUFFER_SIZE,
        LEVEL,
        HOST
    }

    /// Who hears how it ended; the first two at most once, and not both.
    interface Listener {
        void introduced(FtpBackend backend, Reply greeting);

        /// The backend has been closed.
        ///
        /// @param during what has failed, for the log
        void failed(ConnectFailure why, During during, String error);

        /// It has sent a reply before it was asked for anything, which has been ignored.
        void tooEarly(Reply reply);

        /// Something an operator should know.
        void remark(String text);

        /// Hears of handshakes with it.
        CoreServices.Journal log();

        /// It has greeted.
        void greeted();
    }

    /// What it was about.
    enum During {
        BANNER,
        /// The greeting was a refusal.
        REFUSAL,
        FEATURES,
        TLS
    }

    /// @param security how the backend is to be protected, if it is
    /// @param known what backends can do; this one is asked if it is not among them
    Introduction(
            FtpBackend backend,
            Clock clock,
            Optional<BackendSecurity> security,
            KnownFeatures known,
            Listener listener) {
        this.security = security;
        this.known = known;
        this.backend = backend;
        this.clock = clock;
        this.listener = listener;
    }

    void begin(Reactor reactor) {
        if (security.filter(BackendSecurity::implicit).isPresent()) {
            step = Step.HANDSHAKE; // what comes before that is no greeting
            backend.listen(reactor, this);
            shakeHands(security.get());
        } else {
            await(Step.GREETING);
            backend.listen(reactor, this);
        }
    }

    @Override
    public void reply(Reply reply) {
        switch (step) {
            case GREETING -> greeted(reply);
            case FEATURES -> {
                if (reply.code() == GREETING) {
                    listener.tooEarly(reply);
                } else {
                    var features = Features.of(reply);
                    known.learn(backend.address(), greeting.orElseThrow(), features);
                    able(features, false);
                }
            }
            case AUTH -> answeredToAuth(reply);
            case HANDSHAKE -> {} // came in the clear
            case BUFFER_SIZE -> {
                remarkOn("PBSZ", reply);
                askLevel();
            }
            case LEVEL -> {
                remarkOn("PROT", reply);
                askHost();
            }
            case HOST -> introduced();
        }
    }

    private void greeted(Reply reply) {
        listener.greeted();
        if (reply.isCompletion()) {
            greeting = Optional.of(reply);
            known.find(backend.address(), reply)
                    .ifPresentOrElse(
                            can -> able(can.features(), can.refusesTls()),
                            () -> ask(Command.of("FEAT"), Step.FEATURES));
        } else if (isFirst()) {
            backend.close();
            listener.failed(new ConnectFailure.Unwelcome(reply), During.REFUSAL, reply.code() + " " + reply.text());
        }
    }

    private void able(Features features, boolean refusesTls) {
        backend.features(features);
        if (security.isEmpty() || (refusesTls && !security.get().isDemanded())) {
            askHost();
        } else if (security.get().implicit()) {
            askBufferSize();
        } else {
            if (security.get().isDemanded() && !features.has("AUTH")) {
                listener.remark(
                        "backend server " + Addresses.text(backend.address().getAddress())
                                + " does not support AUTH TLS (see FEAT response) but " + demanding(security.get())
                                + " requires TLS, attempting anyway");
            }
            ask(Command.of("AUTH", "TLS"), Step.AUTH);
        }
    }

    private String demanding(BackendSecurity how) {
        return how.demandedBy() == BackendSecurity.DemandedBy.URL
                ? "URI '" + backend.member().url().masked() + "'"
                : "ProxyTLSEngine";
    }

    /// What a backend refuses of what it has said that it can.
    private void remarkOn(String verb, Reply reply) {
        if (!reply.isCompletion() && backend.features().has(verb)) {
            listener.remark("backend server " + Addresses.text(backend.address().getAddress()) + " lists " + verb
                    + " and answered it '" + reply.code() + " " + WireText.display(reply.text()) + "'");
        }
    }

    private void answeredToAuth(Reply reply) {
        if (reply.isCompletion()) {
            shakeHands(security.orElseThrow());
        } else if (security.orElseThrow().isDemanded()) {
            failed(
                    NOT_PERMITTED,
                    "TLS is required, and AUTH TLS was answered '" + reply.code() + " " + reply.text() + "'");
        } else {
            known.learnAuth(backend.address(), greeting.orElseThrow(), reply);
            askHost();
        }
    }

    private void shakeHands(BackendSecurity how) {
        step = Step.HANDSHAKE;
        noDeadline();
        LegTls tls;
        try {
            tls = how.begin(backend.member().url().host(), backend.address(), listener.log());
        } catch (SSLException _) {
            failed(NOT_PERMITTED, NEGOTIATION_FAILED);
            return;
        }
        handshake = Optional.of(tls);
        var limit = how.tls().handshakeLimit();
        if (limit.isPositive()) {
            deadline = Optional.of(clock.after(limit.toNanos(), () -> {
                tls.failed(new HandshakeFailure.TimedOut(limit));
                failed(TIMED_OUT, NEGOTIATION_FAILED);
            }));
        }
        backend.protect(tls);
    }

    @Override
    public void secured() {
        try {
            handshake.orElseThrow().established();
        } catch (SSLException _) {
            failed(NOT_PERMITTED, NEGOTIATION_FAILED);
            return;
        }
        if (security.orElseThrow().implicit()) {
            await(Step.GREETING);
        } else {
            askBufferSize();
        }
    }

    private void askBufferSize() {
        ask(Command.of("PBSZ", "0"), Step.BUFFER_SIZE);
    }

    @Override
    public void unsecured(SSLException error) {
        handshake.orElseThrow().failed(new HandshakeFailure.Refused(error));
        failed(NOT_PERMITTED, NEGOTIATION_FAILED);
    }

    private void askLevel() {
        var level = security.orElseThrow().data();
        if (level.isEmpty()) {
            askHost();
            return;
        }
        backend.protectsData(level.get());
        ask(Command.of("PROT", level.get() ? "P" : "C"), Step.LEVEL);
    }

    private void askHost() {
        if (backend.features().has("HOST")) {
            ask(Command.of("HOST", backend.member().url().bracketedHost()), Step.HOST);
        } else {
            introduced();
        }
    }

    /// Sends a command. What has come before it was asked for is no answer, and would shift all those that follow.
    private void ask(Command command, Step next) {
        ignoreEarly();
        await(next);
        backend.send(command);
    }

    private void ignoreEarly() {
        for (var early = backend.replyAtHand(); early.isPresent(); early = backend.replyAtHand()) {
            listener.tooEarly(early.get());
        }
    }

    private void introduced() {
        ignoreEarly();
        if (isFirst()) {
            listener.introduced(backend, greeting.orElseThrow());
        }
    }

    @Override
    public void erred(BackendMisbehaved how) {
        failed(NOT_PERMITTED, String.valueOf(how.getMessage()));
    }

    @Override
    public void closed(Optional<String> error) {
        if (step == Step.HANDSHAKE && !over.get()) {
            handshake.ifPresent(tls ->
                    tls.failed(error.<HandshakeFailure>map(text -> new HandshakeFailure.Broken(new IOException(text)))
                            .orElseGet(HandshakeFailure.Closed::new)));
        }
        failed(
                NOT_PERMITTED,
                error.filter(text -> !text.equals(ErrorText.CANCELED)).orElse("Connection closed by backend"));
    }

    private void expired() {
        failed(TIMED_OUT, TIMED_OUT);
    }

    private void failed(String why, String error) {
        var during = switch (step) {
            case GREETING -> During.BANNER;
            case FEATURES, HOST -> During.FEATURES;
            case AUTH, HANDSHAKE, BUFFER_SIZE, LEVEL -> During.TLS;
        };
        if (isFirst()) {
            backend.close();
            listener.failed(new ConnectFailure.Unreachable(why), during, error);
        }
    }

    private void await(Step next) {
        step = next;
        if (next != Step.HOST) {
            noDeadline();
            deadline = Optional.of(clock.after(LONGEST_ANSWER.toNanos(), this::expired));
        }
    }

    private boolean isFirst() {
        boolean first = over.compareAndSet(false, true);
        if (first) {
            noDeadline();
        }
        return first;
    }

    private void noDeadline() {
        deadline.ifPresent(appointment -> appointment.cancel(false));
    }
}
