package io.sluice.proxy;

import io.sluice.auth.Authenticator;
import io.sluice.auth.LoginOutcome;
import io.sluice.auth.LoginReplies;
import io.sluice.ftp.Command;
import io.sluice.ftp.Features;
import io.sluice.ftp.Reply;
import io.sluice.ftp.listing.Facts;
import io.sluice.module.EndReason;
import io.sluice.session.Exchange;
import io.sluice.session.HostCommand;
import io.sluice.session.LocalReplies;
import io.sluice.session.RefusedLogin;
import io.sluice.session.Session;
import io.sluice.session.SessionEvent;
import io.sluice.session.SessionState;

/// No backend yet: the client has to log in to the proxy before one is chosen (`UseReverseProxyAuth`).
record Unconnected(ReverseRole role, Session session) implements ProxyState {

    @Override
    public boolean takes(Command command) {
        return true;
    }

    @Override
    public SessionState on(Exchange exchange) {
        var command = exchange.command();
        return switch (Dispatch.of(command)) {
            case USER -> user(exchange);
            case PASS -> pass(exchange);
            case ARRANGE_DATA, TRANSFER -> answer(exchange, LocalReplies.ACCESS_DENIED);
            case QUIT -> {
                exchange.finish(LocalReplies.to(command, session, Features.NONE));
                session.end(EndReason.of(EndReason.Kind.QUIT));
                yield this;
            }
            case LOCAL, RELAY_AFTER_LOGIN, TYPE, RESTART, OPTIONS, DIRECTORY, FEATURES, ABORT ->
                command.verb().equals("HOST")
                        ? HostCommand.on(session, exchange, false, this)
                        : answer(exchange, LocalReplies.to(command, session, offered()));
        };
    }

    /// What can be promised of a backend that is not chosen yet.
    private Features offered() {
        return role.settings().listPolicy().offering(Facts.ALL, Features.NONE);
    }

    private SessionState user(Exchange exchange) {
        exchange.command().argument().filter(name -> !name.isBlank()).ifPresent(session::userRequested);
        return answer(exchange, LocalReplies.to(exchange.command(), session, Features.NONE));
    }

    private SessionState pass(Exchange exchange) {
        if (session.facts().requestedUser().isEmpty()) {
            return answer(exchange, LocalReplies.to(exchange.command(), session, Features.NONE));
        }
        var name = session.facts().requestedUser().get();
        Authenticator authenticator = role.authenticator().orElseThrow();
        var outcome =
                authenticator.authenticate(name, exchange.command().argument().orElse(""));
        outcome.events().forEach(session::event);
        return switch (outcome) {
            case LoginOutcome.Authenticated user -> {
                user.groups().stream().findFirst().ifPresent(session::memberOf);
                yield Connecting.loggingIn(role, session, exchange);
            }
            case LoginOutcome.Refused refused -> refused(exchange, name, refused);
        };
    }

    private SessionState refused(Exchange exchange, String name, LoginOutcome.Refused refused) {
        role.journal().notice(session, refused.logText());
        return RefusedLogin.on(
                session,
                exchange,
                refused.reason().text(),
                LoginReplies.denied(session.host().directives(), name, refused.code()),
                this);
    }

    private SessionState answer(Exchange exchange, Reply reply) {
        exchange.finish(reply);
        return this;
    }

    @Override
    public SessionState on(SessionEvent event) {
        return this;
    }
}
