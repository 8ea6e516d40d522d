package io.sluice.config;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// Every directive and section that a configuration may use: those of the modules, those of the language itself, and
/// those that are accepted without effect. Names are looked up in any case.
public final class DirectiveTable {
    private final Map<String, Directive<?>> directives = new HashMap<>();
    private final Map<String, Section<?>> sections = new TreeMap<>();

    private DirectiveTable() {}

    /// A table of the given directives and sections beside those of the language. One that has an effect takes the
    /// place of one of the same name that has none; two that have one are a fault of the modules.
    public static DirectiveTable of(
            Collection<? extends Directive<?>> directives, Collection<? extends Section<?>> sections) {
        var table = new DirectiveTable();
        LanguageDirectives.ALL.forEach(table::add);
        LocalFileDirectives.ALL.forEach(table::add);
        directives.forEach(table::add);
        LanguageSections.ALL.forEach(section -> table.sections.put(key(section.name()), section));
        sections.forEach(table::add);
        return table;
    }

    public Optional<Directive<?>> directive(String name) {
        return Optional.ofNullable(directives.get(key(name)));
    }

    public Optional<Section<?>> section(String name) {
        return Optional.ofNullable(sections.get(key(name)));
    }

    /// The module of ProFTPD that has a directive; empty for one that ProFTPD does not know.
    public Optional<String> moduleOf(Directive<?> directive) {
        return DirectiveOwners.known().ofDirective(directive.name()).map(DirectiveOwners.Owner::module);
    }

    /// The same of a section.
    public Optional<String> moduleOf(Section<?> section) {
        return DirectiveOwners.known().ofSection(section.name()).map(DirectiveOwners.Owner::module);
    }

    /// All directives, sorted by name.
    public List<Directive<?>> all() {
        return directives.values().stream()
                .<Directive<?>>map(directive -> directive)
                .sorted(Comparator.comparing(directive -> key(directive.name())))
                .toList();
    }

    /// All sections, sorted by name.
    public List<Section<?>> sections() {
        return List.copyOf(sections.values());
    }

    /// Up to four directives whose names look most like a name that is none.
    public List<String> nearestDirectives(String name) {
        return NearestNames.to(name, all().stream().map(Directive::name));
    }

    /// Up to four sections whose names look most like a name that is none.
    public List<String> nearestSections(String name) {
        return NearestNames.to(name, sections().stream().<String>map(Section::name));
    }

    @SuppressWarnings("ReferenceEquality") // directives of the same name are equal; the same one may be given twice
    private void add(Directive<?> directive) {
        directives.merge(key(directive.name()), directive, (known, added) -> {
            if (known != added && hasEffect(known) && hasEffect(added)) {
                throw new IllegalArgumentException("two modules declare the directive " + added);
            }
            return hasEffect(known) ? known : added;
        });
    }

    private void add(Section<?> section) {
        sections.merge(key(section.name()), section, (known, added) -> {
            if (!known.equals(added) && !LanguageSections.GIVING_WAY.contains(known)) {
                throw new IllegalArgumentException("two modules declare the section <" + added.name() + ">");
            }
            return added;
        });
    }

    private static boolean hasEffect(Directive<?> directive) {
        return !(directive.effect() instanceof Directive.Effect.None);
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /// Names by their edit distance (Levenshtein) from a misspelt one, in any case.
    private static final class NearestNames {
        private static final int MOST = 4;
        private static final int FARTHEST = 3;

        private record Candidate(String name, int distance) {}

        static List<String> to(String name, Stream<String> names) {
            int limit = Math.min(FARTHEST, Math.max(1, name.length() / 3));
            return names.filter(each -> Math.abs(each.length() - name.length()) <= limit)
                    .map(each -> new Candidate(each, distance(key(each), key(name))))
                    .filter(each -> each.distance <= limit)
                    .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
                    .limit(MOST)
                    .map(Candidate::name)
                    .toList();
        }

        private static int distance(String a, String b) {
            int[] row = new int[b.length() + 1];
            Arrays.setAll(row, i -> i);
            for (int i = 1; i <= a.length(); i++) {
                int diagonal = row[0];
                row[0] = i;
                for (int j = 1; j <= b.length(); j++) {
                    int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                    diagonal = row[j];
                    row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
                }
            }
            return row[b.length()];
        }
    }
}
