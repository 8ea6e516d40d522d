package io.sluice.proxy;

import io.sluice.ftp.Command;
import io.sluice.ftp.Features;
import io.sluice.ftp.Reply;
import io.sluice.ftp.WireText;
import io.sluice.module.BackendTls;
import io.sluice.module.Decision;
import io.sluice.module.EndReason;
import io.sluice.proxy.Dispatch.Standing;
import io.sluice.proxy.ProxyDirectives.ProxyOption;
import io.sluice.session.Exchange;
import io.sluice.session.HostCommand;
import io.sluice.session.LocalReplies;
import io.sluice.session.ProtectionCommands;
import io.sluice.session.RefusedLogin;
import io.sluice.session.Session;
import io.sluice.session.SessionEvent;
import io.sluice.session.SessionState;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Connected to a backend, and nothing under way: the next command is acted on as [Dispatch] says.
record Ready(ProxySession proxy, Standing standing) implements ProxyState {
    private static final Set<String> LEVELS = Set.of("C", "P");

    @Override
    public boolean takes(Command command) {
        return true;
    }

    @Override
    public SessionState on(Exchange exchange) {
        return switch (Dispatch.of(exchange.command(), proxy.settings().role())) {
            case LOCAL -> locally(exchange);
            case PROTECTION -> protection(exchange);
            case RELAY_AFTER_LOGIN -> loggedIn() ? relay(exchange) : beforeLogin(exchange);
            case USER -> user(exchange);
            case PASS ->
                proxy.refusedName()
                        .map(refused -> refused.pass(session(), exchange, this))
                        .orElseGet(() -> login(exchange, this::sendPassword));
            case TYPE -> type(exchange);
            case RESTART -> loggedIn() ? restart(exchange) : beforeLogin(exchange);
            case OPTIONS -> loggedIn() ? options(exchange) : beforeLogin(exchange);
            case DIRECTORY -> loggedIn() ? directory(exchange) : beforeLogin(exchange);
            case FEATURES -> features(exchange);
            case RELAY_FEATURES -> relayFeatures(exchange);
            case ARRANGE_DATA ->
                DirectTransfer.isWanted(proxy)
                        ? Relaying.plainly(proxy, exchange, this)
                        : PreparingData.begin(this, exchange);
            case TRANSFER ->
                DirectTransfer.isWanted(proxy)
                        ? DirectTransfer.begin(this, exchange)
                        : AwaitingPreliminary.begin(this, exchange);
            case ABORT -> abort(exchange);
            case QUIT -> quit(exchange);
        };
    }

    @Override
    public SessionState on(SessionEvent event) {
        switch (event) {
            case SessionEvent.ReplyReceived(var reply) -> unasked(reply);
            case SessionEvent.BackendClosed(var error) -> proxy.backendClosed(error);
            default -> {}
        }
        return this;
    }

    private void unasked(Reply reply) {
        if (!reply.isPreliminary() && !proxy.wasOwed()) {
            session().send(reply);
        }
    }

    private boolean loggedIn() {
        return standing == Standing.AUTHENTICATED;
    }

    private Session session() {
        return proxy.session();
    }

    private SessionState beforeLogin(Exchange exchange) {
        exchange.finish(LocalReplies.LOGIN_FIRST);
        return this;
    }

    private SessionState locally(Exchange exchange) {
        if (exchange.command().verb().equals("HOST")) {
            return HostCommand.on(session(), exchange, loggedIn(), this);
        }
        exchange.finish(LocalReplies.to(exchange.command(), session(), Features.NONE));
        return this;
    }

    /// A client that protects its data connections, or no more, has those of the backend follow where that is what
    /// `ProxyTLSTransferProtectionPolicy` says.
    private SessionState protection(Exchange exchange) {
        var command = exchange.command();
        var level = command.argument().map(WireText::upperCase).filter(LEVELS::contains);
        if (!command.verb().equals("PROT") || level.isEmpty() || !followsClient()) {
            return ProtectionCommands.on(session(), exchange, loggedIn(), this);
        }
        return Relaying.sending(
                proxy,
                exchange,
                Command.of("PROT", level.get()),
                reply -> {
                    if (!reply.isCompletion()) {
                        return answer(exchange, reply);
                    }
                    proxy.backend().protectsData(level.get().equals("P"));
                    return ProtectionCommands.on(session(), exchange, loggedIn(), this);
                },
                this);
    }

    private boolean followsClient() {
        return proxy.backend().isProtected()
                && session().protection().isOnControl()
                && proxy.host()
                        .tls()
                        .filter(tls -> tls.data() == BackendTls.Data.CLIENT)
                        .isPresent();
    }

    private SessionState user(Exchange exchange) {
        if (exchange.command().argument().filter(name -> !name.isBlank()).isEmpty()) {
            exchange.finish(LocalReplies.to(exchange.command(), session(), Features.NONE));
            return this;
        }
        proxy.refusedName(Optional.empty());
        return login(exchange, this::sendUser);
    }

    private SessionState login(Exchange exchange, Function<Exchange, SessionState> here) {
        if (loggedIn()) {
            return Relaying.plainly(proxy, exchange, this);
        }
        var elsewhere = proxy.leaves(this, exchange.command());
        return elsewhere.isPresent() ? elsewhere.get().on(exchange) : here.apply(exchange);
    }

    private SessionState sendUser(Exchange exchange) {
        var user = exchange.command();
        var name = proxy.approach()
                .map(approach -> approach.nameIn(user))
                .or(user::argument)
                .orElse("");
        session().login().requested(user.argument().orElse(name), name);
        var refused = isKnown() ? Optional.<RefusedName>empty() : RefusedName.of(session(), exchange, name);
        proxy.refusedName(refused);
        return refused.isPresent() ? this : sendUser(exchange, name);
    }

    /// Whether the proxy has checked the client itself.
    private boolean isKnown() {
        return proxy.approach().filter(Approach::isKnown).isPresent();
    }

    /// Sends a client's `USER`, with that name, which has been noted.
    SessionState sendUser(Exchange exchange, String name) {
        var sent = proxy.backend().member().url().user().orElse(name);
        return Relaying.sending(
                proxy,
                exchange,
                Command.of("USER", sent),
                reply -> reply.isCompletion() ? accepted(exchange, reply) : answer(exchange, withClientsName(reply)),
                this);
    }

    /// Goes on with the `PASS` of a client whom the proxy has checked, when the backend has answered its `USER`: a name
    /// that needs no password is let in, one that is refused is refused.
    SessionState pass(Exchange exchange, Reply toUser) {
        if (toUser.isCompletion()) {
            return accepted(exchange, toUser);
        }
        return toUser.isNegative() ? passwordAnswered(exchange, toUser) : sendPassword(exchange);
    }

    private SessionState sendPassword(Exchange exchange) {
        var sent = proxy.backend()
                .member()
                .url()
                .password()
                .or(() -> exchange.command().argument())
                .orElse("");
        return Relaying.password(proxy, exchange, sent, reply -> passwordAnswered(exchange, reply), this);
    }

    private SessionState passwordAnswered(Exchange exchange, Reply reply) {
        if (reply.isCompletion()) {
            return accepted(exchange, reply);
        }
        return reply.isNegative()
                ? RefusedLogin.on(session(), exchange, reply.text(), withClientsName(reply), this)
                : answer(exchange, withClientsName(reply));
    }

    /// The backend has let the client in. Before the client hears of it, the filters are asked, and the backend what
    /// the proxy wants to know or set after a login.
    private SessionState accepted(Exchange exchange, Reply reply) {
        return switch (session().login().accepted()) {
            case Decision.Disconnect(var refusal, var reason, var _) -> {
                refusal.ifPresentOrElse(exchange::finish, exchange::finishUnanswered);
                session().end(reason);
                yield this;
            }
            case Decision.Refuse(var refusal, var _) -> {
                exchange.finish(refusal);
                session().end(EndReason.of(EndReason.Kind.POLICY));
                yield this;
            }
            case Decision.Permit _, Decision.Rewrite _, Decision.Delay _ -> afterLogin(exchange, reply);
        };
    }

    private SessionState afterLogin(Exchange exchange, Reply reply) {
        var after = new Ready(proxy, Standing.AUTHENTICATED);
        var shown = withClientsName(reply);
        proxy.backend().forgetCredentials();
        Function<Reply, SessionState> tellClient = _ -> {
            exchange.finish(shown);
            return after;
        };
        Function<Reply, SessionState> setType = _ -> session().settings().binary()
                ? Relaying.ownCommand(proxy, exchange, Command.of("TYPE", "I"), answer -> {
                    proxy.ascii(!answer.isCompletion());
                    return tellClient.apply(answer);
                })
                : tellClient.apply(reply);
        if (!proxy.backend().features().isEmpty()) {
            return setType.apply(reply);
        }
        return Relaying.ownCommand(proxy, exchange, Command.of("FEAT"), answer -> {
            proxy.backend().features(Features.of(answer));
            return setType.apply(answer);
        });
    }

    private SessionState answer(Exchange exchange, Reply reply) {
        exchange.finish(reply);
        return this;
    }

    /// The reply with the user name of the backend's URL replaced by the one the client sent.
    private Reply withClientsName(Reply reply) {
        var name = proxy.backend().member().url().user().filter(user -> !user.isEmpty());
        var sent = session().facts().requestedUser();
        if (name.isEmpty() || sent.isEmpty()) {
            return reply;
        }
        return new Reply(
                reply.code(),
                reply.lines().stream()
                        .map(line -> line.substring(0, Math.min(4, line.length()))
                                + line.substring(Math.min(4, line.length())).replace(name.get(), sent.get()))
                        .toList());
    }

    /// Sends the command as it came; what follows its reply is said.
    private SessionState sending(Exchange exchange, Function<Reply, SessionState> then) {
        return Relaying.sending(proxy, exchange, exchange.command(), then, this);
    }

    private SessionState type(Exchange exchange) {
        return sending(exchange, reply -> {
            if (reply.isCompletion()) {
                exchange.command().argument().ifPresent(type -> proxy.ascii(type.regionMatches(true, 0, "A", 0, 1)));
            }
            return answer(exchange, reply);
        });
    }

    private SessionState restart(Exchange exchange) {
        return sending(exchange, reply -> {
            if (reply.isIntermediate()) {
                proxy.restartAt(
                        exchange.command().argument().flatMap(Ready::offset).orElse(0L));
            }
            return answer(exchange, reply);
        });
    }

    private SessionState relay(Exchange exchange) {
        if (!exchange.command().verb().equals("SYST")) {
            return Relaying.plainly(proxy, exchange, this);
        }
        return sending(exchange, reply -> {
            if (reply.isCompletion()) {
                proxy.listOptions(ListOptions.toldBySystem(reply));
            }
            return answer(exchange, reply);
        });
    }

    private SessionState options(Exchange exchange) {
        proxy.noteFacts(exchange.command());
        return Relaying.plainly(proxy, exchange, this);
    }

    private static Optional<Long> offset(String text) {
        try {
            return Optional.of(Long.parseLong(text.strip()));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private SessionState directory(Exchange exchange) {
        return sending(exchange, reply -> {
            proxy.directory().answered(exchange.command(), reply);
            session().enteredDirectory(proxy.directory().path());
            return answer(exchange, reply);
        });
    }

    private SessionState features(Exchange exchange) {
        if (!proxy.settings().options().contains(ProxyOption.ShowFeatures)) {
            exchange.finish(LocalReplies.to(exchange.command(), session(), proxy.features()));
            return this;
        }
        return relayFeatures(exchange);
    }

    private SessionState relayFeatures(Exchange exchange) {
        return sending(exchange, reply -> {
            if (reply.isCompletion()) {
                proxy.backend().features(Features.of(reply));
            }
            return answer(exchange, reply);
        });
    }

    private SessionState abort(Exchange exchange) {
        proxy.dropArranged();
        return Aborting.withoutTransfer(this, exchange);
    }

    private SessionState quit(Exchange exchange) {
        return sending(exchange, reply -> {
            exchange.finish(reply);
            session().end(EndReason.of(EndReason.Kind.QUIT));
            return this;
        });
    }

    @Override
    public void abandon() {
        proxy.close();
    }
}
