package io.sluice.system.client;

import io.sluice.peers.Program;
import io.sluice.system.process.ChildProcess;
import io.sluice.system.process.Scene;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The clients of OpenSSH: `ssh`, `sftp`, `scp`, who ask a program for the password.
///
/// @param options more of them
public record OpenSsh(Path folder, Endpoint endpoint, List<String> options) {
    private static final Duration BOUND = Duration.ofMinutes(2);

    public OpenSsh {
        options = List.copyOf(options);
    }

    public static OpenSsh in(Scene scene, Endpoint endpoint, String... options) {
        return new OpenSsh(scene.folder("openssh"), endpoint, List.of(options));
    }

    /// What came of a command.
    public record Outcome(int status, String output, String errors) {}

    public OpenSsh with(String... more) {
        var all = new ArrayList<>(options);
        all.addAll(List.of(more));
        return new OpenSsh(folder, endpoint, all);
    }

    /// Runs a command at the server.
    public Outcome ssh(String... command) {
        var words = words("ssh", "-p");
        words.add(target());
        words.addAll(List.of(command));
        return run("ssh", words);
    }

    /// Begins to run a command at the server.
    public ChildProcess begin(String command) {
        var words = words("ssh", "-p");
        words.add(target());
        words.add(command);
        return start("ssh", words);
    }

    /// Runs lines of `sftp`.
    public Outcome sftp(String... lines) {
        try {
            var batch = Files.createTempFile(folder, "batch-", "");
            Files.write(batch, List.of(lines));
            var words = words("sftp", "-P");
            // a batch makes sftp ask nobody for a password, unless it is told after that it may
            words.addAll(1, List.of("-oBatchMode=no", "-b", batch.toString()));
            words.add(target());
            return run("sftp", words);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Copies; `:` before a name says that it is one of the server.
    public Outcome scp(String from, String to, String... how) {
        var words = words("scp", "-P");
        words.addAll(1, List.of(how));
        words.add(from.startsWith(":") ? target() + from : from);
        words.add(to.startsWith(":") ? target() + to : to);
        return run("scp", words);
    }

    private String target() {
        return endpoint.account().name() + "@127.0.0.1";
    }

    private List<String> words(String program, String port) {
        var words = new ArrayList<String>();
        words.add(Program.of(program).toString());
        words.addAll(List.of(
                "-F",
                "none",
                "-o",
                "StrictHostKeyChecking=no",
                "-o",
                "UserKnownHostsFile=/dev/null",
                "-o",
                "IdentityFile=none",
                port,
                Integer.toString(endpoint.port())));
        options.forEach(option -> words.addAll(List.of("-o", option)));
        return words;
    }

    private Outcome run(String name, List<String> words) {
        try (var child = start(name, words)) {
            int status = child.awaitExit(BOUND);
            return new Outcome(status, child.output(), child.errors());
        }
    }

    private ChildProcess start(String name, List<String> words) {
        return ChildProcess.start(
                folder, name, words, Map.of("SSH_ASKPASS", asking().toString(), "SSH_ASKPASS_REQUIRE", "force"));
    }

    private Path asking() throws UncheckedIOException {
        try {
            var file = folder.resolve("ask");
            if (!Files.exists(file)) {
                Files.writeString(file, "#!/bin/sh\necho '" + endpoint.account().password() + "'\n");
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
