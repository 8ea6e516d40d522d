package io.sluice.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Reads a configuration: text to directives as written, these to the checked [Configuration]. Everything that is wrong
/// is collected and reported at once.
public final class ConfigurationReader {
    private ConfigurationReader() {}

    /// What a configuration depends on besides its text: `defines` are the names given by `-D`; `modules` the modules
    /// of the reference that are present, like `mod_proxy.c`, for `<IfModule>` and `LoadModule`; `environment` the
    /// variables for `%{env:NAME}`.
    public record Inputs(Set<String> defines, Set<String> modules, Map<String, String> environment) {
        public Inputs {
            defines = Set.copyOf(defines);
            modules = Set.copyOf(modules);
            environment = Map.copyOf(environment);
        }
    }

    /// Reads and checks a file, whose path must be absolute.
    public static Configuration read(Path file, DirectiveTable table, Inputs inputs) throws ConfigurationException {
        var complaints = new Complaints();
        return check(file.toString(), text(file, complaints), table, inputs, complaints);
    }

    /// The same for text that is in no file; `name` stands for the file in messages.
    public static Configuration readText(String name, String text, DirectiveTable table, Inputs inputs)
            throws ConfigurationException {
        return check(name, text, table, inputs, new Complaints());
    }

    /// The `LoadModule` lines of a file that apply, in order. Nothing else is checked, so that modules can be chosen
    /// before it is known which directives there are.
    public static List<Setting<String>> loadModules(Path file, Inputs inputs) throws ConfigurationException {
        var complaints = new Complaints();
        var named = new LoadModules();
        Parser.parse(file.toString(), text(file, complaints), named, LoadModules::mayMatter, inputs, complaints);
        return named.found;
    }

    /// Finds the `LoadModule` lines that stand in no section.
    private static final class LoadModules implements Parser.Handler {
        private static final List<String> NAMES = Stream.concat(
                        Stream.of(LanguageDirectives.LOAD_MODULE.name()), Parser.OBEYED.stream())
                .toList();

        private final List<Setting<String>> found = new ArrayList<>();
        private int depth;

        /// Whether a line names a module, or may change whether and how later lines read. A quote and a reference to a
        /// variable may hide any name.
        static boolean mayMatter(String line) {
            int start = 0;
            while (start < line.length() && (line.charAt(start) == ' ' || line.charAt(start) == '\t')) {
                start++;
            }
            if (start == line.length()) {
                return false;
            }
            int name = start;
            return switch (line.charAt(start)) {
                case '<', '"' -> true;
                default ->
                    Environment.isReferred(line)
                            || NAMES.stream().anyMatch(each -> line.regionMatches(true, name, each, 0, each.length()));
            };
        }

        @Override
        public void directive(String name, List<String> arguments, Position position) {
            if (depth == 0 && LanguageDirectives.LOAD_MODULE.name().equalsIgnoreCase(name) && arguments.size() == 1) {
                found.add(new Setting<>(arguments.getFirst(), position));
            }
        }

        @Override
        public void open(String name, List<String> arguments, Position position) {
            depth++;
        }

        @Override
        public void close() {
            depth--;
        }
    }

    private static Configuration check(
            String file, String text, DirectiveTable table, Inputs inputs, Complaints complaints)
            throws ConfigurationException {
        var checker = new Checker(table, inputs.modules(), complaints);
        Parser.parse(file, text, checker, _ -> true, inputs, complaints);
        var configuration = checker.checked(file);
        complaints.throwIfFatal();
        return configuration;
    }

    private static String text(Path file, Complaints complaints) throws ConfigurationException {
        var position = new Position(file.toString(), 0);
        if (!file.isAbsolute()) {
            complaints.error(position, "fatal: -c requires an absolute path, not '" + file + "'");
            complaints.throwIfFatal();
        }
        try {
            return SourceFile.read(file, complaints);
        } catch (IOException e) {
            complaints.error(
                    position, "fatal: unable to read configuration file '" + file + "': " + SystemErrors.text(e));
            complaints.throwIfFatal();
            throw new IllegalStateException("an error is always thrown", e);
        }
    }
}
