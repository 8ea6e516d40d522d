package io.sluice.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A distribution under test: the built one, or another home that shares its `bin` and `lib`.
record Distribution(Path home) {
    private static final int PATIENCE_SECONDS = 60;

    static Distribution built() {
        return new Distribution(
                Path.of(Optional.ofNullable(System.getProperty("sluice.home")).orElseThrow())
                        .toAbsolutePath());
    }

    /// One with the same program and no modules.
    static Distribution without(Path directory) throws IOException {
        var built = built().home();
        Files.createDirectories(directory.resolve("bin"));
        Files.copy(
                built.resolve("bin/sluice"),
                directory.resolve("bin/sluice"),
                java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        Files.createSymbolicLink(directory.resolve("lib"), built.resolve("lib"));
        Files.createDirectories(directory.resolve("modules"));
        return new Distribution(directory);
    }

    /// How a run ended, and what it said.
    record Outcome(int status, String out, String err) {}

    Outcome run(String... arguments) {
        return run(Path.of("/"), home.resolve("bin/sluice"), arguments);
    }

    static Outcome run(Path directory, Path program, String... arguments) {
        var command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        try {
            var out = Files.createTempFile("sluice", ".out");
            var err = Files.createTempFile("sluice", ".err");
            var process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " has not ended: " + Files.readString(err));
            }
            var outcome = new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
            Files.delete(out);
            Files.delete(err);
            return outcome;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
