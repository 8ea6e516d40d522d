package io.sluice.proxy;

import io.sluice.ftp.Command;
import io.sluice.ftp.Reply;
import io.sluice.ftp.Verb;
import io.sluice.module.BackendTls;
import io.sluice.module.CommandOutcome.Direction;
import io.sluice.proxy.Dispatch.DuringTransfer;
import io.sluice.proxy.Dispatch.Standing;
import io.sluice.session.Exchange;
import io.sluice.session.LocalReplies;
import io.sluice.session.SessionEvent;
import io.sluice.session.SessionEvent.DataEnd;
import io.sluice.session.SessionState;
import io.sluice.session.Timer;
import io.sluice.transfer.Transfer;
import io.sluice.transfer.TransferDirectives;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A transfer command has been sent, and the backend has not yet said whether it will be done.
///
/// @param held a final reply that may be owed to something before; as in [Relaying] it waits for a moment
/// @param unconnected how the backend's data connection failed to be made, if it did: the backend's reply says why
/// better than we can, and is given a moment to come
record AwaitingPreliminary(Ready after, TransferInProgress running, Optional<Reply> held, Optional<DataEnd> unconnected)
        implements ProxyState {

    static SessionState begin(Ready ready, Exchange exchange) {
        var proxy = ready.proxy();
        if (ready.standing() == Standing.CONNECTED) {
            exchange.finish(LocalReplies.LOGIN_FIRST);
            return ready;
        }
        var arranged = proxy.takeArranged();
        if (arranged.isEmpty()) {
            exchange.finish(Reply.of(425, "Unable to build data connection: Operation not permitted"));
            return ready;
        }
        var verb = exchange.command().verb();
        var request = ListingRequest.of(proxy, exchange.command());
        var transfer = new Transfer(
                proxy.nextTransfer(),
                direction(exchange.command()),
                arranged.get().frontend(),
                arranged.get().backend(),
                request.relay(),
                TransferDirectives.rateFor(verb, proxy.settings().rates()),
                security(proxy, exchange.command()),
                proxy.session());
        var running =
                new TransferInProgress(exchange, transfer, arranged.get().by(), proxy.takeRestart(), Instant.now());
        proxy.session().noDeadline(Timer.NO_TRANSFER);
        proxy.session().deadline(Timer.STALLED, proxy.session().settings().stalled());
        proxy.session().protection().transferBegins(exchange.command());
        proxy.send(request.command());
        proxy.expectsAnswer();
        transfer.start();
        return new AwaitingPreliminary(ready, running, Optional.empty(), Optional.empty());
    }

    private static Transfer.Security security(ProxySession proxy, Command command) {
        return new Transfer.Security(
                proxy.session()
                        .protection()
                        .ofData(command)
                        .map(protection -> protection.asClient()
                                ? new Transfer.Secured(
                                        protection.control(),
                                        protection.control()::dataAsClient,
                                        protection.server().handshakeLimit())
                                : new Transfer.Secured(
                                        protection.control(),
                                        protection.control()::data,
                                        protection.server().handshakeLimit())),
                proxy.backend()
                        .dataTls()
                        .map(tls -> new Transfer.Secured(
                                tls,
                                tls::data,
                                proxy.host()
                                        .tls()
                                        .map(BackendTls::handshakeLimit)
                                        .orElse(Duration.ZERO))),
                proxy.host().data().tlsBuffers(),
                proxy.settings().linger());
    }

    private static Direction direction(Command command) {
        return switch (Verb.of(command.verb()).flatMap(Verb::transfer).orElseThrow()) {
            case DOWNLOAD -> Direction.DOWNLOAD;
            case UPLOAD -> Direction.UPLOAD;
            case LISTING -> Direction.LISTING;
        };
    }

    @Override
    public boolean takes(Command command) {
        return Dispatch.duringTransfer(command) == DuringTransfer.ABORT;
    }

    @Override
    public Optional<String> awaits() {
        return Optional.of(after.proxy().answerTo(running.exchange().command()));
    }

    @Override
    public SessionState on(Exchange abort) {
        return Aborting.begin(after, running, abort);
    }

    @Override
    public SessionState on(SessionEvent event) {
        return switch (event) {
            case SessionEvent.ReplyReceived(var reply) -> received(reply);
            case SessionEvent.DataEnded(var number, var end)
            when number == running.transfer().number() -> {
                after.proxy().lingers();
                yield new AwaitingPreliminary(after, running, held, Optional.of(end));
            }
            case SessionEvent.TimedOut(var timer) when timer == Timer.LINGER -> noMoreToCome();
            case SessionEvent.TimedOut(var timer)
            when timer == Timer.REPLY -> {
                after.proxy().unanswered(running.exchange().command());
                yield this;
            }
            case SessionEvent.BackendErred _ ->
                TransferEnd.refused(
                        after,
                        running,
                        Reply.of(500, running.exchange().command().verb() + ": Invalid argument"));
            case SessionEvent.BackendClosed(var error) -> TransferEnd.backendGone(after, running, this, error);
            case SessionEvent.TimedOut(var timer)
            when timer == Timer.STALLED -> TransferEnd.unlessStalled(after, running, this);
            default -> this;
        };
    }

    private SessionState received(Reply reply) {
        if (reply.isPreliminary()) {
            return begun(reply);
        }
        if (held.isEmpty() && after.proxy().wasOwed()) {
            after.proxy().lingers();
            return new AwaitingPreliminary(after, running, Optional.of(reply), unconnected);
        }
        return decided(reply);
    }

    private SessionState begun(Reply preliminary) {
        after.proxy().answered();
        after.proxy().session().noDeadline(Timer.LINGER);
        if (unconnected.isPresent()) {
            return TransferEnd.unconnected(after, running, unconnected.get());
        }
        running.exchange().preliminary(preliminary);
        running.transfer().proceed();
        return new MovingData(after, running, List.of());
    }

    private SessionState decided(Reply reply) {
        after.proxy().session().noDeadline(Timer.LINGER);
        if (!reply.isCompletion()) {
            return TransferEnd.refused(after, running, reply);
        }
        if (unconnected.isPresent()) {
            return TransferEnd.finish(after, running, unconnected.get(), reply, List.of());
        }
        running.transfer().proceed();
        return ReplySeen.begin(after, running, reply, List.of());
    }

    private SessionState noMoreToCome() {
        if (held.isPresent()) {
            return decided(held.get());
        }
        return unconnected.isPresent() ? TransferEnd.unconnected(after, running, unconnected.get()) : this;
    }

    @Override
    public void abandon() {
        TransferEnd.abandoned(after, running);
    }
}
