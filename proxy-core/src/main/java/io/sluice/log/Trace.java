package io.sluice.log;

import io.sluice.config.Configuration;
import io.sluice.config.DirectiveSet;
import io.sluice.config.Problem;
import io.sluice.config.Setting;
import io.sluice.module.SessionView;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Debugging by channel: `trace.log("proxy.uri", 9, () -> "parsed " + uri)`. The text is made only if the channel is
/// traced at that level; a call that is not traced costs a few nanoseconds. The session of a line is the one bound to
/// [Current#SESSION].
///
/// Levels by convention: 1–3 errors and surprises, 4–9 decisions, 10–17 details per item, 18–20 everything.
public final class Trace implements AutoCloseable {
    private static final Set<TraceOption> DEFAULTS = Arrays.stream(TraceOption.values())
            .filter(TraceOption::isOnByDefault)
            .collect(Collectors.toUnmodifiableSet());

    /// What one server's sessions trace, and how.
    private record Rules(TraceLevels levels, Set<TraceOption> options) {}

    /// Levels set while running, for everything that began at or after `since`.
    private record Change(Instant since, TraceLevels levels) {}

    private record State(LogFile file, Rules daemon, PerServer<Rules> sessions) {}

    private final Origin origin;
    private final LogFiles files;
    private final Map<Long, TraceLevels> bySession = new ConcurrentHashMap<>();
    private volatile Optional<State> state = Optional.empty();
    private volatile Optional<Change> change = Optional.empty();

    public Trace(Origin origin, LogFiles files) {
        this.origin = origin;
        this.files = files;
    }

    /// Takes file and levels from a configuration, at start and at each reload. A file that cannot be used is an
    /// error, and leaves everything as it was.
    public List<Problem> configure(Configuration configuration, SystemLog log) {
        var problems = new ArrayList<Problem>();
        var main = configuration.main().directives();
        unknownChannels(main, problems);
        configuration.virtualHosts().forEach(host -> unknownChannels(host.directives(), problems));
        var setting = main.setting(LogDirectives.TRACE_LOG);
        Optional<State> next = Optional.empty();
        if (setting.isPresent()) {
            var path = setting.get().value().path();
            try {
                var file = files.open("TraceLog", path, main.get(LogDirectives.ALLOW_LOG_SYMLINKS), false, log::error);
                var daemon = new Rules(levels(main, false), options(main));
                next = Optional.of(new State(
                        file,
                        daemon,
                        new PerServer<>(
                                configuration,
                                directives -> new Rules(
                                        daemon.levels().with(levels(directives, true)), options(directives)))));
            } catch (LogRefused e) {
                problems.add(new Problem(Problem.Severity.ERROR, setting.get().position(), refusal(path, e)));
                return problems;
            }
        }
        var old = state;
        state = next;
        old.ifPresent(was -> was.file().close());
        return problems;
    }

    /// Writes a line, if its channel is traced at that level. Text from clients is escaped here; secrets must not be
    /// in it.
    public void log(String channel, int level, Supplier<String> text) {
        var now = state;
        if (now.isPresent()) {
            var session = Current.session();
            var rules = rules(now.get(), session);
            if (levels(rules, session).contains(channel, level)) {
                write(now.get(), rules.options(), session, channel, level, text.get());
            }
        }
    }

    public boolean enabled(String channel, int level) {
        var now = state;
        if (now.isEmpty()) {
            return false;
        }
        var session = Current.session();
        return levels(rules(now.get(), session), session).contains(channel, level);
    }

    /// Adds settings for the daemon and for sessions that begin from now on (`ftpdctl trace`).
    public void change(TraceLevels levels) {
        var before = change.map(Change::levels).orElse(TraceLevels.NONE);
        change = Optional.of(new Change(origin.clock().instant(), before.with(levels)));
    }

    /// Adds settings for one running session (`ftpdctl trace session=…`, or a conditional section that came true).
    public void change(long session, TraceLevels levels) {
        bySession.merge(session, levels, TraceLevels::with);
    }

    /// Forgets what was set for a session; called at its end.
    public void forget(long session) {
        bySession.remove(session);
    }

    /// Whether there is a file to write to (`TraceLog`).
    public boolean isOpen() {
        return state.isPresent();
    }

    /// The levels in force outside sessions.
    public TraceLevels levels() {
        return state.map(now -> levels(now.daemon(), Optional.empty())).orElse(TraceLevels.NONE);
    }

    @Override
    public void close() {
        var old = state;
        state = Optional.empty();
        old.ifPresent(was -> was.file().close());
    }

    boolean flush(Duration atMost) {
        return state.map(now -> now.file().flush(atMost)).orElse(true);
    }

    private static Rules rules(State state, Optional<SessionView> session) {
        return session.isPresent() ? state.sessions().of(session.get().server().directives()) : state.daemon();
    }

    private TraceLevels levels(Rules rules, Optional<SessionView> session) {
        var levels = rules.levels();
        var changed = change;
        if (changed.isPresent()
                && session.map(view -> !view.started().isBefore(changed.get().since()))
                        .orElse(true)) {
            levels = levels.with(changed.get().levels());
        }
        if (session.isPresent() && !bySession.isEmpty()) {
            levels = levels.with(bySession.getOrDefault(session.get().id(), TraceLevels.NONE));
        }
        return levels;
    }

    private void write(
            State now,
            Set<TraceOption> options,
            Optional<SessionView> session,
            String channel,
            int level,
            String text) {
        var line = new StringBuilder(128);
        if (options.contains(TraceOption.TIMESTAMP)) {
            line.append(origin.timestamp(false, options.contains(TraceOption.TIMESTAMP_MILLIS)))
                    .append(' ');
        }
        line.append('[').append(origin.id(session)).append("] ");
        if (options.contains(TraceOption.CONN_IPS)) {
            session.ifPresent(view -> line.append("(client ")
                    .append(view.client().getAddress().getHostAddress())
                    .append(':')
                    .append(view.client().getPort())
                    .append(", server ")
                    .append(view.local().getAddress().getHostAddress())
                    .append(':')
                    .append(view.local().getPort())
                    .append(") "));
        }
        line.append('<').append(channel).append(':').append(level).append(">: ").append(LogText.escape(text));
        now.file().write(line.toString(), LogFile.Weight.DETAIL);
    }

    private static TraceLevels levels(DirectiveSet directives, boolean inSession) {
        var levels = TraceLevels.NONE;
        for (var setting : directives.settings(LogDirectives.TRACE)) {
            if (inSession || !setting.value().sessionOnly()) {
                levels = levels.with(setting.value().levels());
            }
        }
        return levels;
    }

    private static Set<TraceOption> options(DirectiveSet directives) {
        return Switches.apply(
                DEFAULTS,
                directives.settings(LogDirectives.TRACE_OPTIONS).stream()
                        .map(Setting::value)
                        .toList());
    }

    private static void unknownChannels(DirectiveSet directives, List<Problem> problems) {
        for (var setting : directives.settings(LogDirectives.TRACE)) {
            for (var channel : setting.value().levels().unknownChannels()) {
                problems.add(new Problem(
                        Problem.Severity.WARNING,
                        setting.position(),
                        "Trace: no channel '" + channel + "' on " + setting.position()));
            }
        }
    }

    private static String refusal(Path path, LogRefused e) {
        return switch (e.reason()) {
            case "parent directory is world-writable", "cannot log to a symlink" ->
                "error using TraceLog '" + path + "': directory is symlink or is world-writable";
            default -> e.text();
        };
    }
}
