package io.sluice.tls;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The command of OpenSSL. Tests that need it are skipped where it is not on the PATH, or fail if the system property
/// `sluice.peers` is `required`.
public final class OpenSsl {
    private static final int LIMIT_SECONDS = 20;

    private OpenSsl() {}

    /// What it prints, errors included, without input.
    public static String run(String... arguments) {
        return runWith("", arguments);
    }

    /// What it prints with that input, errors included.
    public static String runWith(String input, String... arguments) {
        var command = new ArrayList<>(List.of(executable()));
        command.addAll(List.of(arguments));
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            try (var in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException _) {
                // it has ended without reading
            }
            var watch = Thread.ofVirtual().start(() -> {
                try {
                    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                        process.destroyForcibly();
                    }
                } catch (InterruptedException _) {
                    process.destroyForcibly();
                }
            });
            var printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            watch.join();
            return printed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String executable() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, "openssl"))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElseGet(() -> {
                    if ("required".equals(System.getProperty("sluice.peers"))) {
                        fail("sluice.peers=required, and openssl is not on the PATH");
                    }
                    return abort("openssl is not on the PATH");
                });
    }
}
