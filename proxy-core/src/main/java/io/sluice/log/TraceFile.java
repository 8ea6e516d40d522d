package io.sluice.log;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// The file of `TraceLog`. `none` is a relative path here, not a word.
public record TraceFile(Path path) {
    static TraceFile parse(Arguments arguments) throws BadValue {
        if (arguments.size() != 1) {
            throw new BadValue("wrong number of parameters");
        }
        try {
            var path = Path.of(arguments.text());
            if (path.isAbsolute()) {
                return new TraceFile(path.normalize());
            }
        } catch (InvalidPathException _) {
            // no path at all is not an absolute one
        }
        throw new BadValue("must be an absolute path");
    }
}
