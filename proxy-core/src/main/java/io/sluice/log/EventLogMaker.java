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
        var sections = sections();
        var rules = new EventRules(sections.stream().map(this::part).toList());
        if (rules.isEmpty()) {
            return Optional.empty();
        }
        var first = sections.stream()
                .map(Section::contents)
                .flatMap(contents -> Stream.of(options.onCommand(), options.onEvent())
                        .flatMap(option -> contents.settings(StoreDirective.of(option)).stream()))
                .findFirst()
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

    /// Directives that hold in one place.
    private record Section(EventPlace place, DirectiveSet contents) {}

    private EventRules.Part part(Section section) {
        var extra = extra(section.contents());
        return new EventRules.Part(
                section.place(),
                lines(section.contents(), options.onCommand(), EventNames::commands),
                lines(section.contents(), options.onEvent(), EventNames::events),
                extra);
    }

    private EventRules.Lines lines(DirectiveSet contents, Option<EventLogRule> option, Names names) {
        var settings = contents.settings(StoreDirective.of(option));
        if (settings.stream().anyMatch(setting -> setting.value() instanceof EventLogRule.Nothing)) {
            return new EventRules.Lines(false, List.of());
        }
        var lines = new ArrayList<EventRules.Line>();
        for (var setting : settings) {
            if (setting.value() instanceof EventLogRule.Kept kept) {
                try {
                    lines.add(new EventRules.Line(
                            names.parse(kept.events(), text -> warn(option, text, setting.position())),
                            kept.format(),
                            format(kept.format()),
                            key(kept, option, setting.position())));
                } catch (BadValue e) {
                    refuse(option, e, setting.position());
                }
            }
        }
        return new EventRules.Lines(true, lines);
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
    private Map<String, List<ExtraMember>> extra(DirectiveSet contents) {
        var option = options.extra();
        var extra = new HashMap<String, List<ExtraMember>>();
        for (var setting : contents.settings(StoreDirective.of(option))) {
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

    /// The server, its directories, and its sections for anonymous users with the directories in these.
    private List<Section> sections() {
        var sections = new ArrayList<Section>();
        sections.add(new Section(new EventPlace.Everywhere(), server));
        directories(server).forEach(sections::add);
        for (var setting : server.settings(LanguageSections.ANONYMOUS)) {
            var anonymous = new EventPlace.Anonymous();
            var contents = setting.value().contents();
            sections.add(new Section(anonymous, contents));
            directories(contents)
                    .map(inner -> new Section(new EventPlace.Both(anonymous, inner.place()), inner.contents()))
                    .forEach(sections::add);
        }
        return sections;
    }

    private Stream<Section> directories(DirectiveSet directives) {
        return directives.settings(LanguageSections.DIRECTORY).stream()
                .map(Setting::value)
                .flatMap(directory -> {
                    var place = EventPlace.ofDirectory(directory.path());
                    if (place.isEmpty()) {
                        remark(directory);
                    }
                    return place.map(known -> new Section(known, directory.contents())).stream();
                });
    }

    private void remark(LanguageSections.OfPath directory) {
        Stream.of(options.onCommand(), options.onEvent(), options.extra())
                .forEach(option -> directory
                        .contents()
                        .settings(StoreDirective.of(option))
                        .forEach(setting -> warn(
                                option,
                                "has no effect in <Directory " + directory.path()
                                        + ">, of which only the machine with the files knows what it is,",
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
