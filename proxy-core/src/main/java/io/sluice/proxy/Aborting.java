package io.sluice.proxy;

import io.sluice.ftp.Command;
import io.sluice.ftp.Reply;
import io.sluice.session.Exchange;
import io.sluice.session.LocalReplies;
import io.sluice.session.SessionEvent;
import io.sluice.session.SessionState;
import io.sluice.session.Timer;
import java.util.Optional;

/// `ABOR` has been sent. During a transfer two final replies are due (RFC 959 §4.1.3), one to the transfer and one to
/// `ABOR`; else only the latter. A server that sends fewer is given `ProxyTimeoutLinger`; what it then still owes is
/// swallowed.
///
/// @param interrupted the transfer whose reply has not been seen
record Aborting(Ready after, Optional<Interrupted> interrupted, Exchange abort) implements ProxyState {

    /// A transfer in the middle of which `ABOR` came, and whose command has still to be answered.
    private sealed interface Interrupted {
        void end(Ready after, Reply reply);

        Exchange exchange();

        record Relayed(TransferInProgress running) implements Interrupted {
            @Override
            public void end(Ready after, Reply reply) {
                TransferEnd.cancelled(after, running, reply);
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
        return begin(after, Optional.of(new Interrupted.Relayed(running)), abort);
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
        return new Aborting(after, interrupted, abort);
    }

    @Override
    public boolean takes(Command command) {
        return false;
    }

    @Override
    public boolean owesAnAnswer() {
        return true;
    }

    @Override
    public SessionState on(Exchange exchange) {
        throw new IllegalStateException("no command is taken while aborting");
    }

    @Override
    public SessionState on(SessionEvent event) {
        return switch (event) {
            case SessionEvent.ReplyReceived(var reply) when !reply.isPreliminary() -> received(reply);
            case SessionEvent.BackendErred _ -> received(LocalReplies.TRANSFER_ABORTED);
            case SessionEvent.BackendClosed(var error) -> {
                after.proxy().backendClosed(error);
                yield this;
            }
            case SessionEvent.TimedOut(var timer) when timer == Timer.LINGER -> late();
            default -> this;
        };
    }

    private SessionState received(Reply reply) {
        if (interrupted.isPresent()) {
            interrupted.get().end(after, reply);
            return awaiting(after, Optional.empty(), abort);
        }
        after.proxy().session().noDeadline(Timer.LINGER);
        abort.finish(reply);
        return after;
    }

    private SessionState late() {
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
