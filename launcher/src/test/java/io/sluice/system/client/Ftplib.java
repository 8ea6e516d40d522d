package io.sluice.system.client;

import io.sluice.peers.Program;
import io.sluice.system.process.ChildProcess;
import io.sluice.system.process.Scene;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Python's `ftplib`, driven by the script `ftplib_session.py` among the test's resources.
public record Ftplib(Path program, Path script, Path folder, DataMode mode) implements FtpClient {
    private static final Duration BOUND = Duration.ofMinutes(3);

    public static Ftplib in(Scene scene, DataMode mode) {
        var program = Program.of("python3");
        var folder = scene.folder("ftplib");
        return new Ftplib(program, unpacked(folder), folder, mode);
    }

    @Override
    public List<String> names(Endpoint endpoint) {
        return run(endpoint, "names").lines().toList();
    }

    @Override
    public void download(Endpoint endpoint, String remote, Path local) {
        run(endpoint, "download", remote, local.toString());
    }

    @Override
    public void resumeDownload(Endpoint endpoint, String remote, Path local) {
        run(endpoint, "resume-download", remote, local.toString());
    }

    @Override
    public void upload(Endpoint endpoint, Path local, String remote) {
        run(endpoint, "upload", remote, local.toString());
    }

    @Override
    public void resumeUpload(Endpoint endpoint, Path local, String remote) {
        run(endpoint, "resume-upload", remote, local.toString());
    }

    /// Runs one action of the script and returns what it printed.
    public String run(Endpoint endpoint, String... action) {
        var command = new ArrayList<>(List.of(
                program.toString(),
                script.toString(),
                mode.passive() ? "passive" : "active",
                endpoint.host(),
                Integer.toString(endpoint.port()),
                endpoint.account().name(),
                endpoint.account().password(),
                endpoint.folder()));
        command.addAll(List.of(action));
        return ChildProcess.run(folder, "ftplib", BOUND, command);
    }

    private static Path unpacked(Path folder) {
        var script = folder.resolve("ftplib_session.py");
        try (var in = Ftplib.class.getResourceAsStream("ftplib_session.py")) {
            Files.copy(Objects.requireNonNull(in, "ftplib_session.py"), script);
            return script;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
