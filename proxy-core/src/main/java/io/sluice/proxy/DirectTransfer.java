package io.sluice.proxy;

import io.sluice.ftp.Command;
import io.sluice.ftp.Reply;
import io.sluice.proxy.Dispatch.DuringTransfer;
import io.sluice.proxy.ProxyDirectives.ProxyOption;
import io.sluice.session.Exchange;
import io.sluice.session.SessionEvent;
import io.sluice.session.SessionState;
import io.sluice.session.Timer;
import java.time.Duration;

/// A transfer whose data pass the proxy by, from the client to the backend or back (`UseDirectDataTransfers`). Nothing
/// is known of them but the replies, so no time limit but the session's own applies while they move: the backend has
/// those that look at the data.
///
/// @param begun whether a preliminary reply has been seen
record DirectTransfer(Ready after, Exchange exchange, boolean begun) implements ProxyState {

    static boolean isWanted(ProxySession proxy) {
        return proxy.settings().options().contains(ProxyOption.UseDirectDataTransfers);
    }

    static SessionState begin(Ready ready, Exchange exchange) {
        var session = ready.proxy().session();
        session.noDeadline(Timer.NO_TRANSFER);
        session.deadline(Timer.IDLE, Duration.ZERO);
        ready.proxy().send(exchange.command());
        ready.proxy().expectsAnswer();
        return new DirectTransfer(ready, exchange, false);
    }

    @Override
    public boolean takes(Command command) {
        return Dispatch.duringTransfer(command) == DuringTransfer.ABORT;
    }

    @Override
    public boolean owesAnAnswer() {
        return true;
    }

    /// For the backend this is an `ABOR` in the middle of a transfer, which it answers twice.
    @Override
    public SessionState on(Exchange abort) {
        over();
        return Aborting.ofDirect(after, exchange, abort);
    }

    @Override
    public SessionState on(SessionEvent event) {
        return switch (event) {
            case SessionEvent.ReplyReceived(var reply) -> received(reply);
            case SessionEvent.BackendErred _ ->
                finish(Reply.of(500, exchange.command().verb() + ": Invalid argument"));
            case SessionEvent.BackendClosed(var error) -> {
                after.proxy().backendClosed(error);
                yield this;
            }
            case SessionEvent.TimedOut(var timer)
            when timer == Timer.REPLY -> {
                after.proxy().unanswered(exchange.command());
                yield this;
            }
            default -> this;
        };
    }

    private SessionState received(Reply reply) {
        after.proxy().session().noDeadline(Timer.REPLY);
        if (reply.isPreliminary()) {
            exchange.preliminary(reply);
            return new DirectTransfer(after, exchange, true);
        }
        if (!begun) {
            after.proxy()
                    .host()
                    .journal()
                    .info(
                            after.proxy().session(),
                            () -> "received non-1xx response from backend for "
                                    + exchange.command().verb() + ": " + reply.code() + " " + reply.text());
        }
        return finish(reply);
    }

    private SessionState finish(Reply reply) {
        over();
        exchange.finish(reply);
        return after;
    }

    private void over() {
        var session = after.proxy().session();
        session.noDeadline(Timer.REPLY);
        session.touch();
        session.deadline(Timer.IDLE, session.settings().idle());
        session.deadline(Timer.NO_TRANSFER, session.settings().noTransfer());
    }

    @Override
    public void abandon() {
        exchange.finishUnanswered();
        after.proxy().close();
    }
}
