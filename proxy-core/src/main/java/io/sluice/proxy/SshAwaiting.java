package io.sluice.proxy;

import io.sluice.ftp.Reply;
import io.sluice.ftp.WireText;
import io.sluice.module.Decision;
import io.sluice.module.EndReason;
import io.sluice.session.Exchange;
import io.sluice.session.LocalReplies;
import io.sluice.session.Occupied;
import io.sluice.session.RefusedLogin;
import io.sluice.session.SessionEvent;
import io.sluice.session.SessionState;
import io.sluice.session.Timer;
import io.sluice.ssh.Attempt;
import io.sluice.ssh.AuthEvent;
import io.sluice.ssh.SigningKey;
import java.util.List;
import java.util.Optional;

/// A backend has been asked to let a client in. What both have to ask each other about it passes.
///
/// A further request of the client waits until the backend has answered this one, which may still let the client in: as
/// the user of this request, whoever the next one is about. Only a dialogue is aborted by it (RFC 4252 §5.1).
///
/// @param otherKeys by which the proxy can vouch as well, should the backend not take the one that it has
/// @param asked whether the client has been asked something, so that it is its turn
record SshAwaiting(SshLogin at, Exchange pass, Attempt attempt, List<SigningKey> otherKeys, boolean asked)
        implements Occupied {

    static SshAwaiting begin(SshLogin at, Exchange pass, Attempt attempt, List<SigningKey> otherKeys) {
        at.session().deadline(Timer.REPLY, at.role().host().settings().reply());
        return new SshAwaiting(at, pass, attempt, List.copyOf(otherKeys), false);
    }

    private SshAwaiting asked(boolean is) {
        return new SshAwaiting(at, pass, attempt, otherKeys, is);
    }

    @Override
    public boolean owesAnAnswer() {
        return true;
    }

    @Override
    public Optional<String> awaits() {
        return Optional.of(
                "the answer of backend " + at.backend().member().url().masked() + " to a login");
    }

    @Override
    public SessionState on(SessionEvent event) {
        return switch (event) {
            case AuthEvent.Accepted _ -> {
                at.session().noDeadline(Timer.REPLY);
                yield accepted();
            }
            case AuthEvent.Refused refusal -> {
                at.session().noDeadline(Timer.REPLY);
                yield refused(refusal);
            }
            case AuthEvent.Asked(var payload) -> {
                at.session().noDeadline(Timer.REPLY);
                if (at.frontend().dialogue().hasNext()) {
                    yield aborted();
                }
                at.frontend().say(payload);
                yield asked(true);
            }
            case AuthEvent.Answered _ when !asked -> this;
            case AuthEvent.Answered(var payload) -> {
                at.session().deadline(Timer.REPLY, at.role().host().settings().reply());
                at.backend().session().say(payload);
                yield asked(false);
            }
            case AuthEvent.Abandoned _ -> asked ? aborted() : this;
            case SessionEvent.BackendClosed(var error) -> {
                pass.finishUnanswered();
                yield at.backendClosed(error);
            }
            case SessionEvent.TimedOut(var timer) when timer == Timer.REPLY -> unanswered();
            default -> {
                at.on(event);
                yield this;
            }
        };
    }

    private SessionState aborted() {
        if (at.role().accounts().isPresent()) {
            return at.notVouchedFor(pass, "the proxy's word for its client is asked about by backend ");
        }
        pass.finishUnanswered();
        at.frontend().dialogue().abandoned();
        return at;
    }

    private SessionState accepted() {
        var session = at.session();
        return switch (session.login().accepted()) {
            case Decision.Disconnect(var reply, var reason, var _) -> {
                reply.ifPresentOrElse(pass::finish, pass::finishUnanswered);
                session.end(reason);
                yield at;
            }
            case Decision.Refuse(var reply, var _) -> {
                pass.finish(reply);
                session.end(EndReason.of(EndReason.Kind.POLICY));
                yield at;
            }
            case Decision.Permit _, Decision.Rewrite _, Decision.Delay _ -> {
                at.frontend().opens(at.backend().session(), session::touch);
                var name = session.facts().user().orElse("");
                pass.finish(Reply.ofWire(230, "User " + name + " logged in"));
                yield SshLinked.begin(at);
            }
        };
    }

    /// A method that the backend does not have was no attempt at all, and one that is right but not enough was no
    /// failed one.
    private SessionState refused(AuthEvent.Refused refusal) {
        if (!otherKeys.isEmpty() && !refusal.partial() && refusal.methods().contains(askedFor())) {
            return at.vouched(
                    pass, attempt, at.session().facts().requestedName().orElse(""), otherKeys);
        }
        if (at.role().accounts().isPresent()) {
            return at.notVouchedFor(pass, "the proxy's word for its client is not taken by backend ");
        }
        at.frontend().dialogue().refusing(refusal);
        boolean counts = !refusal.partial() && refusal.methods().contains(askedFor());
        if (counts) {
            return RefusedLogin.on(
                    at.session(),
                    pass,
                    WireText.of("refused by the backend (" + askedFor() + ")"),
                    LocalReplies.LOGIN_INCORRECT,
                    at);
        }
        pass.finish(
                refusal.partial() ? Reply.of(530, "Another method is wanted as well.") : LocalReplies.LOGIN_INCORRECT);
        return at;
    }

    private String askedFor() {
        return attempt.proven() ? "hostbased" : attempt.method();
    }

    private SessionState unanswered() {
        var session = at.session();
        long limit = at.role().host().settings().reply().toSeconds();
        at.role()
                .host()
                .journal()
                .notice(
                        session,
                        "backend " + at.backend().member().url().masked() + " has not answered a login within " + limit
                                + " seconds (ProxyTimeoutReply), closing proxy session");
        session.event("mod_proxy.timeout-reply");
        session.end(EndReason.of(EndReason.Kind.TIMEOUT, "ProxyTimeoutReply"));
        return this;
    }

    @Override
    public void abandon() {
        pass.finishUnanswered();
        at.abandon();
    }
}
