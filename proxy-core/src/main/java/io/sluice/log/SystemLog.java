package io.sluice.log;

import io.sluice.config.Configuration;
import io.sluice.config.DirectiveSet;
import io.sluice.config.Problem;
import io.sluice.config.Setting;
import io.sluice.module.SessionView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// The daemon's own log: notices, errors, debug lines. Safe from every thread; a line is queued, not written, by its
/// caller.
///
/// It begins on standard error (or on the platform logger `io.sluice`) at level notice, and takes its files, levels
/// and options from a configuration by [#configure]. A line belongs to the session it is given, or to the one bound
/// to [Current#SESSION]; it goes to the `ServerLog` of that session's server if there is one.
public final class SystemLog implements AutoCloseable {
    private static final Set<LogOption> DEFAULTS =
            Arrays.stream(LogOption.values()).filter(LogOption::isOnByDefault).collect(Collectors.toUnmodifiableSet());

    /// What the command line says: `-n` writes to standard error whatever `SystemLog` says, `-d` shows debug lines.
    public record CommandLine(boolean foreground, OptionalInt debugLevel) {
        public static final CommandLine NONE = new CommandLine(false, OptionalInt.empty());
    }

    /// Takes finished lines.
    @FunctionalInterface
    interface Sink {
        void write(Level level, String line, boolean detail);
    }

    /// How the lines of one server are filtered, what stands in front of them, and where they go.
    private record Rules(Level least, int debugLevel, Set<LogOption> options, Optional<Sink> sink) {
        boolean shows(Level level, int debug) {
            return sink.isPresent() && level.passes(least) && (level != Level.DEBUG || debug <= debugLevel);
        }

        /// The same with other debug lines than configured: up to that level, and from 1 on whatever the least level.
        boolean shows(Level level, int debug, int toldLevel) {
            if (level != Level.DEBUG) {
                return shows(level, debug);
            }
            return toldLevel > 0 ? sink.isPresent() && debug <= toldLevel : debug == 0 && shows(level, debug);
        }
    }

    private record State(Rules daemon, Optional<PerServer<Rules>> sessions, List<LogFile> files) {
        Rules of(Optional<SessionView> session) {
            return session.isEmpty() || sessions.isEmpty()
                    ? daemon
                    : sessions.get().of(session.get().server().directives());
        }
    }

    private final Origin origin;
    private final LogFiles files;
    private final Sink initial;
    private final boolean bare;
    private volatile State state;
    private volatile OptionalInt toldDebugLevel = OptionalInt.empty();

    private SystemLog(Origin origin, LogFiles files, Sink initial, boolean bare) {
        this.origin = origin;
        this.files = files;
        this.initial = initial;
        this.bare = bare;
        this.state = new State(new Rules(Level.NOTICE, 0, DEFAULTS, Optional.of(initial)), Optional.empty(), List.of());
    }

    /// On standard error until configured otherwise.
    public static SystemLog onStandardError(Origin origin, LogFiles files) {
        return new SystemLog(origin, files, toFile(files.standardError()), false);
    }

    /// Nowhere until configured otherwise.
    public static SystemLog onNothing(Origin origin, LogFiles files) {
        return new SystemLog(origin, files, (_, _, _) -> {}, false);
    }

    /// On the platform logger `io.sluice` until configured otherwise: for gateways embedded in a program that has a
    /// log.
    public static SystemLog onPlatformLogger(Origin origin, LogFiles files) {
        var logger = System.getLogger("io.sluice");
        return new SystemLog(origin, files, (level, line, _) -> logger.log(level.platform(), line), true);
    }

    static SystemLog on(Sink sink, Origin origin, LogFiles files) {
        return new SystemLog(origin, files, sink, false);
    }

    /// Takes files, levels and options from a configuration, at start and at each reload. A file that cannot be used
    /// is a warning, said in the log too; its lines stay where they went before there was a file.
    public List<Problem> configure(Configuration configuration, CommandLine commandLine) {
        var problems = new ArrayList<Problem>();
        var opened = new CopyOnWriteArrayList<LogFile>();
        var main = configuration.main().directives();
        Optional<Sink> mainSink = commandLine.foreground()
                ? Optional.of(initial)
                : sink(
                        main,
                        main.setting(LogDirectives.SYSTEM_LOG),
                        "SystemLog",
                        Optional.of(initial),
                        opened,
                        problems);
        var sessions = new PerServer<>(configuration, directives -> {
            var own = commandLine.foreground() || isSilenced(directives, main)
                    ? mainSink.filter(_ -> !isSilenced(directives, main))
                    : sink(
                            directives,
                            directives.setting(LogDirectives.SERVER_LOG),
                            "ServerLog",
                            mainSink,
                            opened,
                            problems);
            return rules(directives, commandLine, own);
        });
        var old = state;
        state = new State(rules(main, commandLine, mainSink), Optional.of(sessions), opened);
        toldDebugLevel = OptionalInt.empty();
        old.files().forEach(LogFile::close);
        problems.forEach(problem -> notice(problem.text()));
        return List.copyOf(problems);
    }

    /// Whether sessions are to write nothing although the daemon does (`SystemLog none` for some of them).
    private static boolean isSilenced(DirectiveSet directives, DirectiveSet main) {
        return directives.find(LogDirectives.SYSTEM_LOG).equals(Optional.of(new Destination.Off()))
                && !main.find(LogDirectives.SYSTEM_LOG).equals(Optional.of(new Destination.Off()));
    }

    /// Shows debug lines up to that level, whatever files and command line say, until the next configuration
    /// (`ftpdctl debug level`).
    public void debugLevel(int level) {
        toldDebugLevel = OptionalInt.of(level);
    }

    /// Up to which level debug lines are shown outside of sessions; 0 where none are.
    public int debugLevel() {
        var daemon = state.daemon();
        return toldDebugLevel.orElse(Level.DEBUG.passes(daemon.least()) ? daemon.debugLevel() : 0);
    }

    public void log(Level level, Optional<SessionView> session, String text) {
        write(level, 0, session, () -> text);
    }

    public void log(Level level, String text) {
        log(level, Current.session(), text);
    }

    public void error(String text) {
        log(Level.ERROR, text);
    }

    public void warn(String text) {
        log(Level.WARN, text);
    }

    public void notice(String text) {
        log(Level.NOTICE, text);
    }

    public void notice(SessionView session, String text) {
        log(Level.NOTICE, Optional.of(session), text);
    }

    public void info(String text) {
        log(Level.INFO, text);
    }

    public void info(SessionView session, String text) {
        log(Level.INFO, Optional.of(session), text);
    }

    /// The text is made only if it will be written.
    public void info(SessionView session, Supplier<String> text) {
        write(Level.INFO, 0, Optional.of(session), text);
    }

    /// A line of level debug, of detail 0 to 10; the text is made only if it will be written.
    public void debug(int level, Supplier<String> text) {
        write(Level.DEBUG, level, Current.session(), text);
    }

    public void debug(int level, SessionView session, Supplier<String> text) {
        write(Level.DEBUG, level, Optional.of(session), text);
    }

    /// The options in force for a server, for logs that follow them too.
    /// Whether a line about a refusal names the rule (`LogOptions AclRule`).
    public boolean namesRules(SessionView session) {
        return state.of(Optional.of(session)).options().contains(LogOption.ACL_RULE);
    }

    static Set<LogOption> options(DirectiveSet directives) {
        return Switches.apply(
                DEFAULTS,
                directives.settings(LogDirectives.LOG_OPTIONS).stream()
                        .map(Setting::value)
                        .toList());
    }

    /// Writes what is pending and gives the files back; later lines go where the first ones went.
    @Override
    public void close() {
        var old = state;
        state = new State(
                new Rules(
                        old.daemon().least(),
                        old.daemon().debugLevel(),
                        old.daemon().options(),
                        Optional.of(initial)),
                Optional.empty(),
                List.of());
        old.files().forEach(LogFile::close);
        files.flush(Duration.ofSeconds(1));
    }

    private void write(Level level, int debug, Optional<SessionView> session, Supplier<String> text) {
        var rules = state.of(session);
        var told = toldDebugLevel;
        if (told.isPresent() ? rules.shows(level, debug, told.getAsInt()) : rules.shows(level, debug)) {
            var line = prefix(rules.options(), session) + LogText.escape(text.get());
            rules.sink().orElseThrow().write(level, line, level == Level.DEBUG);
        }
    }

    private String prefix(Set<LogOption> options, Optional<SessionView> session) {
        var line = new StringBuilder(160);
        if (!bare) {
            if (options.contains(LogOption.TIMESTAMP)) {
                line.append(origin.timestamp(options.contains(LogOption.UTC))).append(' ');
            }
            if (options.contains(LogOption.HOSTNAME)) {
                line.append(origin.host()).append(' ');
            }
            line.append(label(options, session))
                    .append('[')
                    .append(origin.id(session))
                    .append(']');
        }
        if (options.contains(LogOption.VIRTUAL_HOST)) {
            line.append(bare ? "" : " ")
                    .append(session.map(view -> view.server().address()).orElse(origin.host()));
        }
        session.ifPresent(view -> line.append(line.isEmpty() ? "(" : " (")
                .append(LogText.escape(view.clientName()))
                .append('[')
                .append(view.client().getAddress().getHostAddress())
                .append("])"));
        return line.isEmpty() ? "" : line.append(": ").toString();
    }

    private String label(Set<LogOption> options, Optional<SessionView> session) {
        if (options.contains(LogOption.ROLE_BASED_PROCESS_LABELS)) {
            return session.isPresent() ? "session" : "daemon";
        }
        return origin.product();
    }

    private static Rules rules(DirectiveSet directives, CommandLine commandLine, Optional<Sink> sink) {
        boolean debug = commandLine.debugLevel().isPresent();
        return new Rules(
                debug ? Level.DEBUG : directives.get(LogDirectives.SYSLOG_LEVEL),
                Math.max(commandLine.debugLevel().orElse(0), directives.get(LogDirectives.DEBUG_LEVEL)),
                options(directives),
                sink);
    }

    private Optional<Sink> sink(
            DirectiveSet directives,
            Optional<Setting<Destination>> setting,
            String directive,
            Optional<Sink> otherwise,
            List<LogFile> opened,
            List<Problem> problems) {
        if (setting.isEmpty()) {
            return otherwise;
        }
        return switch (setting.get().value()) {
            case Destination.Off _ -> directive.equals("SystemLog") ? Optional.empty() : otherwise;
            case Destination.ToSystemLog _ -> otherwise;
            case Destination.ToFile(var path) -> {
                try {
                    var file = files.open(
                            directive,
                            path,
                            directives.get(LogDirectives.ALLOW_LOG_SYMLINKS),
                            options(directives).contains(LogOption.BLOCK_ON_FULL),
                            this::complain);
                    opened.add(file);
                    yield Optional.of(toFile(file));
                } catch (LogRefused e) {
                    problems.add(
                            new Problem(Problem.Severity.WARNING, setting.get().position(), e.text()));
                    yield otherwise;
                }
            }
        };
    }

    /// A log that cannot be written is no place to say so.
    private void complain(String text) {
        initial.write(Level.ERROR, prefix(DEFAULTS, Optional.empty()) + LogText.escape(text), false);
    }

    private static Sink toFile(LogFile file) {
        return (_, line, detail) -> file.write(line, detail ? LogFile.Weight.DETAIL : LogFile.Weight.ORDINARY);
    }
}
