package io.sluice.config;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// What is to be seen of a configuration file before it is known which directives there are, so that modules can be
/// chosen by it.
///
/// @param loadModules the modules that the `LoadModule` lines in force name, in order
/// @param names the names of directives and sections in force, in lower case
/// @param kinds the arguments that may name a kind of store, as in `redis`, `redis:place` or `/shm:place`
/// @param conditions the modules that `<IfModule>` lines ask for, and whether they were present
public record Outline(Set<String> loadModules, Set<String> names, Set<String> kinds, Map<String, Boolean> conditions) {

    static Outline of(List<Node> nodes, Map<String, Boolean> conditions) {
        var outline = new Outline(new LinkedHashSet<>(), new HashSet<>(), new HashSet<>(), Map.copyOf(conditions));
        outline.add(nodes);
        return outline;
    }

    /// Whether the file has the same in it when these modules are present.
    public boolean holdsWith(Set<String> modules) {
        return conditions.entrySet().stream()
                .allMatch(condition -> modules.contains(condition.getKey()) == condition.getValue());
    }

    private void add(List<Node> nodes) {
        for (var node : nodes) {
            names.add(node.name().toLowerCase(Locale.ROOT));
            node.words().forEach(this::addKind);
            switch (node) {
                case Node.Block block -> add(block.contents());
                case Node.Line line -> addModule(line);
            }
        }
    }

    private void addModule(Node.Line line) {
        if (LanguageDirectives.LOAD_MODULE.name().equalsIgnoreCase(line.name())
                && line.words().size() == 1) {
            loadModules.add(line.words().getFirst());
        }
    }

    private void addKind(String word) {
        int from = word.startsWith("/") ? 1 : 0;
        int to = from;
        while (to < word.length() && Character.isLetter(word.charAt(to))) {
            to++;
        }
        if (to > from && (to == word.length() || word.charAt(to) == ':')) {
            kinds.add(word.substring(from, to));
        }
    }
}
