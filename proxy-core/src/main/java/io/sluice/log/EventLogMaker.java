package io.sluice.log;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.EventLogExtra;
import io.sluice.cache.EventLogOptions;
import io.sluice.cache.EventLogRule;
import io.sluice.cache.Option;
import io.sluice.config.BadValue;
import io.sluice.config.DirectiveSet;
import io.sluice.config.LanguageSections;
import io.sluice.config.Position;
import io.sluice.config.Problem;
import io.sluice.config.Problem.Severity;
import io.sluice.config.Setting;
import io.sluice.module.StoreDirective;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Makes the event log of one server in one kind of store out of its directives. Everything that is wrong with them is
/// found, and the store is opened only where something is to be recorded.
final class EventLogMaker {
    private static final String ROOT = "/";

    private final DirectiveSet server;
    private final EventKeeper keeper;
    private final EventLogOptions options;
    private final Map<String, LogFormat> formats;
    private final Logging logging;
    private final boolean utc;
    private final List<Problem> problems;

    /// @param formats by their names
    /// @param problems gets what is wrong, or worth a warning
    EventLogMaker(
            DirectiveSet server,
            EventKeeper keeper,
            Map<String, LogFormat> formats,
            Logging logging,
            boolean utc,
            List<Problem> problems) {
        this.server = server;
        this.keeper = keeper;
        this.options = keeper.options();
        this.formats = formats;
        this.logging = logging;
        this.utc = utc;
        this.problems = problems;
    }

    /// The log, and what gives it back; none if there is nothing to record, or no way to.
    ///
    /// @param opened gets what is to be closed when the log is no longer used
    Optional<EventLog> make(Consumer<EventKeeper.Kept> opened) {
        remarkSections();
        var extra = extra();
        var rules = Stream.concat(
                        rules(options.onCommand(), EventNames::commands, extra),
                        rules(options.onEvent(), EventNames::events, extra))
                .toList();
        if (rules.isEmpty()) {
            return Optional.empty();
        }
        var first = settings(options.onCommand()).stream()
                .findFirst()
                .or(() -> settings(options.onEvent()).stream().findFirst())
                .orElseThrow()
                .position();
        if (!server.find(StoreDirective.of(options.engine())).orElse(false)) {
            warn(options.onCommand(), "nothing is recorded, " + options.engine() + " is not on,", first);
            return Optional.empty();
        }
        try {
            var kept = keeper.open(server);
            opened.accept(kept);
            return Optional.of(new EventLog(kept.log(), rules, logging.origin().clock()));
        } catch (CacheException e) {
            if (e.kind() == Kind.ARGUMENT) {
                refuse(options.onCommand(), e, first);
            } else {
                warn(options.onCommand(), e.getMessage() + "; nothing is recorded,", first);
            }
            return Optional.empty();
        }
    }

    /// Reads the names of events.
    private interface Names {
        CommandSelection parse(String text, Consumer<String> warnings) throws BadValue;
    }

    private Stream<EventLog.Rule> rules(
            Option<EventLogRule> option, Names names, Map<String, List<ExtraMember>> extra) {
        var settings = settings(option);
        if (settings.stream().anyMatch(setting -> setting.value() instanceof EventLogRule.Nothing)) {
            return Stream.empty();
        }
        var rules = new ArrayList<EventLog.Rule>();
        for (var setting : settings) {
            if (setting.value() instanceof EventLogRule.Kept kept) {
                try {
                    rules.add(new EventLog.Rule(
                            names.parse(kept.events(), text -> warn(option, text, setting.position())),
                            new EventRecord(format(kept.format()), extra.getOrDefault(kept.format(), List.of())),
                            key(kept, option, setting.position())));
                } catch (BadValue e) {
                    refuse(option, e, setting.position());
                }
            }
        }
        return rules.stream();
    }

    private EventKey key(EventLogRule.Kept kept, Option<?> option, Position position) throws BadValue {
        if (kept.key().isEmpty()) {
            return EventKey.ofFormat(kept.format());
        }
        return EventKey.parse(
                kept.key().get(),
                kept.format(),
                kind(),
                text -> compiled(text, option, position),
                text -> logging.system().error(option + ": " + text));
    }

    /// What is added to the records of each format, in the order of the configuration.
    private Map<String, List<ExtraMember>> extra() {
        var option = options.extra();
        var extra = new HashMap<String, List<ExtraMember>>();
        for (var setting : settings(option)) {
            EventLogExtra line = setting.value();
            try {
                format(line.format());
                extra.computeIfAbsent(line.format(), _ -> new ArrayList<>())
                        .addAll(ExtraMember.parse(line.members(), text -> compiled(text, option, setting.position())));
            } catch (BadValue e) {
                refuse(option, e, setting.position());
            }
        }
        return extra;
    }

    private LogFormat format(String name) throws BadValue {
        return Optional.ofNullable(formats.get(name))
                .orElseThrow(() -> new BadValue("no LogFormat '" + name + "' configured"));
    }

    private LogFormat compiled(String text, Option<?> option, Position position) {
        var format = LogFormat.compile(text, logging.origin(), utc);
        if (!text.isEmpty()) {
            format.warnings().forEach(warning -> warn(option, warning, position));
        }
        return format;
    }

    /// What a server has of an option, and behind it what `<Directory />` has, which every session is in.
    private <T> List<Setting<T>> settings(Option<T> option) {
        var directive = StoreDirective.of(option);
        return Stream.concat(
                        server.settings(directive).stream(),
                        server.settings(LanguageSections.DIRECTORY).stream()
                                .map(Setting::value)
                                .filter(section -> section.path().equals(ROOT))
                                .flatMap(section -> section.contents().settings(directive).stream()))
                .toList();
    }

    /// Proxied sessions are in no other section of a directory, and in none for anonymous logins.
    private void remarkSections() {
        server.settings(LanguageSections.DIRECTORY).stream()
                .map(Setting::value)
                .filter(section -> !section.path().equals(ROOT))
                .forEach(section -> remark("<Directory " + section.path() + ">", section.contents()));
        server.settings(LanguageSections.ANONYMOUS)
                .forEach(section -> remark("<Anonymous>", section.value().contents()));
    }

    private void remark(String section, DirectiveSet contents) {
        Stream.of(options.onCommand(), options.onEvent(), options.extra())
                .forEach(option -> contents.settings(StoreDirective.of(option))
                        .forEach(setting -> warn(
                                option,
                                "has no effect in " + section + ", where no proxied session is,",
                                setting.position())));
    }

    /// What stands before `LogOnCommand`.
    private String kind() {
        var name = options.onCommand().name();
        int log = name.indexOf("Log");
        return log > 0 ? name.substring(0, log) : name;
    }

    private void refuse(Option<?> option, Exception why, Position position) {
        problems.add(new Problem(
                Severity.ERROR, position, "fatal: " + option + ": " + why.getMessage() + " on " + position));
    }

    private void warn(Option<?> option, String text, Position position) {
        problems.add(new Problem(Severity.WARNING, position, "warning: " + option + ": " + text + " on " + position));
    }
}
