package io.sluice.launcher;

import io.sluice.Gateway;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What the program says about itself: `-h`, `-v`, `-vv`, `-V`, `-l`.
final class Information {
    private final PrintStream out;
    private final Installation installation;

    Information(PrintStream out, Installation installation) {
        this.out = out;
        this.installation = installation;
    }

    /// The help page.
    static String usage() {
        return """
                Usage: sluice [options]
                       sluice demo
                       sluice explain --from ADDRESS [options]
                       sluice ctl [options] ACTION [WORD …]

                Sluice is an FTP gateway that reads the configuration of ProFTPD and its mod_proxy.
                Without -n it goes into the background once it accepts connections.

                %s

                  demo                        two small FTP servers and a reverse proxy before them, on this
                                              machine only, until Ctrl-C
                  explain                     how a client would fare under the configuration, and by which
                                              rules: --from ADDRESS [--name HOST] [--user USER]
                                              [--groups GROUP,…] [--command VERB [--argument TEXT]]
                                              [--server ADDRESS#PORT] [--dnsbl on];
                                              status 0 allowed, 3 refused
                  ctl                         asks a running gateway for something, as ftpdctl does (ctl help
                                              tells for what): [-b] [-s SOCKET], or the socket of
                                              the configuration, ACTION; -b as ftpdctl 1.3.8 and not
                                              in JSON; status 0 done, 1 not done

                Without -c the configuration is the first that exists of
                %s.
                """.formatted(
                        Arrays.stream(Option.values()).map(Option::usage).collect(Collectors.joining("\n")),
                        String.join(", ", Installation.CONFIGURATION_PLACES));
    }

    void help() {
        out.print(usage());
    }

    void version() {
        out.println("Sluice Version " + Gateway.version());
    }

    /// A module of ProFTPD that is present here, and the version of what stands for it.
    record PresentModule(String name, Optional<String> version) {}

    void versionStatus(List<PresentModule> modules) {
        out.println("Sluice Version: " + Gateway.version());
        out.println("  Java: " + Runtime.version() + ", " + System.getProperty("java.vendor"));
        out.println("  System: " + System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        out.println();
        out.println("Loaded modules:");
        modules.forEach(module -> out.println(
                "  " + module.name() + module.version().map(text -> "/" + text).orElse("")));
    }

    void settings() {
        out.println("Compile-time Settings:");
        out.println("  Version: " + Gateway.version());
        out.println("  Platform: " + System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        out.println("  Java: " + Runtime.version() + " in " + System.getProperty("java.home"));
        out.println();
        out.println("  Files:");
        out.println("    Configuration File: " + installation.defaultConfiguration());
        out.println("    Modules: " + installation.modules());
    }

    void modules(List<PresentModule> modules) {
        out.println("Compiled-in modules:");
        modules.forEach(module -> out.println("  " + module.name()));
    }
}
