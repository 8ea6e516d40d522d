package io.sluice.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/// What a file says, read anew whenever it is another file, or its time of change or its size is another. Lines come to
/// the parser as wire
/// text.
/// A file that cannot be read says nothing.
final class WatchedFile<T> {
    private final Path path;
    private final Function<List<String>, T> parser;
    private final Consumer<String> log;
    private Optional<Read<T>> last = Optional.empty();

    WatchedFile(Path path, Function<List<String>, T> parser, Consumer<String> log) {
        this.path = path;
        this.parser = parser;
        this.log = log;
    }

    private record Version(Optional<Object> file, FileTime changed, long size) {}

    private record Read<T>(Version version, T content) {}

    synchronized T content() {
        try {
            var now = Files.readAttributes(path, BasicFileAttributes.class);
            var version = new Version(Optional.ofNullable(now.fileKey()), now.lastModifiedTime(), now.size());
            var known = last.filter(read -> read.version().equals(version));
            var read = known.isPresent()
                    ? known.get()
                    : new Read<>(version, parser.apply(Files.readAllLines(path, ISO_8859_1)));
            last = Optional.of(read);
            return read.content();
        } catch (NoSuchFileException _) {
            last = Optional.empty();
        } catch (IOException e) {
            log.accept("unable to read '" + path + "': " + e.getMessage());
            last = Optional.empty();
        }
        return parser.apply(List.of());
    }
}
