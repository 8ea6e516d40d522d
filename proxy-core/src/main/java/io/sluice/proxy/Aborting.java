package io.sluice.proxy;

import io.sluice.ftp.Reply;
import io.sluice.module.CommandOutcome.Status;
import io.sluice.session.Exchange;
import io.sluice.session.LocalReplies;
import io.sluice.session.Occupied;
import io.sluice.session.SessionEvent;
import io.sluice.session.SessionEvent.DataEnd;
import io.sluice.session.SessionState;
import io.sluice.session.Timer;
import java.util.List;
import java.util.Optional;

/// `ABOR` has been sent. During a transfer two final replies are due (RFC 959 §4.1.3), one to the transfer and one to
/// `ABOR`; else only the latter. A server that sends fewer is given `ProxyTimeoutLinger`; what it then still owes is
/// swallowed.
///
/// The reply to the transfer may claim success only if its data had all arrived before the `ABOR`, which is known as
/// soon as they have ended; and they end at once.
///
/// @param interrupted the transfer whose reply has not been seen
/// @param claim a reply of success that waits until it is known whether it may stand
record Aborting(Ready after, Optional<Interrupted> interrupted, Exchange abort, Optional<Reply> claim)
        implements ProxyState, Occupied {

    /// A transfer in the middle of which `ABOR` came, and whose command has still to be answered.
    private sealed interface Interrupted {
        void end(Ready after, Reply reply);

        Exchange exchange();

        /// @param ended how its data ended, once they have
        record Relayed(TransferInProgress running, Optional<DataEnd> ended) implements Interrupted {
            @Override
            public void end(Ready after, Reply reply) {
                var complete = ended.filter(end -> end.failure().isEmpty());
                if (!reply.isCompletion()) {
                    TransferEnd.cancelled(after, running, reply);
                } else if (complete.isPresent()) {
                    TransferEnd.conclude(after, running, Status.SUCCESS, reply, complete.get(), List.of());
                } else {
                    TransferEnd.cancelled(after, running, LocalReplies.TRANSFER_ABORTED);
                }
            }

            @Override
            public Exchange exchange() {
                return running.exchange();
            }
        }

        /// Its data pass the proxy by.
        record Direct(Exchange exchange) implements Interrupted {
            @Override
            public void end(Ready after, Reply reply) {
                exchange.finish(reply);
            }
        }
    }

    static SessionState begin(Ready after, TransferInProgress running, Exchange abort) {
        running.transfer().cancel();
        return begin(after, Optional.of(new Interrupted.Relayed(running, Optional.empty())), abort);
    }

    /// Passes on an `ABOR` to a transfer whose data pass the proxy by.
    static SessionState ofDirect(Ready after, Exchange transfer, Exchange abort) {
        return begin(after, Optional.of(new Interrupted.Direct(transfer)), abort);
    }

    /// Passes on an `ABOR` that finds no transfer.
    static SessionState withoutTransfer(Ready after, Exchange abort) {
        return begin(after, Optional.empty(), abort);
    }

    private static SessionState begin(Ready after, Optional<Interrupted> interrupted, Exchange abort) {
        after.proxy().backend().sendAbort();
        return awaiting(after, interrupted, abort);
    }

    private static SessionState awaiting(Ready after, Optional<Interrupted> interrupted, Exchange abort) {
        after.proxy().lingers();
        return new Aborting(after, interrupted, abort, Optional.empty());
    }

    @Override
    public boolean owesAnAnswer() {
        return true;
    }

    @Override
    public SessionState on(SessionEvent event) {
        return switch (event) {
            case SessionEvent.ReplyReceived(var reply) when !reply.isPreliminary() -> received(reply);
            case SessionEvent.DataEnded(var number, var end) -> ended(number, end);
            case SessionEvent.BackendErred _ -> received(LocalReplies.TRANSFER_ABORTED);
            case SessionEvent.BackendClosed(var error) -> {
                after.proxy().backendClosed(error);
                yield this;
            }
            case SessionEvent.TimedOut(var timer) when timer == Timer.LINGER -> late();
            default -> this;
        };
    }

    private SessionState ended(long number, DataEnd end) {
        if (!(interrupted.orElse(null) instanceof Interrupted.Relayed(var running, var _))
                || running.transfer().number() != number) {
            return this;
        }
        var known = new Aborting(
                after, Optional.of(new Interrupted.Relayed(running, Optional.of(end))), abort, Optional.empty());
        return claim.isPresent() ? known.answered(claim.get()) : known;
    }

    private SessionState received(Reply reply) {
        if (interrupted.isEmpty()) {
            after.proxy().session().noDeadline(Timer.LINGER);
            abort.finish(reply);
            return after;
        }
        if (claim.isPresent()) {
            return answered(claim.get()).received(reply);
        }
        boolean mustWait = reply.isCompletion()
                && interrupted.get() instanceof Interrupted.Relayed(var _, var ended)
                && ended.isEmpty();
        return mustWait ? new Aborting(after, interrupted, abort, Optional.of(reply)) : answered(reply);
    }

    /// Answers the transfer; the reply to `ABOR` is still to come.
    private Aborting answered(Reply reply) {
        interrupted.orElseThrow().end(after, reply);
        after.proxy().lingers();
        return new Aborting(after, Optional.empty(), abort, Optional.empty());
    }

    private SessionState late() {
        if (claim.isPresent()) {
            return answered(claim.get());
        }
        interrupted.ifPresent(unanswered -> {
            after.proxy().owed();
            unanswered.end(after, LocalReplies.TRANSFER_ABORTED);
        });
        after.proxy().owed();
        abort.finish(Reply.of(226, "Abort successful"));
        return after;
    }

    @Override
    public void abandon() {
        interrupted.ifPresent(unanswered -> unanswered.exchange().finishUnanswered());
        abort.finishUnanswered();
        after.proxy().close();
    }
}
