package io.sluice.tls.settings;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/// The paths that directives of TLS name. What is there is looked at when a server with `TLSEngine on` starts.
final class Paths {
    private Paths() {}

    static Path absolute(Arguments arguments) throws BadValue {
        return absolute(arguments.text());
    }

    static Path absolute(String word) throws BadValue {
        try {
            var path = Path.of(word);
            if (path.isAbsolute()) {
                return path;
            }
        } catch (InvalidPathException _) {
            // it is none at all
        }
        throw new BadValue("parameter must be an absolute path", "; seen: '" + word + "'");
    }

    /// Empty for `none`.
    static Optional<Path> unlessNone(Arguments arguments) throws BadValue {
        return arguments.unlessNone(Paths::absolute);
    }
}
