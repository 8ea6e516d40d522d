package io.sluice.log;

import static io.sluice.config.Context.ANONYMOUS;
import static io.sluice.config.Context.GLOBAL;
import static io.sluice.config.Context.SERVER;
import static io.sluice.config.Context.VIRTUAL_HOST;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.Directive;
import io.sluice.config.Directive.Effect;
import io.sluice.config.Directive.Occurrence;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The directives of the logs.
public final class LogDirectives {
    private static final Set<String> FACILITIES = Set.of(
            "AUTH",
            "AUTHPRIV",
            "CRON",
            "DAEMON",
            "FTP",
            "KERN",
            "LOCAL0",
            "LOCAL1",
            "LOCAL2",
            "LOCAL3",
            "LOCAL4",
            "LOCAL5",
            "LOCAL6",
            "LOCAL7",
            "LPR",
            "MAIL",
            "NEWS",
            "USER",
            "UUCP");

    public static final Directive<Destination> SYSTEM_LOG = Directive.of("SystemLog", Destination::fileOrNone)
            .in(SERVER, GLOBAL)
            .syntax("path|none")
            .help("The file of the daemon's own log; standard error where it is absent.");

    public static final Directive<Destination> SERVER_LOG = Directive.of("ServerLog", Destination::fileOrNone)
            .syntax("path|none")
            .help("Like SystemLog, for the sessions of this server.");

    public static final Directive<String> SYSLOG_FACILITY = Directive.of("SyslogFacility", LogDirectives::facility)
            .in(SERVER)
            .syntax("AUTH|AUTHPRIV|CRON|DAEMON|FTP|KERN|LOCAL0…LOCAL7|LPR|MAIL|NEWS|USER|UUCP")
            .effect(new Effect.None("a JVM has no syslog; lines go to files or to standard error"))
            .help("The syslog facility.");

    public static final Directive<Level> SYSLOG_LEVEL = Directive.of("SyslogLevel", LogDirectives::level)
            .syntax("emerg|alert|crit|error|warn|notice|info|debug")
            .defaultsTo(Level.NOTICE, "notice")
            .help("The least important level that is written.");

    public static final Directive<Integer> DEBUG_LEVEL = Directive.of("DebugLevel", LogDirectives::debugLevel)
            .syntax("0…10")
            .defaultsTo(0)
            .help("How much of level debug is written where SyslogLevel is debug.");

    public static final Directive<Switches<LogOption>> LOG_OPTIONS = Directive.of(
                    "LogOptions",
                    arguments -> Switches.parse(arguments.all(), "LogOption", LogOption.class, LogOption::named))
            .takes(1, Integer.MAX_VALUE)
            .occurs(Occurrence.LATER_CHANGES)
            .syntax("+|-Hostname|Timestamp|VirtualHost|RoleBasedProcessLabels|AclRule|BlockOnFull|Utc|ProxyPaths …")
            .help("What the lines of logs look like, and what happens when a log cannot keep up.");

    public static final Directive<Boolean> ALLOW_LOG_SYMLINKS = Directive.of("AllowLogSymlinks", Arguments::bool)
            .syntax("on|off")
            .defaultsTo(false)
            .help("Whether a log may be a symbolic link.");

    public static final Directive<List<String>> WTMP_LOG =
            Directive.withoutEffect("WtmpLog", "sessions of a proxy are not logins of this machine");

    public static final Directive<TraceFile> TRACE_LOG = Directive.of("TraceLog", TraceFile::parse)
            .in(SERVER, GLOBAL)
            .syntax("path")
            .help("The file traces are written to; without it there are none.");

    public static final Directive<TraceLevels.Setting> TRACE = Directive.of("Trace", TraceLevels::parse)
            .takes(1, Integer.MAX_VALUE)
            .occurs(Occurrence.LATER_CHANGES)
            .syntax("[session] channel:level[-level] …")
            .help("Which channels are traced, and how far: 1 is least, 20 everything, 0 nothing.");

    public static final Directive<Switches<TraceOption>> TRACE_OPTIONS = Directive.of(
                    "TraceOptions",
                    arguments -> Switches.parse(arguments.all(), "TraceOption", TraceOption.class, TraceOption::named))
            .takes(1, Integer.MAX_VALUE)
            .occurs(Occurrence.LATER_CHANGES)
            .syntax("+|-ConnIPs|Timestamp|TimestampMillis …")
            .help("What stands in front of a traced line.");

    public static final Directive<NamedFormat> LOG_FORMAT = Directive.of("LogFormat", NamedFormat::parse)
            .takes(2, 2)
            .occurs(Occurrence.ACCUMULATES)
            .syntax("name \"text\"")
            .help("A format for ExtendedLog; of two with one name the last is used.");

    public static final Directive<ExtendedLogLine> EXTENDED_LOG = Directive.of("ExtendedLog", ExtendedLogLine::parse)
            .in(SERVER, VIRTUAL_HOST, GLOBAL, ANONYMOUS)
            .takes(0, Integer.MAX_VALUE)
            .occurs(Occurrence.ACCUMULATES)
            .syntax("path|syslog:level|none [classes [format]]")
            .help("A log with one line per command, of the chosen classes, in a format of LogFormat.");

    public static final Directive<Destination> TRANSFER_LOG = Directive.of("TransferLog", Destination::fileOrNone)
            .in(SERVER, VIRTUAL_HOST, GLOBAL, ANONYMOUS)
            .syntax("path|none")
            .effect(new Effect.Differs("off where it is absent; proxied transfers show the path as sent"))
            .help("A log with one line per file transferred or deleted.");

    public static final Directive<JsonLogLine> JSON_LOG = Directive.of("JsonLog", JsonLogLine::parse)
            .takes(1, Integer.MAX_VALUE)
            .occurs(Occurrence.ACCUMULATES)
            .syntax("path|syslog:level|none [session|transfer|command|all …]")
            .help("A log with one JSON object per session, transfer or command.");

    public static final Directive<List<String>> JSON_LOG_NOTES =
            names("JsonLogNotes").help("Notes of the session that records of JsonLog hold.");

    public static final Directive<List<String>> JSON_LOG_ENV =
            names("JsonLogEnv").help("Environment variables that records of JsonLog hold.");

    public static final Directive<Destination> PROXY_LOG = Directive.of("ProxyLog", Destination::fileOrNone)
            .syntax("path|none")
            .help("The proxy's own log: backends chosen, connections made and lost.");

    /// Every directive of the logs.
    public static final List<Directive<?>> ALL = List.of(
            SYSTEM_LOG,
            SERVER_LOG,
            SYSLOG_FACILITY,
            SYSLOG_LEVEL,
            DEBUG_LEVEL,
            LOG_OPTIONS,
            ALLOW_LOG_SYMLINKS,
            WTMP_LOG,
            LOG_FORMAT,
            EXTENDED_LOG,
            TRANSFER_LOG,
            JSON_LOG,
            JSON_LOG_NOTES,
            JSON_LOG_ENV,
            PROXY_LOG,
            TRACE_LOG,
            TRACE,
            TRACE_OPTIONS);

    private LogDirectives() {}

    private static Directive<List<String>> names(String name) {
        return Directive.of(name, Arguments::all)
                .takes(1, Integer.MAX_VALUE)
                .occurs(Occurrence.ACCUMULATES)
                .syntax("name …");
    }

    private static String facility(Arguments arguments) throws BadValue {
        var word = arguments.text().toUpperCase(Locale.ROOT);
        if (!FACILITIES.contains(word)) {
            throw new BadValue("argument must be a valid syslog facility");
        }
        return word;
    }

    private static Level level(Arguments arguments) throws BadValue {
        return Level.named(arguments.text())
                .orElseThrow(() -> new BadValue("SyslogLevel requires level keyword: one of"
                        + " emerg/alert/crit/error/warn/notice/info/debug"));
    }

    private static int debugLevel(Arguments arguments) throws BadValue {
        int level;
        try {
            level = Integer.parseInt(arguments.text());
        } catch (NumberFormatException _) {
            throw new BadValue("not a valid number");
        }
        if (level < 0 || level > 10) {
            throw new BadValue("invalid debug level configured");
        }
        return level;
    }
}
