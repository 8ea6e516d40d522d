package io.sluice.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.peers.Await;
import io.sluice.peers.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Programs of OpenSSH, for tests against the real ones.
final class Programs {
    private Programs() {}

    /// Runs a program to its end.
    static String run(String... command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            var output = new String(process.getInputStream().readAllBytes());
            assertThat(process.waitFor(Await.USUAL.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            assertThat(process.exitValue()).as(List.of(command) + ": " + output).isZero();
            return output;
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /// Makes a key.
    ///
    /// @param options of ssh-keygen
    static Path key(Path file, String... options) {
        var command = Stream.concat(
                Stream.of(Program.of("ssh-keygen").toString(), "-q", "-f", file.toString()), Stream.of(options));
        run(command.toArray(String[]::new));
        return file;
    }
}
