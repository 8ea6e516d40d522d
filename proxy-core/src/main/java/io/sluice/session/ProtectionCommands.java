package io.sluice.session;

import io.sluice.ftp.Command;
import io.sluice.ftp.Reply;
import io.sluice.ftp.WireText;
import io.sluice.module.ServerTls;
import io.sluice.module.TlsDemands;
import java.util.Optional;
import java.util.Set;

/// The commands by which a client protects its connections: `AUTH`, `PBSZ`, `PROT`, `CCC` (RFC 2228, RFC 4217) and
/// `SSCN`. They concern the frontend alone; no backend hears of them.
public final class ProtectionCommands {
    private static final Set<String> VERBS = Set.of("AUTH", "PBSZ", "PROT", "CCC", "SSCN");
    private static final Reply UNWILLING = Reply.of(534, "Unwilling to accept security parameters");

    private final Session session;
    private final Exchange exchange;
    private final boolean loggedIn;
    private final SessionState stay;

    private ProtectionCommands(Session session, Exchange exchange, boolean loggedIn, SessionState stay) {
        this.session = session;
        this.exchange = exchange;
        this.loggedIn = loggedIn;
        this.stay = stay;
    }

    static boolean has(Command command) {
        return VERBS.contains(command.verb());
    }

    /// The reply to a command that a `<Limit>` or another rule has refused, where it has one of its own.
    static Reply refused(Session session, Command command, Reply reply) {
        return switch (command.verb()) {
            case "CCC" -> {
                session.protection().log("CCC: denied by <Limit> configuration");
                yield UNWILLING;
            }
            case "SSCN" -> {
                session.protection().log("SSCN: denied by <Limit> configuration");
                yield Reply.of(550, "SSCN: Operation not permitted");
            }
            default -> reply;
        };
    }

    /// Acts on the command.
    ///
    /// @param loggedIn whether the client has logged in
    /// @param stay the state that follows, at the latest when a handshake is over
    public static SessionState on(Session session, Exchange exchange, boolean loggedIn, SessionState stay) {
        return new ProtectionCommands(session, exchange, loggedIn, stay).act();
    }

    private SessionState act() {
        var verb = exchange.command().verb();
        var tls = session.host().tls();
        if (verb.equals("AUTH")) {
            return tls.isPresent() ? auth(tls.get()) : answer(notUnderstood());
        }
        boolean needsLogin = verb.equals("CCC") || verb.equals("SSCN");
        if (needsLogin && !loggedIn) {
            return answer(LocalReplies.LOGIN_FIRST);
        }
        if (tls.isEmpty()) {
            return answer(notUnderstood());
        }
        if (verb.equals("CCC")) {
            return clear();
        }
        if (!protection().isOnControl() && !protection().isCleared()) {
            return answer(notUnderstood());
        }
        return answer(
                switch (verb) {
                    case "PBSZ" -> bufferSize();
                    case "PROT" -> level();
                    default -> method();
                });
    }

    private SessionState auth(ServerTls tls) {
        if (protection().isOnControl()) {
            tls.log("Unwilling to accept AUTH after AUTH for this session");
            return answer(Reply.of(503, "Unwilling to accept second AUTH"));
        }
        if (argument().isEmpty()) {
            return answer(Reply.of(504, "AUTH requires at least one argument"));
        }
        if (protection().isCleared()) {
            tls.log("Unwilling to accept AUTH after CCC for this session");
            return answer(UNWILLING);
        }
        if (!tls.isUsable()) {
            return answer(Reply.of(431, "Necessary security resource unavailable"));
        }
        if (loggedIn && !tls.isPerUser()) {
            return answer(UNWILLING);
        }
        var mechanism = WireText.upperCase(argument().get());
        return switch (mechanism) {
            case "TLS", "TLS-C" -> handshake(tls, mechanism, "TLS/TLS-C", false);
            case "SSL", "TLS-P" -> handshake(tls, mechanism, "SSL/TLS-P", true);
            default -> {
                tls.log("AUTH " + WireText.display(argument().get()) + " unsupported, declining");
                yield answer(notUnderstood());
            }
        };
    }

    private SessionState handshake(ServerTls tls, String mechanism, String kind, boolean impliesPrivate) {
        tls.log(kind + " requested, starting TLS handshake");
        return Securing.begin(
                session,
                tls,
                kind + " negotiation failed on control channel",
                impliesPrivate,
                stay,
                Optional.empty(),
                () -> exchange.finish(Reply.of(234, "AUTH " + mechanism + " successful")));
    }

    private Reply bufferSize() {
        if (argument().isEmpty()) {
            return missing();
        }
        return argument().get().equals("0") ? Reply.of(200, "PBSZ 0 successful") : Reply.of(200, "PBSZ=0 successful");
    }

    private Reply level() {
        if (argument().isEmpty()) {
            return missing();
        }
        var demanded = protection().demands().data();
        return switch (WireText.upperCase(argument().get())) {
            case "C" -> protect(false, demanded != TlsDemands.Data.REQUIRED, "Clear");
            case "P" -> protect(true, demanded != TlsDemands.Data.FORBIDDEN, "Private");
            case "S", "E" ->
                Reply.of(536, "PROT " + WireText.upperCase(argument().get()) + " unsupported");
            default -> Reply.ofWire(504, "PROT " + argument().get() + " unsupported");
        };
    }

    private Reply protect(boolean on, boolean permitted, String level) {
        if (!permitted) {
            return Reply.of(534, "Unwilling to accept security parameter");
        }
        protection().privateData(on);
        return Reply.of(200, "Protection set to " + level);
    }

    private SessionState clear() {
        if (!protection().isOnControl()) {
            return answer(Reply.of(533, "CCC not allowed on insecure control connection"));
        }
        if (protection().demands().control()) {
            protection().log("Unwilling to accept CCC by TLSRequired");
            return answer(UNWILLING);
        }
        protection().log("received CCC, clearing control channel protection");
        exchange.finish(Reply.of(200, "Clearing control channel protection"));
        session.clearControl();
        return stay;
    }

    /// `SSCN`: which side of TLS we are on data connections.
    private Reply method() {
        if (argument().isEmpty()) {
            return methodNow();
        }
        if (argument().get().contains(" ")) {
            return Reply.of(504, "SSCN: Invalid argument");
        }
        return switch (argument().get()) {
            case "ON", "OFF" -> {
                protection().clientOnData(argument().get().equals("ON"));
                yield methodNow();
            }
            default -> Reply.of(501, "SSCN: Invalid argument");
        };
    }

    private Reply methodNow() {
        return Reply.of(200, "SSCN:" + (protection().isClientOnData() ? "CLIENT" : "SERVER") + " METHOD");
    }

    private Optional<String> argument() {
        return exchange.command().argument().map(String::strip).filter(text -> !text.isEmpty());
    }

    private Reply notUnderstood() {
        return Reply.of(500, exchange.command().verb() + " not understood");
    }

    private static Reply missing() {
        return Reply.of(501, "Invalid number of parameters");
    }

    private Protection protection() {
        return session.protection();
    }

    private SessionState answer(Reply reply) {
        exchange.finish(reply);
        return stay;
    }
}
