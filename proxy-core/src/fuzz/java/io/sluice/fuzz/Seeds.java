package io.sluice.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// Where good input comes from: the recorded samples of the tests.
public final class Seeds {
    private static final Path SAMPLES = Path.of(System.getProperty("sluice.samples", "src/test/resources/io/sluice"));

    private Seeds() {}

    public static List<byte[]> of(String... texts) {
        return Arrays.stream(texts).map(text -> text.getBytes(ISO_8859_1)).toList();
    }

    /// The files of a folder of samples whose names end so, as text of one char for each byte.
    public static List<String> files(String folder, String end) throws IOException {
        try (var files = Files.list(SAMPLES.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(end))
                    .sorted()
                    .map(Seeds::text)
                    .toList();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, ISO_8859_1);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
