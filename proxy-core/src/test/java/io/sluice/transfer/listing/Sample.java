package io.sluice.transfer.listing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;

/// A listing in the form of one kind of server, `<server>.list` among the test's resources, and its translation,
/// `<server>.mlsd`.
record Sample(String server, String list, String facts) {
    /// When the listings were made, as far as years are left out of them.
    static final LocalDateTime NOW = LocalDateTime.of(2026, 11, 24, 12, 0);

    private static final Path FOLDER = Path.of("src/test/resources/io/sluice/transfer/listing");

    static List<Sample> all() {
        try (var files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".list"))
                    .sorted()
                    .map(name -> of(name.substring(0, name.lastIndexOf('.'))))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Sample of(String server) {
        return new Sample(server, text(server + ".list"), text(server + ".mlsd"));
    }

    private static String text(String name) {
        try {
            return Files.readString(FOLDER.resolve(name), ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return server;
    }
}
