package io.sluice.proxy;

import io.sluice.ftp.Command;
import io.sluice.ftp.Features;
import io.sluice.ftp.Reply;
import io.sluice.ftp.listing.Facts;
import io.sluice.module.EndReason;
import io.sluice.session.Exchange;
import io.sluice.session.HostCommand;
import io.sluice.session.LocalReplies;
import io.sluice.session.ProtectionCommands;
import io.sluice.session.Session;
import io.sluice.session.SessionEvent;
import io.sluice.session.SessionState;

/// No backend yet: it takes what the client has still to say to find or deserve one.
///
/// @param began the virtual host as it was when the client came here
record Unconnected(ProxyHost began, Session session, Approach approach) implements ProxyState {

    /// The same with another way to go on.
    Unconnected with(Approach next) {
        return new Unconnected(began, session, next);
    }

    ProxyHost host() {
        return ProxyRole.host(session, began);
    }

    @Override
    public boolean takes(Command command) {
        return true;
    }

    @Override
    public SessionState on(Exchange exchange) {
        var command = exchange.command();
        if (approach.isKnown() && Dispatch.isDeniedWithoutBackend(command)) {
            return answer(exchange, LocalReplies.ACCESS_DENIED);
        }
        return switch (Dispatch.of(command, host().settings().role())) {
            case USER ->
                command.argument().filter(name -> !name.isBlank()).isPresent()
                        ? approach.user(this, exchange)
                        : answer(exchange, LocalReplies.to(command, session, Features.NONE));
            case PASS -> approach.pass(this, exchange);
            case ARRANGE_DATA, TRANSFER -> answer(exchange, LocalReplies.ACCESS_DENIED);
            case QUIT -> {
                exchange.finish(LocalReplies.to(command, session, Features.NONE));
                session.end(EndReason.of(EndReason.Kind.QUIT));
                yield this;
            }
            case PROTECTION -> ProtectionCommands.on(session, exchange, approach.isKnown(), this);
            case LOCAL, RELAY_AFTER_LOGIN, TYPE, RESTART, OPTIONS, DIRECTORY, FEATURES, RELAY_FEATURES, ABORT ->
                command.verb().equals("HOST")
                        ? HostCommand.on(session, exchange, false, this)
                        : answer(exchange, LocalReplies.to(command, session, offered()));
        };
    }

    /// What can be promised of a backend that is not chosen yet.
    private Features offered() {
        return host().settings().listPolicy().offering(Facts.ALL, Features.NONE);
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
