package io.sluice.server;

import static io.sluice.config.Context.ANONYMOUS;
import static io.sluice.config.Context.GLOBAL;
import static io.sluice.config.Context.SERVER;
import static io.sluice.config.Context.VIRTUAL_HOST;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.Directive;
import io.sluice.config.Directive.Effect;
import io.sluice.config.Directive.Occurrence;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The directives of identity, addresses and sockets.
public final class ServerDirectives {
    public static final Directive<String> SERVER_NAME = Directive.of("ServerName", Arguments::text)
            .in(SERVER, VIRTUAL_HOST)
            .syntax("text")
            .help("The name of the server in greetings and logs.");

    public static final Directive<List<String>> SERVER_ALIAS = Directive.of("ServerAlias", Arguments::all)
            .takes(1, Integer.MAX_VALUE)
            .syntax("name …")
            .occurs(Occurrence.ACCUMULATES)
            .help(
                    "Names by which HOST and SNI find this server among others on the same address and port; * and ? stand"
                            + " for parts of a name.");

    public static final Directive<Integer> PORT = Directive.of("Port", Arguments::port)
            .syntax("number")
            .defaultsTo(21)
            .help("The port to listen on; with 0 the server does not listen.");

    public static final Directive<List<String>> DEFAULT_ADDRESS = Directive.of("DefaultAddress", Arguments::all)
            .in(SERVER)
            .takes(1, Integer.MAX_VALUE)
            .syntax("address|name|device …")
            .help("The addresses of the main server, in place of those of the host's name.");

    public static final Directive<Boolean> DEFAULT_SERVER = Directive.of("DefaultServer", Arguments::bool)
            .in(SERVER, VIRTUAL_HOST)
            .syntax("on|off")
            .defaultsTo(false)
            .help("Makes this the server of connections that no other server claims.");

    public static final Directive<Boolean> SOCKET_BIND_TIGHT = Directive.of("SocketBindTight", Arguments::bool)
            .in(SERVER)
            .syntax("on|off")
            .defaultsTo(false)
            .help("Listens on the addresses of each server alone, instead of on every address of the machine.");

    public static final Directive<Integer> TCP_BACKLOG = Directive.of("TCPBacklog", ServerDirectives::backlog)
            .in(SERVER)
            .syntax("number")
            .defaultsTo(128)
            .occurs(Occurrence.LAST_WINS)
            .help("How many connections may wait to be accepted.");

    public static final Directive<Boolean> USE_REVERSE_DNS = Directive.of("UseReverseDNS", Arguments::bool)
            .in(SERVER)
            .syntax("on|off")
            .defaultsTo(true)
            .occurs(Occurrence.LAST_WINS)
            .help("Looks up the names of clients, for logs; a name counts only if it resolves back to the address.");

    public static final Directive<Boolean> IDENT_LOOKUPS = Directive.of("IdentLookups", Arguments::bool)
            .syntax("on|off")
            .defaultsTo(false)
            .effect(new Effect.Differs("off where it is absent"))
            .help("Asks the client's machine, for at most 10 seconds, which user has made the connection (RFC 1413).");

    public static final Directive<Boolean> UNIQUE_ID_ENGINE = Directive.of("UniqueIDEngine", Arguments::bool)
            .syntax("on|off")
            .defaultsTo(false)
            .help("Gives each session the note UNIQUE_ID, 24 characters that no other session has.");

    public static final Directive<Path> PID_FILE = Directive.of("PidFile", ServerDirectives::path)
            .in(SERVER)
            .syntax("path")
            .occurs(Occurrence.LAST_WINS)
            .help("The file that holds the process id while the server runs.");

    public static final Directive<String> SERVER_TYPE = Directive.of("ServerType", ServerDirectives::serverType)
            .in(SERVER)
            .syntax("standalone")
            .occurs(Occurrence.LAST_WINS)
            .help("How the server is started; only standalone is possible.");

    public static final Directive<Optional<Path>> SCOREBOARD_FILE = Directive.of(
                    "ScoreboardFile", arguments -> arguments.unlessNone(ServerDirectives::path))
            .in(SERVER)
            .syntax("path|none")
            .occurs(Occurrence.LAST_WINS)
            .effect(new Effect.None("the sessions there are, are kept in memory and not in a file"))
            .help("The file in which other programs find the sessions.");

    private static final Effect NO_IDENTITY =
            new Effect.None("the process keeps the identity it was started with; start it as the user it shall run as");

    public static final Directive<String> USER = Directive.of("User", ServerDirectives::user)
            .in(SERVER, VIRTUAL_HOST, GLOBAL, ANONYMOUS)
            .syntax("name")
            .effect(NO_IDENTITY)
            .help("The user the server shall run as.");

    public static final Directive<String> GROUP = Directive.of("Group", ServerDirectives::group)
            .in(SERVER, VIRTUAL_HOST, GLOBAL, ANONYMOUS)
            .syntax("name")
            .effect(NO_IDENTITY)
            .help("The group the server shall run as.");

    public static final List<Directive<?>> ALL = List.of(
            SERVER_NAME,
            SERVER_ALIAS,
            PORT,
            DEFAULT_ADDRESS,
            DEFAULT_SERVER,
            SOCKET_BIND_TIGHT,
            TCP_BACKLOG,
            USE_REVERSE_DNS,
            IDENT_LOOKUPS,
            UNIQUE_ID_ENGINE,
            PID_FILE,
            SCOREBOARD_FILE,
            SERVER_TYPE,
            USER,
            GROUP);

    private ServerDirectives() {}

    private static int backlog(Arguments arguments) throws BadValue {
        return arguments.number(0, 1, Integer.MAX_VALUE, "parameter must be greater than zero");
    }

    private static Path path(Arguments arguments) throws BadValue {
        return Path.of(arguments.absolutePath());
    }

    private static String user(Arguments arguments) throws BadValue {
        if (!SystemAccounts.hasUser(arguments.text())) {
            throw new BadValue("Unknown user '" + arguments.text() + "'");
        }
        return arguments.text();
    }

    private static String group(Arguments arguments) throws BadValue {
        if (!SystemAccounts.hasGroup(arguments.text())) {
            throw new BadValue("Unknown group '" + arguments.text() + "'");
        }
        return arguments.text();
    }

    private static String serverType(Arguments arguments) throws BadValue {
        return switch (arguments.text().toLowerCase(Locale.ROOT)) {
            case "standalone" -> "standalone";
            case "inetd" -> throw new BadValue("type 'inetd' is not supported, expected 'standalone'");
            default -> throw new BadValue("type must be either 'inetd' or 'standalone'");
        };
    }
}
