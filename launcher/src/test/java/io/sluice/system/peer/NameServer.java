package io.sluice.system.peer;

import io.sluice.peers.Await;
import io.sluice.peers.Program;
import io.sluice.system.process.ChildProcess;
import io.sluice.system.process.Scene;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// A name server of its own process, `name_server.py` among the test's resources.
public record NameServer(ChildProcess process) {

    /// Starts one that has an address on a list: `127.0.0.2` under the name of the list, with a text.
    ///
    /// @param backwards the numbers of the address from the last to the first
    public static NameServer listing(Scene scene, String backwards, String list, String text) {
        return start(scene, "listed:" + backwards + "." + list + "=" + text);
    }

    /// Starts one that has these SRV records for every name: `port=priority:weight` each, at 127.0.0.1.
    public static NameServer start(Scene scene, String... services) {
        var folder = scene.folder("names");
        var script = folder.resolve("name_server.py");
        try (var resource = Objects.requireNonNull(NameServer.class.getResourceAsStream("name_server.py"))) {
            Files.copy(resource, script);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var command = new ArrayList<>(List.of(Program.of("python3").toString(), script.toString()));
        command.addAll(List.of(services));
        var process = scene.owns(ChildProcess.start(folder, "name-server", command));
        Await.until("the name server tells its port", () -> process.output().endsWith("\n"));
        return new NameServer(process);
    }

    /// What makes a JVM ask this one.
    public String javaOption() {
        return "-Ddns.server=127.0.0.1:" + process.output().strip();
    }
}
