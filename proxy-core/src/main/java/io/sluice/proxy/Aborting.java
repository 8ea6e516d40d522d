package io.sluice.proxy;

import io.sluice.ftp.Command;
import io.sluice.ftp.Reply;
import io.sluice.session.Exchange;
import io.sluice.session.LocalReplies;
import io.sluice.session.SessionEvent;
import io.sluice.session.SessionState;
import io.sluice.session.Timer;

/// `ABOR` has been sent during a transfer. Two final replies are due (RFC 959 §4.1.3): one to the transfer, one to
/// `ABOR`. A server that sends only one, or none, is given `ProxyTimeoutLinger`; what it then still owes is swallowed.
///
/// @param transferAnswered whether the first of the two has been passed on
record Aborting(Ready after, TransferInProgress running, Exchange abort, boolean transferAnswered)
        implements ProxyState {

    static SessionState begin(Ready after, TransferInProgress running, Exchange abort) {
        after.proxy().backend().sendAbort();
        running.transfer().cancel();
        after.proxy().session().deadline(Timer.LINGER, after.proxy().settings().linger());
        return new Aborting(after, running, abort, false);
    }

    @Override
    public boolean takes(Command command) {
        return false;
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
        if (!transferAnswered) {
            TransferEnd.cancelled(after, running, reply);
            after.proxy()
                    .session()
                    .deadline(Timer.LINGER, after.proxy().settings().linger());
            return new Aborting(after, running, abort, true);
        }
        after.proxy().session().noDeadline(Timer.LINGER);
        abort.finish(reply);
        return after;
    }

    private SessionState late() {
        if (!transferAnswered) {
            after.proxy().owed();
            TransferEnd.cancelled(after, running, LocalReplies.TRANSFER_ABORTED);
        }
        after.proxy().owed();
        abort.finish(Reply.of(226, "Abort successful"));
        return after;
    }

    @Override
    public void abandon() {
        if (!transferAnswered) {
            running.exchange().finishUnanswered();
        }
        abort.finishUnanswered();
        after.proxy().close();
    }
}
