package io.sluice.log;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;

/// Where a log directive sends its lines.
public sealed interface Destination {

    /// Nowhere; also takes back what was inherited.
    record Off() implements Destination {}

    /// A file, by absolute path.
    record ToFile(Path path) implements Destination {}

    /// The system log, at one level.
    record ToSystemLog(Level level) implements Destination {}

    /// `path|none`.
    static Destination fileOrNone(Arguments arguments) throws BadValue {
        return fileOrNone(arguments.text());
    }

    /// `path|syslog:level|none`.
    static Destination parse(String word) throws BadValue {
        if (word.toLowerCase(Locale.ROOT).startsWith("syslog:")) {
            var level = word.substring("syslog:".length());
            return new ToSystemLog(
                    Level.named(level).orElseThrow(() -> new BadValue("unknown syslog level: '" + level + "'")));
        }
        return fileOrNone(word);
    }

    private static Destination fileOrNone(String word) throws BadValue {
        return word.equalsIgnoreCase("none") ? new Off() : new ToFile(absolute(word));
    }

    private static Path absolute(String word) throws BadValue {
        try {
            var path = Path.of(word);
            if (path.isAbsolute()) {
                return path.normalize();
            }
        } catch (InvalidPathException _) {
            // no path at all is not an absolute one
        }
        throw new BadValue("relative paths not allowed: '" + word + "'");
    }
}
