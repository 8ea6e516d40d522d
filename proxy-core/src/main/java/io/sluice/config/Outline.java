package io.sluice.config;

import java.util.HashMap;
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

    static Outline of(String file, String text, ConfigurationReader.Inputs inputs, Complaints complaints) {
        var drawing = new Drawing();
        Parser.parse(file, text, drawing, drawing::mayMatter, inputs, complaints);
        return drawing.outline;
    }

    /// Whether the file has the same in it when these modules are present.
    public boolean holdsWith(Set<String> modules) {
        return conditions.entrySet().stream()
                .allMatch(condition -> modules.contains(condition.getKey()) == condition.getValue());
    }

    /// Makes an outline of what the parser finds.
    private static final class Drawing implements Parser.Handler {
        private final Outline outline =
                new Outline(new LinkedHashSet<>(), new HashSet<>(), new HashSet<>(), new HashMap<>());
        private String latest = "";
        private int depth;

        /// Whether a line may have anything new: not if it has the name of the latest directive, as those of a long
        /// list do, and nothing but addresses behind it.
        boolean mayMatter(String line) {
            int at = 0;
            while (at < line.length() && isBlank(line.charAt(at))) {
                at++;
            }
            if (latest.isEmpty() || !line.startsWith(latest, at)) {
                return true;
            }
            at += latest.length();
            if (at < line.length() && !isBlank(line.charAt(at))) {
                return true;
            }
            while (at < line.length() && (isBlank(line.charAt(at)) || isOfAnAddress(line.charAt(at)))) {
                at++;
            }
            return at < line.length();
        }

        private static boolean isBlank(char letter) {
            return letter == ' ' || letter == '\t';
        }

        private static boolean isOfAnAddress(char letter) {
            return "0123456789abcdefABCDEF.:/".indexOf(letter) >= 0;
        }

        @Override
        public void directive(String name, List<String> arguments, Position position) {
            add(name, arguments);
            latest = Parser.OBEYED.stream().anyMatch(name::equalsIgnoreCase) ? "" : name;
            if (depth == 0 && LanguageDirectives.LOAD_MODULE.name().equalsIgnoreCase(name) && arguments.size() == 1) {
                outline.loadModules.add(arguments.getFirst());
                latest = "";
            }
        }

        @Override
        public void open(String name, List<String> arguments, Position position) {
            add(name, arguments);
            depth++;
        }

        @Override
        public void close() {
            depth--;
        }

        @Override
        public void asked(String module, boolean present) {
            outline.conditions.put(module, present);
        }

        private void add(String name, List<String> arguments) {
            outline.names.add(name.toLowerCase(Locale.ROOT));
            arguments.forEach(this::addKind);
        }

        private void addKind(String word) {
            int from = word.startsWith("/") ? 1 : 0;
            int to = from;
            while (to < word.length() && Character.isLetter(word.charAt(to))) {
                to++;
            }
            if (to > from && (to == word.length() || word.charAt(to) == ':')) {
                outline.kinds.add(word.substring(from, to));
            }
        }
    }
}
