package io.sluice.proxy;

import io.sluice.ftp.Command;
import io.sluice.ftp.Reply;
import io.sluice.proxy.Dispatch.DuringTransfer;
import io.sluice.session.Exchange;
import io.sluice.session.LocalReplies;
import io.sluice.session.SessionEvent;
import io.sluice.session.SessionState;
import io.sluice.session.Timer;
import java.util.List;

/// The backend has sent its final reply, and data are still on their way to their receiver. The reply is passed on only
/// when the last byte has been: a client may take it for the end of the data.
record ReplySeen(Ready after, TransferInProgress running, Reply reply, List<Exchange> asked) implements ProxyState {
    ReplySeen {
        asked = List.copyOf(asked);
    }

    /// After a refusal the data have only a moment left; otherwise they have as long as they move.
    static ReplySeen begin(Ready after, TransferInProgress running, Reply reply, List<Exchange> asked) {
        if (reply.isNegative()) {
            after.proxy().lingers();
        }
        return new ReplySeen(after, running, reply, asked);
    }

    @Override
    public boolean takes(Command command) {
        return Dispatch.duringTransfer(command) == DuringTransfer.ABORT;
    }

    /// For the backend the transfer is over, so `ABOR` ends the rest of it here and is then answered by the backend.
    @Override
    public SessionState on(Exchange abort) {
        asked.forEach(Exchange::finishUnanswered);
        TransferEnd.cancelled(after, running, LocalReplies.TRANSFER_ABORTED);
        return Aborting.withoutTransfer(after, abort);
    }

    @Override
    public SessionState on(SessionEvent event) {
        return switch (event) {
            case SessionEvent.DataEnded(var number, var end)
            when number == running.transfer().number() -> TransferEnd.finish(after, running, end, reply, asked);
            case SessionEvent.ReplyReceived(var more)
            when !asked.isEmpty() && !more.isPreliminary() -> {
                asked.getFirst().finish(more);
                yield new ReplySeen(after, running, reply, asked.subList(1, asked.size()));
            }
            case SessionEvent.BackendErred _ -> TransferEnd.misunderstood(after, running, asked);
            case SessionEvent.BackendClosed(var error) -> TransferEnd.backendGone(after, running, this, error);
            case SessionEvent.TimedOut(var timer)
            when timer == Timer.LINGER -> {
                running.transfer().cancel();
                yield this;
            }
            case SessionEvent.TimedOut(var timer)
            when timer == Timer.STALLED -> TransferEnd.unlessStalled(after, running, this);
            default -> this;
        };
    }

    @Override
    public void abandon() {
        asked.forEach(Exchange::finishUnanswered);
        TransferEnd.abandoned(after, running);
    }
}
