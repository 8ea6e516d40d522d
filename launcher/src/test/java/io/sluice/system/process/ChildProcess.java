package io.sluice.system.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A program started by a test. What it writes goes to files; its end takes its descendants along.
public final class ChildProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final String name;
    private final Process process;
    private final Path output;
    private final Path errors;

    private ChildProcess(String name, Process process, Path output, Path errors) {
        this.name = name;
        this.process = process;
        this.output = output;
        this.errors = errors;
    }

    /// Starts a command in the folder, where `<name>.out` and `<name>.err` take what it writes.
    public static ChildProcess start(Path folder, String name, List<String> command) {
        return start(folder, name, command, Map.of());
    }

    public static ChildProcess start(Path folder, String name, List<String> command, Map<String, String> environment) {
        try {
            var output = Files.createTempFile(folder, name + "-", ".out");
            var errors = Files.createTempFile(folder, name + "-", ".err");
            var builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile());
            builder.environment().putAll(environment);
            return new ChildProcess(name, builder.start(), output, errors);
        } catch (IOException e) {
            throw new UncheckedIOException(String.join(" ", command), e);
        }
    }

    /// Runs a command to its end and demands exit status 0; returns what it wrote to its standard output.
    public static String run(Path folder, String name, Duration bound, List<String> command) {
        try (var child = start(folder, name, command)) {
            var status = child.awaitExit(bound);
            if (status != 0) {
                throw new AssertionError(
                        name + " ended with status " + status + "\n" + child.output() + child.errors());
            }
            return child.output();
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    public String output() {
        return text(output);
    }

    public String errors() {
        return text(errors);
    }

    public int awaitExit(Duration bound) {
        try {
            if (!process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(name + " still runs after " + bound + "\n" + output() + errors());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /// Sends a signal by its name without `SIG`.
    public void signal(String signal) {
        Signals.send(pid(), signal);
    }

    @Override
    public void close() {
        var descendants = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        descendants.forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public String toString() {
        return "--- " + name + " (pid " + pid() + ")\n" + output() + errors();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
