package io.sluice.session;

import io.sluice.ftp.HostArgument;
import io.sluice.ftp.Reply;
import java.util.Optional;

/// `HOST` (RFC 7151): chooses among the virtual hosts that share an address and port. A session that moves begins anew
/// with the other host's checks, greeting and backend. Under TLS the name has to be the one in the handshake.
public final class HostCommand {
    private static final Reply SUCCESSFUL = Reply.of(220, "HOST command successful");

    private HostCommand() {}

    /// Acts on the command.
    ///
    /// @param loggedIn whether it is too late for it
    /// @param stay the state that follows if the session stays where it is
    public static SessionState on(Session session, Exchange exchange, boolean loggedIn, SessionState stay) {
        var argument = exchange.command().argument().map(String::strip).orElse("");
        if (argument.isEmpty()) {
            return answer(exchange, Reply.of(500, "'HOST' not understood"), stay);
        }
        if (loggedIn || isSettled(session)) {
            return answer(exchange, Reply.of(503, "Bad sequence of commands"), stay);
        }
        return switch (HostArgument.of(argument)) {
            case HostArgument.InvalidAddress _ ->
                answer(exchange, Reply.of(501, "HOST-" + argument + ": Invalid IPv6 address provided"), stay);
            case HostArgument.MissingBrackets _ ->
                answer(exchange, Reply.ofWire(501, argument + ": Invalid IPv6 address provided"), stay);
            case HostArgument.InvalidName _ ->
                answer(exchange, Reply.ofWire(501, argument + ": Invalid hostname provided"), stay);
            case HostArgument.Address(var address) ->
                answer(exchange, address.equals(session.localAddress()) ? SUCCESSFUL : unknown(argument), stay);
            case HostArgument.Name(var name) -> named(session, exchange, name, stay);
        };
    }

    private static SessionState named(Session session, Exchange exchange, String name, SessionState stay) {
        var inHandshake = nameInHandshake(session);
        if (inHandshake.isPresent() && !inHandshake.get().equalsIgnoreCase(name)) {
            return answer(exchange, unknown(name), stay);
        }
        var found = session.host().siblings().named(name);
        if (found.isEmpty()) {
            return answer(exchange, unknown(name), stay);
        }
        session.facts().requestedHost(name);
        if (found.get().isSameAs(session.host())) {
            return answer(exchange, SUCCESSFUL, stay);
        }
        exchange.finishUnanswered(); // the greeting of the other host is the reply
        return session.moveAsHostAsks(found.get());
    }

    /// Whether the client has come under TLS without naming a server.
    private static boolean isSettled(Session session) {
        return session.protection().isOnControl() && nameInHandshake(session).isEmpty();
    }

    private static Optional<String> nameInHandshake(Session session) {
        return session.protection().serverName();
    }

    private static Reply unknown(String argument) {
        return Reply.ofWire(504, argument + ": Unknown hostname provided");
    }

    private static SessionState answer(Exchange exchange, Reply reply, SessionState next) {
        exchange.finish(reply);
        return next;
    }
}
