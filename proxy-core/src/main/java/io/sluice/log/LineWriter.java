package io.sluice.log;

import io.sluice.config.DirectiveSet;
import java.nio.file.Path;
import java.util.Optional;

/// Where finished lines of one log go: a file, or the system log.
sealed interface LineWriter extends AutoCloseable {

    void write(String line);

    @Override
    default void close() {}

    /// A file, with the weight its lines have.
    record ToFile(LogFile file, LogFile.Weight weight) implements LineWriter {
        @Override
        public void write(String line) {
            file.write(line, weight);
        }

        @Override
        public void close() {
            file.close();
        }
    }

    record ToSystemLog(SystemLog log, Level level) implements LineWriter {
        @Override
        public void write(String line) {
            log.log(level, line);
        }
    }

    /// Opens what a directive names; nothing where it is off.
    static Optional<LineWriter> open(
            String directive, Destination destination, DirectiveSet server, Logging logging, LogFile.Weight weight)
            throws LogRefused {
        return switch (destination) {
            case Destination.Off _ -> Optional.empty();
            case Destination.ToSystemLog(var level) -> Optional.of(new ToSystemLog(logging.system(), level));
            case Destination.ToFile(var path) ->
                Optional.of(new ToFile(open(directive, path, server, logging), weight));
        };
    }

    /// Opens a file under the rules a server sets for its logs.
    static LogFile open(String directive, Path path, DirectiveSet server, Logging logging) throws LogRefused {
        return logging.files()
                .open(
                        directive,
                        path,
                        server.get(LogDirectives.ALLOW_LOG_SYMLINKS),
                        SystemLog.options(server).contains(LogOption.BLOCK_ON_FULL),
                        logging.system()::error);
    }
}
