package io.sluice.admin;

import io.sluice.config.Configuration;
import io.sluice.config.Configuration.ServerBlock;
import io.sluice.config.ConfigurationException;
import io.sluice.config.ConfigurationReader;
import io.sluice.config.Directive;
import io.sluice.config.DirectiveSet;
import io.sluice.config.DirectiveTable;
import io.sluice.config.LanguageDirectives;
import io.sluice.config.Position;
import io.sluice.config.Problem;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One directive of one server of a configuration, set or removed: a new configuration beside the old one.
final class ConfigurationChange {
    private static final String SOURCE = "ftpdctl";
    /// What is obeyed while a file is read, and later no more.
    private static final Set<Directive<?>> OF_THE_FILE = Set.of(
            LanguageDirectives.DEFINE,
            LanguageDirectives.INCLUDE,
            LanguageDirectives.INCLUDE_OPTIONS,
            LanguageDirectives.LOAD_MODULE,
            LanguageDirectives.SET_ENV,
            LanguageDirectives.UNSET_ENV);

    private final Configuration configuration;
    private final DirectiveTable table;
    private final Position server;

    /// @param server where the server to change is configured
    ConfigurationChange(Configuration configuration, DirectiveTable table, Position server) {
        this.configuration = configuration;
        this.table = table;
        this.server = server;
    }

    /// With the directive as its only occurrence there. It is checked as if it stood in a file.
    Configuration set(String name, List<String> words) throws ConfigurationException {
        var directive = settable(table, name);
        if (directive.isEmpty()) {
            throw refused("unknown configuration directive '" + name + "'");
        }
        if (words.stream().anyMatch(word -> word.chars().anyMatch(Character::isISOControl))) {
            throw refused(name + ": control characters");
        }
        var fresh = read(directive.get().name()
                + words.stream()
                        .map(word -> " \"" + word.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                        .collect(Collectors.joining()));
        return changed(directives -> new DirectiveSet.Builder()
                .putAll(directives.without(directive.get()))
                .putAll(fresh)
                .build());
    }

    static Optional<Directive<?>> settable(DirectiveTable table, String name) {
        return table.directive(name).filter(known -> !OF_THE_FILE.contains(known));
    }

    boolean has(Directive<?> directive) {
        return Stream.concat(Stream.of(configuration.main()), configuration.virtualHosts().stream())
                .filter(block -> block.position().equals(server))
                .anyMatch(block -> !block.directives().settings(directive).isEmpty());
    }

    /// Without any occurrence of the directive there.
    Configuration without(Directive<?> directive) {
        return changed(directives -> directives.without(directive));
    }

    private DirectiveSet read(String line) throws ConfigurationException {
        boolean isMain = configuration.main().position().equals(server);
        var text = isMain ? line + "\n" : "<VirtualHost 127.0.0.1>\n" + line + "\n</VirtualHost>\n";
        var read = ConfigurationReader.readText(
                SOURCE, text, table, new ConfigurationReader.Inputs(Set.of(), Set.of(), Map.of()));
        return isMain
                ? read.main().directives()
                : read.virtualHosts().getFirst().directives();
    }

    private Configuration changed(UnaryOperator<DirectiveSet> change) {
        return new Configuration(
                changed(configuration.main(), change),
                configuration.virtualHosts().stream()
                        .map(block -> changed(block, change))
                        .toList(),
                configuration.warnings());
    }

    private ServerBlock changed(ServerBlock block, UnaryOperator<DirectiveSet> change) {
        return block.position().equals(server)
                ? new ServerBlock(block.addresses(), change.apply(block.directives()), block.position())
                : block;
    }

    private static ConfigurationException refused(String text) {
        return new ConfigurationException(
                List.of(new Problem(Problem.Severity.ERROR, new Position(SOURCE, 1), "fatal: " + text)));
    }
}
