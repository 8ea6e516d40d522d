package io.sluice.launcher;

import io.sluice.ControlClient;
import io.sluice.Gateway;
import io.sluice.GatewaySettings;
import io.sluice.config.ConfigurationException;
import io.sluice.module.Explanation;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.module.ModuleDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One run of the program. What it says goes to the given streams; the result is the exit status.
final class Program {
    /// The exit status of `explain` for a client that is refused.
    private static final int REFUSED = 3;

    private final PrintStream out;
    private final PrintStream err;
    private final Installation installation;

    Program(PrintStream out, PrintStream err, Installation installation) {
        this.out = out;
        this.err = err;
        this.installation = installation;
    }

    int run(String... arguments) {
        try {
            return run(CommandLine.parse(List.of(arguments)));
        } catch (BadUsage e) {
            err.println(e.getMessage());
            if (!e.understood()) {
                err.print(Information.usage());
            }
        } catch (ConfigurationException e) {
            e.problems().forEach(problem -> err.println(problem.text()));
        } catch (ModuleLayers.UnusableModule | NotServing e) {
            err.println(e.getMessage());
        } catch (IOException e) {
            err.println("fatal: " + e.getMessage());
        }
        return 1;
    }

    private int run(CommandLine commandLine) throws ConfigurationException, NotServing, IOException {
        var information = new Information(out, installation);
        switch (commandLine.task()) {
            case SHOW_HELP -> information.help();
            case SHOW_VERSION -> information.version();
            case SHOW_VERSION_STATUS -> information.versionStatus(presentModules());
            case SHOW_SETTINGS -> information.settings();
            case LIST_MODULES -> information.modules(presentModules());
            case CHECK_CONFIGURATION -> {
                out.println("Checking syntax of configuration file");
                var settings = new ConfigurationFile(commandLine, installation, new ModuleLayers()).read();
                Gateway.check(settings).forEach(warning -> err.println(warning.text()));
                out.println("Syntax check complete.");
            }
            case DEMONSTRATE -> new Demo(out, installation).run();
            case EXPLAIN -> {
                return explain(commandLine);
            }
            case CONTROL -> {
                return control(commandLine);
            }
            case SERVE -> {
                return serve(commandLine);
            }
        }
        return 0;
    }

    /// What the core and every folder of `modules/` stand for.
    private List<Information.PresentModule> presentModules() throws IOException {
        var modules = new ArrayList<Information.PresentModule>();
        GatewaySettings.coreModules().stream()
                .sorted()
                .forEach(name -> modules.add(new Information.PresentModule(name, Optional.of(Gateway.version()))));
        var layers = new ModuleLayers();
        var plugged = new ArrayList<>(layers.besideTheLauncher());
        plugged.addAll(layers.load(ModuleFolder.below(installation.modules())));
        for (var module : plugged) {
            var provided = module.cacheProviders().isEmpty()
                    ? module
                    : module.cacheProviders().getFirst();
            var version = Optional.ofNullable(provided.getClass().getModule().getDescriptor())
                    .flatMap(ModuleDescriptor::rawVersion);
            module.standsFor().forEach(name -> modules.add(new Information.PresentModule(name, version)));
        }
        return modules;
    }

    /// Tells how a client would fare under the configuration.
    private int explain(CommandLine commandLine) throws ConfigurationException, IOException {
        var settings = new ConfigurationFile(commandLine, installation, new ModuleLayers()).read();
        var explanations = Gateway.explain(settings, commandLine.supposed().orElseThrow());
        explanations.forEach(out::println);
        return explanations.stream().anyMatch(Explanation::refuses) ? REFUSED : 0;
    }

    /// Asks a running gateway for something; what it says is printed as `ftpdctl` does.
    private int control(CommandLine commandLine) throws ConfigurationException, NotServing, IOException {
        var control = commandLine.control().orElseThrow();
        var socket = control.socket().isPresent()
                ? control.socket()
                : new ConfigurationFile(commandLine, installation, new ModuleLayers())
                        .read()
                        .controlSocket();
        var path = socket.orElseThrow(
                () -> new NotServing("fatal: there is no directory for a control socket; name it by -s"));
        ControlClient.Answer answer;
        try {
            answer = ControlClient.ask(path, control.words(), control.speech());
        } catch (IOException e) {
            throw new NotServing("sluice: error contacting server using '" + path + "': " + e.getMessage());
        }
        answer.lines().forEach(line -> out.println("sluice: " + line));
        return answer.done() ? 0 : 1;
    }

    private int serve(CommandLine commandLine) throws ConfigurationException, NotServing, IOException {
        var background = Background.ofThisProcess();
        if (!commandLine.foreground() && background.isEmpty()) {
            return Background.start();
        }
        var file = new ConfigurationFile(commandLine, installation, new ModuleLayers());
        try (var daemon = Daemon.start(file)) {
            if (!commandLine.quiet()) {
                daemon.warnings().forEach(warning -> err.println(warning.text()));
            }
            background.ifPresent(Background::detach);
            daemon.obeySignals(file);
        }
        return 0;
    }
}
