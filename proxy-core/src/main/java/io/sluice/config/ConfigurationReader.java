package io.sluice.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

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

    /// What a file has in it. Nothing is checked, so that modules can be chosen before it is known which directives
    /// there are.
    public static Outline outline(Path file, Inputs inputs) throws ConfigurationException {
        var complaints = new Complaints();
        return Outline.of(file.toString(), text(file, complaints), inputs, complaints);
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
