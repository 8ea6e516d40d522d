package io.sluice.session;

import io.sluice.ftp.Command;
import io.sluice.ftp.Features;
import io.sluice.module.EndReason;

/// The role of a virtual host without a proxy: there is nothing behind it, so everything is answered here and nobody
/// can log in.
public record Unproxied() implements Role {

    @Override
    public SessionState begin(Session session) {
        session.greet(Greeting.of(session));
        return over(session);
    }

    /// The state of a session that nothing stands behind, and that has been greeted or has ended.
    public static SessionState over(Session session) {
        return new Alone(session);
    }

    private record Alone(Session session) implements SessionState {

        @Override
        public boolean takes(Command command) {
            return true;
        }

        @Override
        public SessionState on(Exchange exchange) {
            var command = exchange.command();
            if (command.verb().equals("HOST")) {
                return HostCommand.on(session, exchange, false, this);
            }
            if (ProtectionCommands.has(command)) {
                return ProtectionCommands.on(session, exchange, false, this);
            }
            var reply = LocalReplies.to(command, session, Features.NONE);
            if (command.verb().equals("USER")) {
                command.argument().ifPresent(session.login()::requested);
            }
            if (command.verb().equals("PASS") && session.facts().requestedUser().isPresent()) {
                return RefusedLogin.on(session, exchange, "No such user found", reply, this);
            }
            exchange.finish(reply);
            if (command.verb().equals("QUIT")) {
                session.end(EndReason.of(EndReason.Kind.QUIT));
            }
            return this;
        }

        @Override
        public SessionState on(SessionEvent event) {
            return this;
        }
    }
}
