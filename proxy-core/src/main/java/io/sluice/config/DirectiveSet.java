package io.sluice.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// The checked directives and sections of one server (or of one section), by key. Immutable; built from a file by the
/// checker, or from code.
public final class DirectiveSet {
    public static final DirectiveSet EMPTY = new Builder().build();

    private final Map<Directive<?>, List<Setting<?>>> directives;
    private final Map<String, List<Setting<?>>> sections;

    private DirectiveSet(Map<Directive<?>, List<Setting<?>>> directives, Map<String, List<Setting<?>>> sections) {
        this.directives = directives;
        this.sections = sections;
    }

    /// The value of a directive that has a default.
    public <T> T get(Directive<T> directive) {
        return find(directive).orElseThrow(() -> new IllegalArgumentException(directive + " has no default"));
    }

    /// The value that wins, or the default, if there is either.
    public <T> Optional<T> find(Directive<T> directive) {
        return setting(directive).map(Setting::value).or(directive::defaultValue);
    }

    /// The occurrence that wins; empty where the directive is absent.
    public <T> Optional<Setting<T>> setting(Directive<T> directive) {
        var all = settings(directive);
        if (all.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(directive.occurrence() == Directive.Occurrence.LAST_WINS ? all.getLast() : all.getFirst());
    }

    /// Every occurrence, in the order of the configuration.
    @SuppressWarnings("unchecked") // put() keeps the types of key and value together
    public <T> List<Setting<T>> settings(Directive<T> directive) {
        return (List<Setting<T>>) (List<?>) directives.getOrDefault(directive, List.of());
    }

    /// Every occurrence of a section, in the order of the configuration.
    @SuppressWarnings("unchecked") // put() keeps the types of key and value together
    public <T> List<Setting<T>> settings(Section<T> section) {
        return (List<Setting<T>>) (List<?>) sections.getOrDefault(section.name(), List.of());
    }

    /// The directives that occur, in the order of their first occurrence.
    public List<Directive<?>> present() {
        return List.copyOf(directives.keySet());
    }

    /// This set without a directive, for whoever has taken its values and keeps the rest.
    public DirectiveSet without(Directive<?> directive) {
        var rest = new LinkedHashMap<>(directives);
        rest.remove(directive);
        return new DirectiveSet(rest, sections);
    }

    /// This set with everything of another added that it lacks: all occurrences of the directives of which it has none,
    /// and all sections, which come before its own. So `<Global>` reaches a server. Of a directive that is of no
    /// virtual host and of which all occurrences count, those here do not keep out the others.
    DirectiveSet completedBy(DirectiveSet other) {
        var builder = new Builder();
        builder.directives.putAll(directives);
        other.directives.forEach((directive, theirs) -> builder.directives.merge(
                directive, theirs, (ours, more) -> isOfAllServers(directive) ? joined(ours, more) : ours));
        for (var each : List.of(other, this)) {
            each.sections.forEach((key, all) -> builder.sections
                    .computeIfAbsent(key, _ -> new ArrayList<>())
                    .addAll(all));
        }
        return builder.build();
    }

    private static boolean isOfAllServers(Directive<?> directive) {
        return directive.occurrence() == Directive.Occurrence.ACCUMULATES
                && !directive.contexts().contains(Context.VIRTUAL_HOST);
    }

    /// This set with another laid over it for the sessions of which that is true: a directive of which one counts takes
    /// the place of those here, one of which all count comes before them (after them, if later ones change what earlier
    /// ones say); a `<Directory>` takes the place of those of its path, other sections come after those here.
    public DirectiveSet overlaidBy(DirectiveSet over) {
        var builder = new Builder();
        builder.putAll(this);
        over.directives.forEach((directive, theirs) -> builder.directives.merge(
                directive, new ArrayList<>(theirs), (ours, replacing) -> switch (directive.occurrence()) {
                    case FIRST_WINS, LAST_WINS -> replacing;
                    case ACCUMULATES -> joined(theirs, ours);
                    case LATER_CHANGES -> joined(ours, theirs);
                }));
        var replaced = over.settings(LanguageSections.DIRECTORY).stream()
                .map(setting -> setting.value().path())
                .toList();
        builder.sections
                .getOrDefault(LanguageSections.DIRECTORY.name(), new ArrayList<>())
                .removeIf(setting ->
                        setting.value() instanceof LanguageSections.OfPath(var path, var _) && replaced.contains(path));
        over.sections.forEach((name, theirs) ->
                builder.sections.computeIfAbsent(name, _ -> new ArrayList<>()).addAll(theirs));
        return builder.build();
    }

    /// This set without those directives.
    public DirectiveSet without(Predicate<Directive<?>> unwanted) {
        var builder = new Builder();
        builder.putAll(this);
        builder.directives.keySet().removeIf(unwanted);
        return builder.build();
    }

    private static List<Setting<?>> joined(List<Setting<?>> first, List<Setting<?>> then) {
        var all = new ArrayList<Setting<?>>(first);
        all.addAll(then);
        return all;
    }

    /// Collects settings in order.
    public static final class Builder {
        private final Map<Directive<?>, List<Setting<?>>> directives = new LinkedHashMap<>();
        private final Map<String, List<Setting<?>>> sections = new LinkedHashMap<>();

        public Builder() {}

        public Builder putAll(DirectiveSet other) {
            other.directives.forEach((key, all) ->
                    directives.computeIfAbsent(key, _ -> new ArrayList<>()).addAll(all));
            other.sections.forEach((key, all) ->
                    sections.computeIfAbsent(key, _ -> new ArrayList<>()).addAll(all));
            return this;
        }

        public <T> Builder put(Directive<T> directive, T value, Position position) {
            directives.computeIfAbsent(directive, _ -> new ArrayList<>()).add(new Setting<>(value, position));
            return this;
        }

        public <T> Builder put(Directive<T> directive, T value) {
            return put(directive, value, Position.CODE);
        }

        public <T> Builder put(Section<T> section, T value, Position position) {
            sections.computeIfAbsent(section.name(), _ -> new ArrayList<>()).add(new Setting<>(value, position));
            return this;
        }

        public DirectiveSet build() {
            var copy = new LinkedHashMap<Directive<?>, List<Setting<?>>>();
            directives.forEach((key, all) -> copy.put(key, List.copyOf(all)));
            var sectionCopy = new LinkedHashMap<String, List<Setting<?>>>();
            sections.forEach((key, all) -> sectionCopy.put(key, List.copyOf(all)));
            return new DirectiveSet(copy, sectionCopy);
        }
    }
}
