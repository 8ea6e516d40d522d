package io.sluice.launcher;

import io.sluice.module.Supposition;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// What the command line asks for: the options of `proftpd`, as given, or one of the product's own words before them.
///
/// `config` is absent without `-c`; `debugLevel` without `-d`; `serverAddress` without `-S`. `ipv6` is
/// off with `-4`, unless `-6` comes after it. `supposed` is the client to explain, `control` what to ask
/// of a running gateway.
record CommandLine(
        Task task,
        Optional<Path> config,
        Set<String> defines,
        OptionalInt debugLevel,
        boolean foreground,
        boolean quiet,
        Optional<String> serverAddress,
        boolean collisionsFatal,
        boolean ipv6,
        Optional<Supposition> supposed,
        Optional<Controlling> control) {

    /// What to do. Where options ask for several, the first in this order is done.
    enum Task {
        SHOW_HELP,
        SHOW_VERSION_STATUS,
        SHOW_VERSION,
        SHOW_SETTINGS,
        LIST_MODULES,
        CHECK_CONFIGURATION,
        DEMONSTRATE,
        EXPLAIN,
        CONTROL,
        SERVE
    }

    private static final int HIGHEST_DEBUG_LEVEL = 10;

    CommandLine {
        defines = Set.copyOf(defines);
    }

    /// Reads arguments as `getopt_long` would: `-nq`, `-c/etc/a.conf`, `--config=/etc/a.conf`, `--conf /etc/a.conf`.
    static CommandLine parse(List<String> arguments) throws BadUsage {
        if (!arguments.isEmpty() && arguments.getFirst().equals("demo")) {
            if (arguments.size() > 1) {
                throw BadUsage.option("fatal: unknown parameter: '" + arguments.get(1) + "'");
            }
            return new Reading().toCommandLine(Task.DEMONSTRATE);
        }
        if (!arguments.isEmpty() && arguments.getFirst().equals("explain")) {
            var explaining = new Explaining(arguments.subList(1, arguments.size()));
            var reading = Reading.of(explaining.options());
            reading.supposed = Optional.of(explaining.supposition());
            return reading.toCommandLine(Task.EXPLAIN);
        }
        if (!arguments.isEmpty() && arguments.getFirst().equals("ctl")) {
            var controlling = Controlling.parse(arguments.subList(1, arguments.size()));
            var reading = Reading.of(controlling.options());
            reading.control = Optional.of(controlling);
            return reading.toCommandLine(Task.CONTROL);
        }
        var reading = Reading.of(arguments);
        return reading.toCommandLine(reading.task());
    }

    /// The options seen so far.
    private static final class Reading {
        private final Set<Option> seen = new LinkedHashSet<>();
        private final Set<String> defines = new LinkedHashSet<>();
        private int versions;
        private boolean ipv6 = true;
        private Optional<Path> config = Optional.empty();
        private OptionalInt debugLevel = OptionalInt.empty();
        private Optional<String> serverAddress = Optional.empty();

        private Optional<Supposition> supposed = Optional.empty();
        private Optional<Controlling> control = Optional.empty();

        static Reading of(List<String> arguments) throws BadUsage {
            var reading = new Reading();
            for (var given : Option.read(arguments)) {
                reading.take(given);
            }
            return reading;
        }

        void take(Option.Given given) throws BadUsage {
            seen.add(given.option());
            var value = given.value();
            switch (given.option()) {
                case CONFIG -> config = Optional.of(absolute(value));
                case DEBUG -> debugLevel = OptionalInt.of(debugLevel(value));
                case DEFINE -> defines.add(value);
                case SERVER_ADDRESS -> serverAddress = Optional.of(value);
                case VERSION -> versions++;
                case PERSISTENT -> requireZeroOrOne(value);
                case IPV4 -> ipv6 = false;
                case IPV6 -> ipv6 = true;
                case HELP, NO_DAEMON, QUIET, LIST, CONFIG_TEST, SETTINGS, VERSION_STATUS, NO_COLLISION, NO_FORK -> {}
            }
        }

        Task task() {
            if (seen.contains(Option.HELP)) {
                return Task.SHOW_HELP;
            }
            if (versions > 1 || seen.contains(Option.VERSION_STATUS)) {
                return Task.SHOW_VERSION_STATUS;
            }
            if (versions == 1) {
                return Task.SHOW_VERSION;
            }
            if (seen.contains(Option.SETTINGS)) {
                return Task.SHOW_SETTINGS;
            }
            if (seen.contains(Option.LIST)) {
                return Task.LIST_MODULES;
            }
            return seen.contains(Option.CONFIG_TEST) ? Task.CHECK_CONFIGURATION : Task.SERVE;
        }

        CommandLine toCommandLine(Task task) {
            return new CommandLine(
                    task,
                    config,
                    defines,
                    debugLevel,
                    seen.contains(Option.NO_DAEMON) || seen.contains(Option.NO_FORK),
                    seen.contains(Option.QUIET),
                    serverAddress,
                    seen.contains(Option.NO_COLLISION),
                    ipv6,
                    supposed,
                    control);
        }

        private static Path absolute(String value) throws BadUsage {
            var path = Path.of(value);
            if (!path.isAbsolute()) {
                throw BadUsage.value("fatal: -c requires an absolute path");
            }
            return path;
        }

        private static int debugLevel(String value) throws BadUsage {
            try {
                var level = Integer.parseInt(value);
                if (level >= 0 && level <= HIGHEST_DEBUG_LEVEL) {
                    return level;
                }
            } catch (NumberFormatException e) {
                // said below, as for a number out of range
            }
            throw BadUsage.value(
                    "fatal: -d requires a number from 0 to " + HIGHEST_DEBUG_LEVEL + ", not '" + value + "'");
        }

        private static void requireZeroOrOne(String value) throws BadUsage {
            if (!value.equals("0") && !value.equals("1")) {
                throw BadUsage.value("fatal: -p requires 0 or 1, not '" + value + "'");
            }
        }
    }
}
