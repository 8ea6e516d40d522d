package io.sluice.launcher;

import io.sluice.GatewaySettings;
import io.sluice.GatewaySettings.FileOptions;
import io.sluice.GatewaySettings.LogTarget;
import io.sluice.config.ConfigurationException;
import io.sluice.config.ConfigurationReader;
import io.sluice.config.ConfigurationReader.Inputs;
import io.sluice.config.DirectiveTable;
import io.sluice.config.Outline;
import io.sluice.module.ServerModule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// The configuration file of this run: read at the start and at every reload, with the modules it asks for.
final class ConfigurationFile {
    private final CommandLine commandLine;
    private final Installation installation;
    private final ModuleLayers layers;
    private final Path path;

    ConfigurationFile(CommandLine commandLine, Installation installation, ModuleLayers layers) {
        this.commandLine = commandLine;
        this.installation = installation;
        this.layers = layers;
        this.path = commandLine.config().orElseGet(installation::defaultConfiguration);
    }

    synchronized GatewaySettings read() throws ConfigurationException, IOException {
        var outlines = new Outlines();
        var beside = layers.besideTheLauncher();
        var chosen = ModuleFolder.chosen(ModuleFolder.below(installation.modules()), outlines.namedModules());
        var present = new LinkedHashSet<>(GatewaySettings.coreModules());
        beside.forEach(module -> present.addAll(module.standsFor()));
        chosen.forEach(folder -> present.addAll(folder.standsFor()));
        return GatewaySettings.read(path, modules(beside, chosen, outlines.with(present)), options(present));
    }

    /// Those beside the launcher and those of the chosen folders that have a part in the file; all where it has a name
    /// that nobody knows, which may be a slip, and then the message suggests what any of them has.
    private List<ServerModule> modules(List<ServerModule> beside, List<ModuleFolder> chosen, Outline outline)
            throws IOException {
        var needed = chosen.stream().filter(folder -> folder.hasPart(outline)).toList();
        var modules = concat(beside, layers.load(needed));
        DirectiveTable table;
        try {
            table = GatewaySettings.table(modules);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e); // a directive that two modules have
        }
        var allKnown = outline.names().stream()
                .allMatch(name ->
                        table.directive(name).isPresent() || table.section(name).isPresent());
        return allKnown ? modules : concat(beside, layers.load(chosen));
    }

    private static List<ServerModule> concat(List<ServerModule> some, List<ServerModule> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    private FileOptions options(Set<String> present) {
        return new FileOptions(
                commandLine.defines(),
                present,
                System.getenv(),
                commandLine.serverAddress(),
                true,
                commandLine.ipv6(),
                commandLine.collisionsFatal(),
                commandLine.debugLevel(),
                logTarget());
    }

    private LogTarget logTarget() {
        if (!commandLine.foreground()) {
            return LogTarget.CONFIGURED;
        }
        return commandLine.quiet() ? LogTarget.NOTHING : LogTarget.STANDARD_ERROR;
    }

    /// What the file has in it, which depends on the modules that are present where it has `<IfModule>`.
    private final class Outlines {
        private final List<Outline> read = new ArrayList<>();

        /// The modules that `LoadModule` lines name. A line may stand inside `<IfModule>` and depend on one before it.
        Set<String> namedModules() throws ConfigurationException {
            var named = new LinkedHashSet<String>();
            var present = new LinkedHashSet<>(GatewaySettings.coreModules());
            while (named.addAll(with(present).loadModules())) {
                present.addAll(named);
            }
            return named;
        }

        Outline with(Set<String> present) throws ConfigurationException {
            for (var outline : read) {
                if (outline.holdsWith(present)) {
                    return outline;
                }
            }
            var inputs = new Inputs(commandLine.defines(), present, System.getenv());
            var outline = ConfigurationReader.outline(path, inputs);
            read.add(outline);
            return outline;
        }
    }
}
