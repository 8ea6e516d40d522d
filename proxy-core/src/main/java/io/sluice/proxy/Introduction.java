package io.sluice.proxy;

import io.sluice.ftp.BackendMisbehaved;
import io.sluice.ftp.Command;
import io.sluice.ftp.Features;
import io.sluice.ftp.Reply;
import io.sluice.net.ErrorText;
import io.sluice.net.Reactor;
import io.sluice.session.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/// A backend whose connection has been made introduces itself: it greets, says what it can do, and is told by which
/// name it was called if it cares. It tells its listener once how that ended, from the thread of the reactor or of
/// whatever has closed the backend.
final class Introduction implements FtpBackend.Hearer {
    private static final int GREETING = 220;
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(30);
    private static final String TIMED_OUT = "Connection timed out";
    private static final String NOT_PERMITTED = "Operation not permitted";

    private final FtpBackend backend;
    private final Clock clock;
    private final Listener listener;
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile Step step = Step.GREETING;
    private volatile Optional<Reply> greeting = Optional.empty();
    private volatile Optional<Future<?>> deadline = Optional.empty();

    private enum Step {
        GREETING,
        FEATURES,
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

        /// It has greeted.
        void greeted();
    }

    /// What it was about.
    enum During {
        BANNER,
        /// The greeting was a refusal.
        REFUSAL,
        FEATURES
    }

    Introduction(FtpBackend backend, Clock clock, Listener listener) {
        this.backend = backend;
        this.clock = clock;
        this.listener = listener;
    }

    void begin(Reactor reactor) {
        await(Step.GREETING);
        backend.listen(reactor, this);
    }

    @Override
    public void reply(Reply reply) {
        switch (step) {
            case GREETING -> greeted(reply);
            case FEATURES -> {
                if (reply.code() == GREETING) {
                    listener.tooEarly(reply);
                } else {
                    able(Features.of(reply));
                }
            }
            case HOST -> introduced();
        }
    }

    private void greeted(Reply reply) {
        listener.greeted();
        if (reply.isCompletion()) {
            greeting = Optional.of(reply);
            ask(Command.of("FEAT"), Step.FEATURES);
        } else if (isFirst()) {
            backend.close();
            listener.failed(new ConnectFailure.Unwelcome(reply), During.REFUSAL, reply.code() + " " + reply.text());
        }
    }

    private void able(Features features) {
        backend.features(features);
        if (features.has("HOST")) {
            ask(Command.of("HOST", backend.member().url().bracketedHost()), Step.HOST);
        } else {
            introduced();
        }
    }

    /// Sends a command. What has come before it was asked for is no answer, and would shift all those that follow.
    private void ask(Command command, Step next) {
        for (var early = backend.replyAtHand(); early.isPresent(); early = backend.replyAtHand()) {
            listener.tooEarly(early.get());
        }
        await(next);
        backend.send(command);
    }

    private void introduced() {
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
        failed(
                NOT_PERMITTED,
                error.filter(text -> !text.equals(ErrorText.CANCELED)).orElse("Connection closed by backend"));
    }

    private void expired() {
        failed(TIMED_OUT, TIMED_OUT);
    }

    private void failed(String why, String error) {
        var during = step == Step.GREETING ? During.BANNER : During.FEATURES;
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
