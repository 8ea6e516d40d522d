package io.sluice.system.client;

import io.sluice.peers.Program;
import io.sluice.system.process.ChildProcess;
import io.sluice.system.process.Scene;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// The command `ftpdctl` of ProFTPD, for one control socket.
public record Ftpdctl(Path program, Path folder, String socket) {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final String PREFIX = "ftpdctl: ";

    public static Ftpdctl on(Scene scene, Path socket) {
        return on(scene, socket.toString());
    }

    public static Ftpdctl on(Scene scene, String socket) {
        return new Ftpdctl(Program.of("ftpdctl"), scene.folder("ftpdctl"), socket);
    }

    /// What it has said, each line without its name before it, and how it has ended.
    public record Said(int status, List<String> lines) {}

    public Said runs(String... words) {
        return runs(List.of(), words);
    }

    /// Runs it with the effective user and group of another user, as root may.
    public Said runsAs(String user, String group, String... words) {
        return runs(
                List.of(
                        Program.of("setpriv").toString(),
                        "--reuid=" + user,
                        "--regid=" + group,
                        "--clear-groups",
                        "--"),
                words);
    }

    /// Demands that it ends as it does whenever there is an answer, and returns that.
    public List<String> asks(String... words) {
        var said = runs(words);
        if (said.status() != 0) {
            throw new AssertionError("ftpdctl " + String.join(" ", words) + ": " + said);
        }
        return said.lines();
    }

    private Said runs(List<String> before, String... words) {
        var command = Stream.of(before.stream(), Stream.of(program.toString(), "-s", socket), Stream.of(words))
                .flatMap(stream -> stream)
                .toList();
        try (var child = ChildProcess.start(folder, "ftpdctl", command)) {
            int status = child.awaitExit(BOUND);
            var lines = (child.output() + child.errors())
                    .lines()
                    .map(line -> line.startsWith(PREFIX) ? line.substring(PREFIX.length()) : line)
                    .toList();
            return new Said(status, lines);
        }
    }
}
