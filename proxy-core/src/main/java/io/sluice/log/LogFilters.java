package io.sluice.log;

import io.sluice.config.Directive;
import io.sluice.config.DirectiveSet;
import io.sluice.config.Position;
import io.sluice.config.Problem;
import io.sluice.config.Setting;
import io.sluice.module.SessionFilter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The logs of one virtual host that are written from its sessions: `ExtendedLog`, `TransferLog`, `JsonLog` and
/// event logs in shared stores, as filters of the phase LOG. Closing gives their files and stores back; it is done when
/// the last session that uses them has ended.
public final class LogFilters implements AutoCloseable {
    private final List<SessionFilter> filters;
    private final List<Problem> problems;
    private final List<LineWriter> writers;
    private final List<EventKeeper.Kept> kept;

    private LogFilters(
            List<SessionFilter> filters,
            List<Problem> problems,
            List<LineWriter> writers,
            List<EventKeeper.Kept> kept) {
        this.filters = List.copyOf(filters);
        this.problems = List.copyOf(problems);
        this.writers = List.copyOf(writers);
        this.kept = List.copyOf(kept);
    }

    /// Makes the logs of `server`; formats of the main server are known to all. A file that cannot be used is a
    /// warning and its log stays off; a format nobody defined is an error.
    ///
    /// @param keepers the kinds of stores that keep events
    public static LogFilters of(
            DirectiveSet server, DirectiveSet main, Logging logging, List<? extends EventKeeper> keepers) {
        return new Maker(server, main, logging, List.copyOf(keepers)).make();
    }

    /// The same where no store keeps events.
    public static LogFilters of(DirectiveSet server, DirectiveSet main, Logging logging) {
        return of(server, main, logging, List.of());
    }

    public List<SessionFilter> filters() {
        return filters;
    }

    public List<Problem> problems() {
        return problems;
    }

    @Override
    public void close() {
        writers.forEach(LineWriter::close);
        kept.forEach(EventKeeper.Kept::close);
    }

    private static final class Maker {
        private final DirectiveSet server;
        private final DirectiveSet main;
        private final Logging logging;
        private final boolean utc;
        private final List<SessionFilter> filters = new ArrayList<>();
        private final List<Problem> problems = new ArrayList<>();
        private final List<LineWriter> writers = new ArrayList<>();
        private final List<EventKeeper> keepers;
        private final List<EventKeeper.Kept> kept = new ArrayList<>();

        Maker(DirectiveSet server, DirectiveSet main, Logging logging, List<EventKeeper> keepers) {
            this.keepers = keepers;
            this.server = server;
            this.main = main;
            this.logging = logging;
            this.utc = SystemLog.options(server).contains(LogOption.UTC);
        }

        LogFilters make() {
            var formats = formats();
            extendedLogs(formats);
            transferLog();
            jsonLogs();
            for (var keeper : keepers) {
                new EventLogMaker(server, keeper, formats, logging, utc, problems)
                        .make(kept::add)
                        .ifPresent(filters::add);
            }
            return new LogFilters(filters, problems, writers, kept);
        }

        private Map<String, LogFormat> formats() {
            var formats = new HashMap<String, LogFormat>();
            formats.put("default", LogFormat.compile(LogFormat.DEFAULT, logging.origin(), utc));
            var inherited = server == main ? Stream.<Setting<NamedFormat>>of() : settings(main);
            inherited.forEach(setting -> formats.put(setting.value().name(), compile(setting)));
            settings(server).forEach(setting -> {
                var format = compile(setting);
                formats.put(setting.value().name(), format);
                format.warnings()
                        .forEach(text -> warn(
                                setting.position(),
                                "LogFormat '" + setting.value().name() + "': " + text));
            });
            return formats;
        }

        private static Stream<Setting<NamedFormat>> settings(DirectiveSet directives) {
            return directives.settings(LogDirectives.LOG_FORMAT).stream();
        }

        private LogFormat compile(Setting<NamedFormat> setting) {
            return LogFormat.compile(setting.value().text(), logging.origin(), utc);
        }

        private void extendedLogs(Map<String, LogFormat> formats) {
            var settings = server.settings(LogDirectives.EXTENDED_LOG);
            if (settings.stream().anyMatch(line -> line.value().destination() instanceof Destination.Off)) {
                return;
            }
            for (var setting : settings) {
                var line = setting.value();
                var format = formats.get(line.format());
                if (format == null) {
                    problems.add(new Problem(
                            Problem.Severity.ERROR,
                            setting.position(),
                            "ExtendedLog: unknown LogFormat '" + line.format() + "' on " + setting.position()));
                    continue;
                }
                open("ExtendedLog", line.destination(), setting.position(), LogFile.Weight.ORDINARY)
                        .forEach(writer -> filters.add(new ExtendedLog(
                                writer,
                                line.selection(),
                                format,
                                logging.origin().clock())));
            }
        }

        private void transferLog() {
            server.setting(LogDirectives.TRANSFER_LOG)
                    .ifPresent(setting -> open("TransferLog", setting.value(), setting.position(), LogFile.Weight.KEPT)
                            .forEach(writer -> {
                                if (writer instanceof LineWriter.ToFile(var file, var _)) {
                                    filters.add(new TransferLog(
                                            file,
                                            logging.origin(),
                                            utc,
                                            SystemLog.options(server).contains(LogOption.PROXY_PATHS)));
                                }
                            }));
        }

        private void jsonLogs() {
            var settings = server.settings(LogDirectives.JSON_LOG);
            if (settings.stream().anyMatch(line -> line.value().destination() instanceof Destination.Off)) {
                return;
            }
            var records = new JsonRecords(
                    logging.origin(), names(LogDirectives.JSON_LOG_NOTES), names(LogDirectives.JSON_LOG_ENV));
            for (var setting : settings) {
                open("JsonLog", setting.value().destination(), setting.position(), LogFile.Weight.KEPT)
                        .forEach(writer ->
                                filters.add(new JsonLog(writer, setting.value().kinds(), records)));
            }
        }

        private List<String> names(Directive<List<String>> directive) {
            return server.settings(directive).stream()
                    .flatMap(setting -> setting.value().stream())
                    .distinct()
                    .toList();
        }

        private Stream<LineWriter> open(
                String directive, Destination destination, Position position, LogFile.Weight weight) {
            try {
                var writer = LineWriter.open(directive, destination, server, logging, weight);
                writer.ifPresent(writers::add);
                return writer.stream();
            } catch (LogRefused e) {
                logging.system().notice(e.text());
                problems.add(new Problem(Problem.Severity.WARNING, position, e.text()));
                return Stream.empty();
            }
        }

        private void warn(Position position, String text) {
            problems.add(new Problem(Problem.Severity.WARNING, position, text + " on " + position));
        }
    }
}
