package io.sluice.tls.settings;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/// The paths that directives of TLS name. What is there is looked at when a server with
/// `TLSEngine on` starts, or for those about backends at once.
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

    /// One where there is something now.
    static Path existing(Arguments arguments) throws BadValue {
        return existing(arguments.text());
    }

    static Path existing(String word) throws BadValue {
        var path = absolute(word);
        if (!Files.exists(path)) {
            throw new BadValue("'" + path + "' does not exist");
        }
        return path;
    }

    static Path existingDirectory(Arguments arguments) throws BadValue {
        var path = existing(arguments);
        if (!Files.isDirectory(path)) {
            throw new BadValue("parameter must be a directory path");
        }
        return path;
    }

    /// Empty for `none`.
    static Optional<Path> unlessNone(Arguments arguments) throws BadValue {
        return arguments.unlessNone(Paths::absolute);
    }
}
