package io.sluice.session;

import static io.sluice.config.Context.ANONYMOUS;
import static io.sluice.config.Context.GLOBAL;
import static io.sluice.config.Context.SERVER;
import static io.sluice.config.Context.VIRTUAL_HOST;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.Directive;
import io.sluice.config.Directive.Effect;
import io.sluice.config.Directive.Occurrence;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The directives of the control connection: who greets, how long anything may take, how lines are read.
public final class SessionDirectives {
    public static final Directive<Duration> TIMEOUT_IDLE = timeout("TimeoutIdle", 600)
            .in(SERVER, VIRTUAL_HOST, GLOBAL, ANONYMOUS)
            .help("Ends a session on whose connections no byte has moved for this long; 0 switches it off.");

    public static final Directive<Duration> TIMEOUT_LOGIN = timeout("TimeoutLogin", 300)
            .help("Ends a session that has not logged in this long after it connected; 0 switches it off.");

    public static final Directive<Duration> TIMEOUT_NO_TRANSFER = timeout("TimeoutNoTransfer", 300)
            .in(SERVER, VIRTUAL_HOST, GLOBAL, ANONYMOUS)
            .help("Ends a session that is logged in and has made no transfer for this long; 0 switches it off.");

    public static final Directive<Duration> TIMEOUT_STALLED = timeout("TimeoutStalled", 3600)
            .help("Ends a session whose transfer has moved no byte for this long; 0 switches it off.");

    /// `TimeoutSession` with the condition under which it holds.
    public record SessionLimit(Duration most, Optional<Condition> condition) {
        /// `kind` is `user`, `group` or `class`.
        public record Condition(String kind, String expression) {}
    }

    public static final Directive<SessionLimit> TIMEOUT_SESSION = Directive.of(
                    "TimeoutSession", SessionDirectives::sessionLimit)
            .in(SERVER, VIRTUAL_HOST, GLOBAL, ANONYMOUS)
            .takes(1, 3)
            .syntax("duration [\"user\"|\"group\"|\"class\" expression]")
            .occurs(Occurrence.ACCUMULATES)
            .help("Ends a session this long after it began, whatever it is doing.");

    /// `ServerIdent`: whether the greeting names the server, and in what words.
    public record Ident(boolean shown, Optional<String> text) {}

    public static final Directive<Ident> SERVER_IDENT = Directive.of("ServerIdent", SessionDirectives::ident)
            .takes(1, 2)
            .syntax("off | on [text]")
            .defaultsTo(new Ident(true, Optional.empty()), "on")
            .effect(new Effect.Differs("without a text the greeting is \"<ServerName> FTP proxy ready\", without the"
                    + " name of another product"))
            .help("The greeting, where it is not the backend's: off shows the address alone, a text is shown as it is."
                    + " %L is the local address, %V the server's address name, %v ServerName, %{version} the version.");

    public static final Directive<Boolean> DEFER_WELCOME = Directive.of("DeferWelcome", Arguments::bool)
            .syntax("on|off")
            .defaultsTo(false)
            .help("Keeps name and version out of the greeting until the client has logged in.");

    public static final Directive<Boolean> MULTILINE_RFC2228 = Directive.of("MultilineRFC2228", Arguments::bool)
            .in(SERVER)
            .syntax("on|off")
            .defaultsTo(false)
            .help("Writes the code on every line of our own multi-line replies (RFC 2228 §7).");

    public static final Directive<Boolean> DEFAULT_IS_BINARY = Directive.of(
                    "DefaultTransferMode", SessionDirectives::transferMode)
            .syntax("ascii|binary")
            .defaultsTo(false, "ascii")
            .help("The TYPE a session begins with. It is told to the backend after login if it is not ascii.");

    public static final Directive<String> SERVER_ADMIN = Directive.of("ServerAdmin", Arguments::text)
            .in(SERVER, VIRTUAL_HOST)
            .syntax("address")
            .defaultsTo("root@localhost")
            .help("Whom HELP names for comments.");

    public static final List<Directive<?>> ALL = List.of(
            SERVER_ADMIN,
            TIMEOUT_IDLE,
            TIMEOUT_LOGIN,
            TIMEOUT_NO_TRANSFER,
            TIMEOUT_STALLED,
            TIMEOUT_SESSION,
            SERVER_IDENT,
            DEFER_WELCOME,
            MULTILINE_RFC2228,
            DEFAULT_IS_BINARY);

    private SessionDirectives() {}

    private static Directive<Duration> timeout(String name, long seconds) {
        return Directive.of(name, Arguments::duration).syntax("duration").defaultsTo(Duration.ofSeconds(seconds));
    }

    private static SessionLimit sessionLimit(Arguments arguments) throws BadValue {
        var most = arguments.duration();
        if (arguments.size() == 1) {
            return new SessionLimit(most, Optional.empty());
        }
        var kind = arguments.text(1).toLowerCase(Locale.ROOT);
        if (arguments.size() != 3) {
            throw new BadValue("wrong number of parameters");
        }
        if (!List.of("user", "group", "class").contains(kind)) {
            throw new BadValue("unknown condition '" + kind + "', expected user, group or class");
        }
        return new SessionLimit(most, Optional.of(new SessionLimit.Condition(kind, arguments.text(2))));
    }

    private static Ident ident(Arguments arguments) throws BadValue {
        boolean shown = arguments.bool();
        if (!shown && arguments.size() > 1) {
            throw new BadValue("wrong number of parameters");
        }
        return new Ident(shown, arguments.size() > 1 ? Optional.of(arguments.text(1)) : Optional.empty());
    }

    private static boolean transferMode(Arguments arguments) throws BadValue {
        return switch (arguments.text().toLowerCase(Locale.ROOT)) {
            case "ascii" -> false;
            case "binary" -> true;
            default -> throw new BadValue("parameter must be 'ascii' or 'binary'");
        };
    }
}
