package io.sluice.proxy;

import io.sluice.ftp.Command;
import io.sluice.ftp.Reply;
import io.sluice.session.Exchange;
import io.sluice.session.LocalReplies;
import io.sluice.session.Occupied;
import io.sluice.session.SessionEvent;
import io.sluice.session.SessionState;
import io.sluice.session.Timer;
import java.util.Optional;
import java.util.function.Function;

/// A command has been sent to the backend, and its final reply is awaited.
///
/// If the backend still owes replies to something before, the first reply to come is either one of those or, should the
/// backend have forgotten them, the one awaited. Where its code does not tell, it is `held` until another reply comes
/// or a moment has passed.
///
/// @param sent what the backend was sent
/// @param exchange the client's command behind it, which may wait for a command of the proxy's own
/// @param then what to do with the reply
/// @param failed what to do if the backend sends no proper reply, given the words of the error
record Relaying(
        ProxySession proxy,
        Exchange exchange,
        Command sent,
        Function<Reply, SessionState> then,
        Function<String, SessionState> failed,
        Optional<Reply> held)
        implements ProxyState, Occupied {

    /// Sends a command of the client and passes the reply on as it comes.
    static Relaying plainly(ProxySession proxy, Exchange exchange, Ready after) {
        return sending(
                proxy,
                exchange,
                exchange.command(),
                reply -> {
                    exchange.finish(reply);
                    return after;
                },
                after);
    }

    /// Sends a command in place of the client's; `then` finishes the exchange.
    static Relaying sending(
            ProxySession proxy, Exchange exchange, Command command, Function<Reply, SessionState> then, Ready after) {
        proxy.send(command);
        return awaiting(proxy, exchange, command, then, after);
    }

    /// Sends a password in place of the client's. A client whose backend answers improperly is told no more than one
    /// whose password was wrong.
    static Relaying password(
            ProxySession proxy, Exchange exchange, String password, Function<Reply, SessionState> then, Ready after) {
        var sent = Command.of("PASS", password);
        proxy.send(sent);
        proxy.expectsAnswer();
        return new Relaying(
                proxy,
                exchange,
                sent,
                then,
                _ -> {
                    exchange.finish(LocalReplies.LOGIN_INCORRECT);
                    return after;
                },
                Optional.empty());
    }

    /// Awaits the reply to something that has been sent.
    static Relaying awaiting(
            ProxySession proxy, Exchange exchange, Command sent, Function<Reply, SessionState> then, Ready after) {
        proxy.expectsAnswer();
        return new Relaying(
                proxy,
                exchange,
                sent,
                then,
                error -> {
                    exchange.finish(Reply.of(500, exchange.command().verb() + ": " + error));
                    return after;
                },
                Optional.empty());
    }

    /// Sends a command of the proxy's own while a command of the client waits for it; whatever the backend answers, the
    /// session goes on with `then`.
    static Relaying ownCommand(
            ProxySession proxy, Exchange waiting, Command command, Function<Reply, SessionState> then) {
        proxy.send(command);
        proxy.expectsAnswer();
        return new Relaying(proxy, waiting, command, then, error -> then.apply(Reply.of(500, error)), Optional.empty());
    }

    @Override
    public boolean owesAnAnswer() {
        return true;
    }

    @Override
    public Optional<String> awaits() {
        return Optional.of(proxy.answerTo(sent));
    }

    @Override
    public SessionState on(SessionEvent event) {
        return switch (event) {
            case SessionEvent.ReplyReceived(var reply) -> received(reply);
            case SessionEvent.TimedOut(var timer)
            when timer == Timer.LINGER && held.isPresent() -> answered(held.get());
            case SessionEvent.TimedOut(var timer)
            when timer == Timer.REPLY -> {
                proxy.unanswered(sent);
                yield this;
            }
            case SessionEvent.BackendErred _ -> {
                proxy.answered();
                yield failed.apply("Invalid argument");
            }
            case SessionEvent.BackendClosed(var error) -> closed(error);
            default -> this;
        };
    }

    private SessionState received(Reply reply) {
        if (reply.isPreliminary()) {
            proxy.expectsAnswer();
            exchange.preliminary(reply);
            return this;
        }
        if (mayEndTransfer(reply) && proxy.wasOwed()) {
            proxy.lingers();
            return new Relaying(proxy, exchange, sent, then, failed, Optional.of(reply));
        }
        return answered(reply);
    }

    private SessionState answered(Reply reply) {
        proxy.session().noDeadline(Timer.LINGER);
        proxy.answered();
        proxy.owesNothing();
        return then.apply(reply);
    }

    /// Whether the reply can be one that is owed, to a transfer or to `ABOR` (RFC 959 §5.4).
    private static boolean mayEndTransfer(Reply reply) {
        return switch (reply.code()) {
            case 225, 226, 250 -> true;
            default -> reply.isNegative();
        };
    }

    private SessionState closed(Optional<String> error) {
        if (exchange.command().verb().equals("PASS")) {
            proxy.host()
                    .journal()
                    .notice(
                            proxy.session(),
                            "lost backend connection (" + error.orElse("EOF") + ") handling PASS command");
            exchange.finish(LocalReplies.LOGIN_INCORRECT);
        }
        proxy.backendClosed(error);
        return this;
    }

    @Override
    public void abandon() {
        exchange.finishUnanswered();
        proxy.close();
    }
}
