package io.sluice.proxy;

import io.sluice.ftp.Command;
import io.sluice.ftp.Reply;
import io.sluice.session.Exchange;
import io.sluice.session.LocalReplies;
import io.sluice.session.SessionEvent;
import io.sluice.session.SessionState;
import io.sluice.session.Timer;
import java.util.List;
import java.util.stream.Stream;

/// A transfer runs: neither has its data ended nor its final reply been seen.
///
/// @param asked the `STAT` commands passed on meanwhile whose replies are awaited
record MovingData(Ready after, TransferInProgress running, List<Exchange> asked) implements ProxyState {
    private static final int MOST_ASKED = 8;

    MovingData {
        asked = List.copyOf(asked);
    }

    @Override
    public boolean takes(Command command) {
        return switch (Dispatch.duringTransfer(command)) {
            case ABORT, ANSWER -> true;
            case PASS_ON -> asked.size() < MOST_ASKED;
            case WAIT -> false;
        };
    }

    @Override
    public SessionState on(Exchange exchange) {
        return switch (Dispatch.duringTransfer(exchange.command())) {
            case ABORT -> {
                asked.forEach(Exchange::finishUnanswered);
                yield Aborting.begin(after, running, exchange);
            }
            case PASS_ON -> {
                after.proxy().send(exchange.command());
                yield new MovingData(
                        after,
                        running,
                        Stream.concat(asked.stream(), Stream.of(exchange)).toList());
            }
            case ANSWER, WAIT -> {
                exchange.finish(LocalReplies.to(
                        exchange.command(),
                        after.proxy().session(),
                        after.proxy().backend().features()));
                yield this;
            }
        };
    }

    @Override
    public SessionState on(SessionEvent event) {
        return switch (event) {
            case SessionEvent.ReplyReceived(var reply) -> received(reply);
            case SessionEvent.DataEnded(var number, var end)
            when number == running.transfer().number() -> DataOver.begin(after, running, end, asked);
            case SessionEvent.BackendErred _ -> TransferEnd.misunderstood(after, running, asked);
            case SessionEvent.BackendClosed(var error) -> TransferEnd.backendGone(after, running, this, error);
            case SessionEvent.TimedOut(var timer)
            when timer == Timer.STALLED -> TransferEnd.unlessStalled(after, running, this);
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
            return new MovingData(after, running, asked.subList(1, asked.size()));
        }
        return ReplySeen.begin(after, running, reply, asked);
    }

    @Override
    public void abandon() {
        asked.forEach(Exchange::finishUnanswered);
        TransferEnd.abandoned(after, running);
    }
}
