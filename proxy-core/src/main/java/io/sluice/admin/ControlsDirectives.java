package io.sluice.admin;

import static io.sluice.config.Context.SERVER;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.Directive;
import io.sluice.config.Directive.Effect;
import io.sluice.config.Directive.Occurrence;
import io.sluice.config.Scalars;
import io.sluice.log.Destination;
import io.sluice.module.AccessList;
import io.sluice.module.ControlAcl;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The directives of the control socket.
public final class ControlsDirectives {
    private static final Set<String> OF_THE_TABLE = Set.of("help", "insctrl", "lsctrl", "rmctrl");
    private static final Set<String> OF_THE_SERVER = Set.of(
            "config",
            "debug",
            "dns",
            "down",
            "get",
            "kick",
            "restart",
            "scoreboard",
            "shutdown",
            "status",
            "trace",
            "up");
    private static final String POSITIVE = "must be a positive number";

    public static final Directive<Boolean> ENGINE = Directive.of("ControlsEngine", Arguments::bool)
            .in(SERVER)
            .syntax("on|off")
            .defaultsTo(true)
            .effect(new Effect.Differs("there is a socket only where the file has ControlsEngine on,"
                    + " ControlsSocket, or an ACL of it or its actions: without them, nobody may use it"))
            .help("Whether there is a control socket, by which ftpdctl asks the running server to do something.");

    public static final Directive<Path> SOCKET = Directive.of("ControlsSocket", ControlsDirectives::path)
            .in(SERVER)
            .occurs(Occurrence.LAST_WINS)
            .syntax("path")
            .help("The control socket. Where it is absent: proftpd.sock in the first of these directories that there is"
                    + " for the user the server runs as: $RUNTIME_DIRECTORY, as systemd sets it; for root /run, where"
                    + " ftpdctl looks by itself, for others $XDG_RUNTIME_DIR. A socket left over by a server that has"
                    + " been killed is replaced, that of a living one is not.");

    public static final Directive<SocketOwner> SOCKET_OWNER = Directive.of(
                    "ControlsSocketOwner", arguments -> new SocketOwner(arguments.text(0), arguments.text(1)))
            .in(SERVER)
            .takes(2, 2)
            .occurs(Occurrence.LAST_WINS)
            .syntax("user group")
            .effect(new Effect.Differs("where it is absent the socket belongs to the user the server runs as; only root"
                    + " can give it to another"))
            .help("Whom the control socket belongs to. Everybody may connect to it: the ACLs decide.");

    public static final Directive<AccessList> SOCKET_ACL = Directive.of("ControlsSocketACL", AccessList::parse)
            .in(SERVER)
            .takes(3, 3)
            .occurs(Occurrence.ACCUMULATES)
            .syntax("allow|deny user|group list")
            .help(
                    "Who may use the control socket at all; where it is absent everybody, as far as the ACLs of the actions"
                            + " let them: users or groups of this machine between commas, * for all;"
                            + " deny admits everybody but these. The last line for users counts, and the last for groups; whom"
                            + " either admits, may. A process is known by its effective user and group.");

    public static final Directive<ControlAcl> ACLS = ControlAcl.directive(
            "ControlsACLs",
            OF_THE_TABLE,
            "Who may ask for help, lsctrl, insctrl and rmctrl, as in ControlsSocketACL. What no line speaks of"
                    + " is refused to everybody; help is refused to nobody.");

    public static final Directive<ControlAcl> ADMIN_ACLS = ControlAcl.directive(
            "AdminControlsACLs",
            OF_THE_SERVER,
            "Who may ask for config, debug, dns, down, get, kick, restart, scoreboard, shutdown, status, trace and up,"
                    + " as in ControlsSocketACL. What no line speaks of is refused to everybody.");

    public static final Directive<Set<String>> ADMIN_ENGINE = Directive.of(
                    "AdminControlsEngine", ControlsDirectives::switchedOff)
            .in(SERVER)
            .syntax("on|off|action,…")
            .defaultsTo(Set.of(), "on")
            .help("Whether the actions of AdminControlsACLs exist; a list names those that do not.");

    public static final Directive<Destination> LOG = Directive.of("ControlsLog", Destination::fileOrNone)
            .in(SERVER)
            .occurs(Occurrence.LAST_WINS)
            .syntax("path|none")
            .effect(new Effect.Differs("where it is absent the lines are notices in the system log"))
            .help("Who has asked for what through the control socket.");

    private static final Effect AT_ONCE =
            new Effect.None("requests are answered as they come, by credentials that the" + " system vouches for");

    public static final Directive<Duration> INTERVAL = Directive.of(
                    "ControlsInterval", arguments -> Duration.ofSeconds(positive(arguments)))
            .in(SERVER)
            .syntax("seconds")
            .effect(AT_ONCE)
            .help("How often the control socket is looked at.");

    public static final Directive<Integer> MAX_CLIENTS = Directive.of(
                    "ControlsMaxClients", ControlsDirectives::positive)
            .in(SERVER)
            .syntax("number")
            .defaultsTo(5)
            .help("How many clients of the control socket are served at once; others wait.");

    public static final Directive<Duration> AUTH_FRESHNESS = Directive.of(
                    "ControlsAuthFreshness", arguments -> Duration.ofSeconds(positive(arguments)))
            .in(SERVER)
            .syntax("seconds")
            .effect(AT_ONCE)
            .help("How old the socket of a client may be by whose owner the client is known.");

    public static final Directive<ControlAcl> MODULE_ACLS = ControlAcl.directive(
                    "ModuleControlsACLs", Set.of("insmod", "lsmod", "rmmod"), "")
            .effect(new Effect.None("modules are not loaded and unloaded while the server runs"));

    public static final Directive<ControlAcl> DELAY_ACLS = ControlAcl.directive(
                    "DelayControlsACLs", Set.of("delay"), "")
            .effect(new Effect.None("no table of delays is kept"));

    public static final List<Directive<?>> ALL = List.of(
            ENGINE,
            SOCKET,
            SOCKET_OWNER,
            SOCKET_ACL,
            ACLS,
            LOG,
            ADMIN_ENGINE,
            ADMIN_ACLS,
            INTERVAL,
            MAX_CLIENTS,
            AUTH_FRESHNESS,
            MODULE_ACLS,
            DELAY_ACLS);

    /// A user and a group of the machine, by name.
    public record SocketOwner(String user, String group) {}

    private ControlsDirectives() {}

    private static Path path(Arguments arguments) throws BadValue {
        return Path.of(arguments.absolutePath()).normalize();
    }

    private static int positive(Arguments arguments) throws BadValue {
        return arguments.number(0, 1, Integer.MAX_VALUE, POSITIVE);
    }

    private static Set<String> switchedOff(Arguments arguments) throws BadValue {
        return switch (arguments.text().toLowerCase(Locale.ROOT)) {
            case "on", "yes", "true", "1", "off", "no", "false", "0" ->
                Scalars.bool(arguments.text()) ? Set.of() : OF_THE_SERVER;
            default -> ControlAcl.actions(arguments.text(), OF_THE_SERVER);
        };
    }
}
