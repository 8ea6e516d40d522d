package io.sluice.proxy;

import io.sluice.ftp.Reply;
import io.sluice.module.CommandOutcome.Status;
import io.sluice.module.EndReason;
import io.sluice.session.Exchange;
import io.sluice.session.LocalReplies;
import io.sluice.session.Session;
import io.sluice.session.SessionEvent;
import io.sluice.session.SessionEvent.DataEnd;
import io.sluice.session.SessionEvent.Leg;
import io.sluice.session.SessionState;
import io.sluice.session.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The ways a transfer can end, for the states of a transfer: what the client is told, what the log says, and which
/// state follows.
final class TransferEnd {
    private TransferEnd() {}

    /// Both facts are known: the data have ended, and the backend has sent its final reply. The reply is passed on,
    /// unless it claims success for data that did not all arrive.
    static SessionState finish(
            Ready after, TransferInProgress running, DataEnd end, Reply reply, List<Exchange> asked) {
        end.failure()
                .ifPresent(failure -> log(after)
                        .notice(
                                session(after),
                                "transfer of " + running.exchange().command() + " broke off after " + end.bytes()
                                        + " bytes: " + (failure.leg() == Leg.FRONTEND ? "frontend" : "backend")
                                        + " data connection: " + failure.error()));
        boolean falseSuccess = end.failure().isPresent() && reply.isCompletion();
        var said = falseSuccess ? LocalReplies.TRANSFER_ABORTED : reply;
        var status = said.isCompletion() ? Status.SUCCESS : Status.FAILED;
        return conclude(after, running, status, said, end, asked);
    }

    /// Answers the client and goes on, first with the `STAT` commands that still wait for the backend.
    static SessionState conclude(
            Ready after, TransferInProgress running, Status status, Reply reply, DataEnd end, List<Exchange> asked) {
        over(after);
        running.exchange().transferred(after.proxy().record(running, Optional.of(end), status, Optional.of(reply)));
        running.exchange().finish(reply);
        return awaitStatus(after, asked);
    }

    private static SessionState awaitStatus(Ready after, List<Exchange> asked) {
        if (asked.isEmpty()) {
            return after;
        }
        var first = asked.getFirst();
        return Relaying.awaiting(
                after.proxy(),
                first,
                first.command(),
                reply -> {
                    first.finish(reply);
                    return awaitStatus(after, asked.subList(1, asked.size()));
                },
                after);
    }

    /// The backend has refused the transfer before it began.
    static SessionState refused(Ready after, TransferInProgress running, Reply reply) {
        running.transfer().cancel();
        over(after);
        running.exchange().finish(reply);
        return after;
    }

    /// The backend has sent what is no reply.
    static SessionState misunderstood(Ready after, TransferInProgress running, List<Exchange> asked) {
        var reply = Reply.of(500, running.exchange().command().verb() + ": Invalid argument");
        cancelled(after, running, reply);
        asked.forEach(Exchange::finishUnanswered);
        return after;
    }

    static SessionState unconnected(Ready after, TransferInProgress running, DataEnd end) {
        return unconnected(after, running, end, List.of());
    }

    /// One of the data connections could not be made. The client hears of it at once; the reply that the backend still
    /// owes is swallowed when it comes.
    static SessionState unconnected(Ready after, TransferInProgress running, DataEnd end, List<Exchange> asked) {
        var failure = end.failure().orElseThrow();
        log(after)
                .notice(
                        session(after),
                        "unable to open " + (failure.leg() == Leg.FRONTEND ? "frontend" : "backend")
                                + " data connection (port "
                                + running.transfer().endpoint(failure.leg()).port() + "): " + failure.error());
        after.proxy().owed();
        return conclude(
                after,
                running,
                Status.FAILED,
                failure.moment() == SessionEvent.Moment.SECURING
                        ? Reply.of(425, "Unable to build data connection: Operation not permitted")
                        : Reply.of(425, running.exchange().command().verb() + ": " + failure.error()),
                end,
                asked);
    }

    /// The client has aborted the transfer, or the proxy on its behalf.
    static void cancelled(Ready after, TransferInProgress running, Reply reply) {
        running.transfer().cancel();
        running.transfer().awaitEnd();
        over(after);
        running.exchange()
                .transferred(after.proxy().record(running, Optional.empty(), Status.CANCELLED, Optional.of(reply)));
        running.exchange().finish(reply);
    }

    /// The backend's control connection has gone, and with it the session.
    static SessionState backendGone(
            Ready after, TransferInProgress running, SessionState present, Optional<String> error) {
        log(after)
                .notice(
                        session(after),
                        "transfer of " + running.exchange().command() + " broke off after "
                                + running.transfer().bytes() + " bytes: the backend has gone");
        after.proxy().backendClosed(error);
        return present;
    }

    /// Ends the session if the transfer has not moved for as long as `TimeoutStalled` says; otherwise sets the deadline
    /// anew.
    static SessionState unlessStalled(Ready after, TransferInProgress running, SessionState present) {
        var session = session(after);
        var limit = session.settings().stalled();
        var left = limit.minus(Duration.ofNanos(running.transfer().nanosSinceProgress()));
        if (left.isPositive()) {
            session.deadline(Timer.STALLED, left);
            return present;
        }
        log(after).notice(session, "Data transfer stall timeout: " + limit.toSeconds() + " seconds");
        session.event("core.timeout-stalled");
        session.send(Reply.of(
                426, "Data transfer stall timeout (" + limit.toSeconds() + " seconds): closing control connection"));
        session.end(EndReason.of(EndReason.Kind.TIMEOUT, "TimeoutStalled"));
        return present;
    }

    /// The session ends in the middle of the transfer.
    static void abandoned(Ready after, TransferInProgress running) {
        running.transfer().cancel();
        running.transfer().awaitEnd();
        running.exchange()
                .transferred(after.proxy().record(running, Optional.empty(), Status.CANCELLED, Optional.empty()));
        running.exchange().finishUnanswered();
        after.proxy().close();
    }

    /// Whether a reply that comes during a transfer is one to `STAT` rather than the transfer's own (RFC 959 §5.4).
    static boolean answersStatus(Reply reply) {
        return switch (reply.code()) {
            case 211, 212, 213, 214, 215, 500, 501, 502, 503, 504, 530 -> true;
            default -> false;
        };
    }

    private static void over(Ready after) {
        session(after).noDeadline(Timer.STALLED);
        session(after).noDeadline(Timer.REPLY);
        session(after).noDeadline(Timer.LINGER);
        session(after).deadline(Timer.NO_TRANSFER, session(after).settings().noTransfer());
    }

    private static Session session(Ready after) {
        return after.proxy().session();
    }

    private static Journal log(Ready after) {
        return after.proxy().host().journal();
    }
}
