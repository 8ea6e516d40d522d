package io.sluice.ssh;

import io.sluice.ftp.Command;
import io.sluice.ftp.Reply;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// The requests of one client to be let in, each as a dialogue of two commands with its session: `USER` with the name,
/// and once that has been answered with 3xx, `PASS`, with the password if there is one. A negative answer to either is
/// a failure, 2xx to `PASS` success. What is requested meanwhile waits.
public final class LoginDialogue {
    private final List<String> methods;
    private final Listener listener;
    private final Deque<Attempt> waiting = new ArrayDeque<>();
    private Step step = Step.IDLE;
    private Optional<Attempt> current = Optional.empty();
    private AuthEvent.Refused refusal;
    private boolean over;

    /// What the session is answering.
    private enum Step {
        IDLE,
        USER,
        PASS
    }

    /// Who carries on what comes of a request.
    interface Listener {

        /// The session is to be asked that.
        void asks(Command command);

        /// The client is to be told that it is not let in.
        void refused(AuthEvent.Refused told);

        /// The client is let in.
        void accepted(Attempt attempt);
    }

    /// @param methods by which a client may be let in
    LoginDialogue(List<String> methods, Listener listener) {
        this.methods = methods;
        this.listener = listener;
        this.refusal = offered();
    }

    /// The request that the `PASS` being acted on stands for.
    public synchronized Attempt attempt() {
        return current.orElseThrow();
    }

    /// The request being acted on, if there is one.
    synchronized Optional<Attempt> present() {
        return current;
    }

    /// Says what a refused client is told of the methods that are left.
    public synchronized void refusing(AuthEvent.Refused told) {
        refusal = new AuthEvent.Refused(
                told.methods().stream().filter(methods::contains).toList(), told.partial());
    }

    /// Whether there is a further request behind the present one.
    public synchronized boolean hasNext() {
        return !waiting.isEmpty();
    }

    /// Nobody waits for an answer to the present request any more.
    public void abandoned() {
        synchronized (this) {
            step = Step.IDLE;
            current = Optional.empty();
        }
        goOn();
    }

    /// The client asks to be let in; false if an earlier request has not been answered yet.
    boolean request(Attempt attempt) {
        synchronized (this) {
            waiting.add(attempt);
            if (current.isPresent()) {
                return false;
            }
        }
        goOn();
        return true;
    }

    /// A refusal that leaves all methods.
    AuthEvent.Refused offered() {
        return new AuthEvent.Refused(methods, false);
    }

    /// Takes a reply of the session; false if it answers no request.
    boolean answer(Reply reply) {
        Attempt attempt;
        Step answered;
        AuthEvent.Refused told;
        synchronized (this) {
            if (current.isEmpty() || reply.isPreliminary()) {
                return false;
            }
            attempt = current.get();
            answered = step;
            if (step == Step.USER && reply.isIntermediate()) {
                step = Step.PASS;
            } else {
                step = Step.IDLE;
                current = Optional.empty();
                over = over || (answered == Step.PASS && reply.isCompletion());
            }
            told = refusal;
        }
        if (answered == Step.USER && reply.isIntermediate()) {
            listener.asks(Command.of("PASS", attempt.secret()));
        } else if (answered == Step.PASS && reply.isCompletion()) {
            listener.accepted(attempt);
        } else {
            listener.refused(told);
            goOn();
        }
        return true;
    }

    /// No further request is gone into.
    synchronized void end() {
        over = true;
    }

    private void goOn() {
        Optional<Attempt> next;
        synchronized (this) {
            if (current.isPresent() || over) {
                return;
            }
            next = Optional.ofNullable(waiting.poll());
            current = next;
            step = next.isPresent() ? Step.USER : Step.IDLE;
            refusal = offered();
        }
        next.ifPresent(attempt -> listener.asks(Command.of("USER", attempt.user())));
    }
}
