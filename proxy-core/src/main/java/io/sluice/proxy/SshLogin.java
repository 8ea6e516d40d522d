package io.sluice.proxy;

import io.sluice.ftp.Command;
import io.sluice.ftp.Reply;
import io.sluice.module.EndReason;
import io.sluice.session.Exchange;
import io.sluice.session.LocalReplies;
import io.sluice.session.Session;
import io.sluice.session.SessionEvent;
import io.sluice.session.SessionState;
import io.sluice.ssh.Attempt;
import io.sluice.ssh.AuthEvent;
import io.sluice.ssh.Hostbased;
import io.sluice.ssh.SigningKey;
import io.sluice.ssh.SshFrontend;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// A client is connected to an SSH backend that is to let it in.
///
/// @param refused a name that the backend is not told
record SshLogin(SshRole role, Session session, SshFrontend frontend, SshBackend backend, Optional<RefusedName> refused)
        implements SessionState {
    private static final List<String> WITHOUT_KEYS = List.of("password", "keyboard-interactive", "hostbased");

    @Override
    public boolean takes(Command command) {
        return true;
    }

    @Override
    public SessionState on(Exchange exchange) {
        return exchange.command().verb().equals("USER") ? user(exchange) : pass(exchange);
    }

    private SessionState user(Exchange exchange) {
        var name = exchange.command().argument().orElse("");
        session.login().requested(name);
        var unwanted = RefusedName.of(session, exchange, name);
        if (unwanted.isEmpty()) {
            exchange.finish(Reply.ofWire(331, "Password required for " + name));
        }
        return new SshLogin(role, session, frontend, backend, unwanted);
    }

    private SessionState pass(Exchange exchange) {
        if (refused.isPresent()) {
            return refused.get().pass(session, exchange, this);
        }
        var attempt = frontend.dialogue().attempt();
        var name = session.facts().requestedName().orElse("");
        return switch (attempt.method()) {
            case "publickey" -> vouched(exchange, attempt, name);
            default -> {
                ask(exchange, attempt, backend.user(name));
                yield SshAwaiting.begin(this, exchange, attempt, List.of());
            }
        };
    }

    /// A password goes as it is by now, or it is that of the URL; anything else as it came.
    private void ask(Exchange exchange, Attempt attempt, String user) {
        if (attempt.method().equals("password") && !attempt.changesPassword()) {
            backend.session()
                    .request(
                            user,
                            backend.member()
                                    .url()
                                    .password()
                                    .or(() -> exchange.command().argument())
                                    .orElse(""));
        } else {
            backend.session().request(user, attempt.method(), attempt.parameters());
        }
    }

    /// Vouches for a client that has proven to have a key of that user.
    SessionState vouched(Exchange exchange, Attempt attempt, String name) {
        var keys = role.sides().terms().keys().all(text -> role.host().journal().notice(session, text));
        if (keys.isEmpty()) {
            role.host()
                    .journal()
                    .notice(
                            session,
                            "unable to handle client-requested publickey authentication: no ProxySFTPHostKeys"
                                    + " configured");
            frontend.dialogue().refusing(new AuthEvent.Refused(WITHOUT_KEYS, false));
            return notVouchedFor(exchange, "the proxy has no key to vouch by at backend ");
        }
        return vouched(exchange, attempt, name, keys);
    }

    /// Vouches by the first of some keys that signs; the others are for when the backend does not take that one.
    SessionState vouched(Exchange exchange, Attempt attempt, String name, List<SigningKey> keys) {
        for (int i = 0; i < keys.size(); i++) {
            try {
                var host = Hostbased.hostName(backend.session().local().getAddress());
                var user = backend.user(name);
                var signed = Hostbased.parameters(backend.session().id(), keys.get(i), user, host);
                backend.session().request(user, "hostbased", signed);
                return SshAwaiting.begin(this, exchange, attempt, keys.subList(i + 1, keys.size()));
            } catch (IOException e) {
                role.host()
                        .journal()
                        .notice(
                                session,
                                "unable to vouch for a client by a key of "
                                        + keys.get(i).type() + ": " + e.getMessage());
            }
        }
        return notVouchedFor(exchange, "the proxy cannot vouch for its client at backend ");
    }

    /// The proxy's word is of no use here: one whom only the proxy knows has to go.
    SessionState notVouchedFor(Exchange exchange, String why) {
        exchange.finish(LocalReplies.LOGIN_INCORRECT);
        if (role.accounts().isPresent()) {
            role.host().journal().notice(session, why + backend.member().url().masked() + " (hostbased)");
            session.end(EndReason.of(EndReason.Kind.BACKEND_UNREACHABLE));
        }
        return this;
    }

    @Override
    public SessionState on(SessionEvent event) {
        return switch (event) {
            case AuthEvent.Banner(var payload) -> {
                frontend.say(payload);
                yield this;
            }
            case SessionEvent.BackendClosed(var error) -> backendClosed(error);
            default -> this;
        };
    }

    SessionState backendClosed(Optional<String> error) {
        role.host()
                .journal()
                .notice(session, "backend connection closed (" + error.orElse("EOF") + "), closing proxy session");
        session.end(EndReason.of(EndReason.Kind.BACKEND_CLOSED));
        return this;
    }

    @Override
    public void abandon() {
        backend.close();
    }
}
