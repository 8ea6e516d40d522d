package io.sluice.launcher;

import io.sluice.GatewaySettings;
import io.sluice.GatewaySettings.FileOptions;
import io.sluice.GatewaySettings.LogTarget;
import io.sluice.config.ConfigurationException;
import io.sluice.config.ConfigurationReader;
import io.sluice.config.ConfigurationReader.Inputs;
import io.sluice.config.Setting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;

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

    GatewaySettings read() throws ConfigurationException, IOException {
        var folders = ModuleFolder.chosen(ModuleFolder.below(installation.modules()), namedModules());
        var modules = new ArrayList<>(layers.besideTheLauncher());
        modules.addAll(layers.load(folders));
        var present = new LinkedHashSet<>(GatewaySettings.coreModules());
        modules.forEach(module -> present.addAll(module.standsFor()));
        return GatewaySettings.read(path, modules, options(present));
    }

    /// The modules that `LoadModule` lines name. A line may stand inside `<IfModule>` and depend on one before it, so
    /// the file is read again until no further one is found.
    private Set<String> namedModules() throws ConfigurationException {
        var named = new LinkedHashSet<String>();
        while (true) {
            var present = new LinkedHashSet<>(GatewaySettings.coreModules());
            present.addAll(named);
            var inputs = new Inputs(commandLine.defines(), present, System.getenv());
            var grown = named.addAll(ConfigurationReader.loadModules(path, inputs).stream()
                    .map(Setting::value)
                    .toList());
            if (!grown) {
                return named;
            }
        }
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
}
