package io.sluice.launcher;

import io.sluice.ControlClient.Speech;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The words behind `sluice ctl`: where the control socket is, then what is asked for.
///
/// @param socket absent where the configuration says it
/// @param speech what is spoken to the server
/// @param options those of `sluice` that name the configuration
/// @param words the action, and what belongs to it
record Controlling(Optional<Path> socket, Speech speech, List<String> options, List<String> words) {
    Controlling {
        options = List.copyOf(options);
        words = List.copyOf(words);
    }

    /// Reads `[-b] [-s SOCKET] [-c PATH] [-D NAME] ACTION [WORD …]`; what stands behind the action is never an option.
    static Controlling parse(List<String> arguments) throws BadUsage {
        Optional<Path> socket = Optional.empty();
        var speech = Speech.JSON;
        var options = new ArrayList<String>();
        var rest = new ArrayList<>(arguments);
        while (!rest.isEmpty() && rest.getFirst().startsWith("-")) {
            var option = rest.removeFirst();
            if (option.equals("-b")) {
                speech = Speech.WORDS;
                continue;
            }
            if (rest.isEmpty()) {
                throw BadUsage.option("fatal: option '" + option + "' requires an argument");
            }
            switch (option) {
                case "-s" -> socket = Optional.of(absolute(rest.removeFirst()));
                case "-c", "--config", "-D", "--define" -> {
                    options.add(option);
                    options.add(rest.removeFirst());
                }
                default -> throw BadUsage.option("fatal: unknown option '" + option + "' of ctl");
            }
        }
        if (rest.isEmpty()) {
            throw BadUsage.option("fatal: ctl requires an action");
        }
        return new Controlling(socket, speech, options, rest);
    }

    private static Path absolute(String value) throws BadUsage {
        var path = Path.of(value);
        if (!path.isAbsolute()) {
            throw BadUsage.value("fatal: alternate socket path must be an absolute path");
        }
        return path;
    }
}
