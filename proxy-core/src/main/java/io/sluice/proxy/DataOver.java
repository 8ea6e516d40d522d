package io.sluice.proxy;

import io.sluice.ftp.Reply;
import io.sluice.module.CommandOutcome.Status;
import io.sluice.session.Exchange;
import io.sluice.session.Occupied;
import io.sluice.session.SessionEvent;
import io.sluice.session.SessionEvent.DataEnd;
import io.sluice.session.SessionState;
import io.sluice.session.Timer;
import java.util.List;

/// The data of a transfer have ended, and the backend's final reply is awaited, for no longer than
/// `ProxyTimeoutLinger`.
record DataOver(Ready after, TransferInProgress running, DataEnd end, List<Exchange> asked)
        implements ProxyState, Occupied {
    DataOver {
        asked = List.copyOf(asked);
    }

    static SessionState begin(Ready after, TransferInProgress running, DataEnd end, List<Exchange> asked) {
        if (end.failure().filter(SessionEvent.Failure::isBeforeData).isPresent()) {
            return TransferEnd.unconnected(after, running, end, asked);
        }
        after.proxy().lingers();
        return new DataOver(after, running, end, asked);
    }

    @Override
    public SessionState on(SessionEvent event) {
        return switch (event) {
            case SessionEvent.ReplyReceived(var reply) -> received(reply);
            case SessionEvent.BackendErred _ -> TransferEnd.misunderstood(after, running, asked);
            case SessionEvent.BackendClosed(var error) -> TransferEnd.backendGone(after, running, this, error);
            case SessionEvent.TimedOut(var timer) when timer == Timer.LINGER -> noReply();
            default -> this;
        };
    }

    private SessionState received(Reply reply) {
        if (reply.isPreliminary()) {
            running.exchange().preliminary(reply);
            return this;
        }
        if (!asked.isEmpty() && TransferEnd.answersStatus(reply)) {
            asked.getFirst().finish(reply);
            return new DataOver(after, running, end, asked.subList(1, asked.size()));
        }
        return TransferEnd.finish(after, running, end, reply, asked);
    }

    private SessionState noReply() {
        var session = after.proxy().session();
        after.proxy()
                .host()
                .journal()
                .notice(
                        session,
                        "timed out waiting for end-of-transfer response from backend server, terminating"
                                + " transfer");
        after.proxy().owed();
        var words = end.failure().map(failure -> failure.error()).orElse("Connection timed out");
        var reply = Reply.of(500, running.exchange().command().verb() + ": " + words);
        return TransferEnd.conclude(after, running, Status.TIMEOUT, reply, end, asked);
    }

    @Override
    public void abandon() {
        asked.forEach(Exchange::finishUnanswered);
        TransferEnd.abandoned(after, running);
    }
}
