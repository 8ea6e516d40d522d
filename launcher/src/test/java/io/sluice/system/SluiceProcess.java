package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.peers.Await;
import io.sluice.peers.Ports;
import io.sluice.system.client.Endpoint;
import io.sluice.system.peer.FtpServer;
import io.sluice.system.process.ChildProcess;
import io.sluice.system.process.ProcessMemory;
import io.sluice.system.process.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.Stream;

/// The gateway as an operator starts it: `bin/sluice -n -c <file>` of the distribution that the system property
/// `sluice.home` names.
record SluiceProcess(ChildProcess process, SluiceConfiguration configuration) implements AutoCloseable {

    /// What is in the environment of a gateway that has gigabytes to encrypt.
    static final Map<String, String> LASTING = Map.of("JAVA_OPTS", "");

    /// A gateway that lives for seconds spends more on its second JIT compiler than that one saves.
    private static final String BRIEF = "-XX:TieredStopAtLevel=1";

    /// Starts the gateway and awaits that it listens; no session comes to be by that.
    static SluiceProcess start(Scene scene, SluiceConfiguration configuration) {
        return start(home(), scene, configuration, Map.of());
    }

    /// The same with more in its environment.
    static SluiceProcess start(Scene scene, SluiceConfiguration configuration, Map<String, String> environment) {
        return start(home(), scene, configuration, environment);
    }

    /// Starts the gateway of another distribution and awaits that it listens.
    static SluiceProcess start(Path home, Scene scene, SluiceConfiguration configuration) {
        return start(home, scene, configuration, Map.of());
    }

    private static SluiceProcess start(
            Path home, Scene scene, SluiceConfiguration configuration, Map<String, String> environment) {
        var gateway = launch(home, scene, configuration, environment);
        gateway.listens(configuration.port());
        return gateway;
    }

    /// Starts the gateway and awaits nothing.
    static SluiceProcess launch(Scene scene, SluiceConfiguration configuration) {
        return launch(home(), scene, configuration, Map.of());
    }

    private static SluiceProcess launch(
            Path home, Scene scene, SluiceConfiguration configuration, Map<String, String> environment) {
        var file = configuration.write();
        var given = new HashMap<>(environment);
        given.putIfAbsent("JAVA_OPTS", BRIEF);
        return scene.owns(new SluiceProcess(
                ChildProcess.start(configuration.folder(), "sluice", command(home, "-n", "-c", file.toString()), given),
                configuration));
    }

    /// The command line of the distribution under test.
    static List<String> command(String... arguments) {
        return command(home(), arguments);
    }

    private static List<String> command(Path home, String... arguments) {
        var executable = home.resolve("bin").resolve("sluice");
        assertThat(executable).matches(Files::isExecutable, "is executable");
        return Stream.concat(Stream.of(executable.toString()), Stream.of(arguments))
                .toList();
    }

    /// The folder of the distribution under test.
    static Path home() {
        return Path.of(Optional.ofNullable(System.getProperty("sluice.home"))
                        .orElseThrow(() -> new AssertionError("set the system property sluice.home to a distribution")))
                .toAbsolutePath();
    }

    void listens(int port) {
        Await.until("sluice listens on " + port, () -> {
            if (!process.alive()) {
                throw new AssertionError("sluice ended at once\n" + process);
            }
            return Ports.listening(port);
        });
    }

    int port() {
        return configuration.port();
    }

    Endpoint endpoint(FtpServer server) {
        return Endpoint.local(port(), server);
    }

    long residentBytes() {
        return ProcessMemory.resident(process.pid());
    }

    /// Awaits a line in the log, which is the standard error of a gateway in the foreground.
    void logs(String text) {
        Await.until(
                "sluice logs \"" + text + "\", not\n" + process.errors(),
                () -> process.errors().contains(text));
    }

    void signal(String signal) {
        process.signal(signal);
    }

    /// Ends the gateway by TERM and demands that it goes in peace.
    void terminates() {
        signal("TERM");
        assertThat(process.awaitExit(Duration.ofSeconds(20))).as("exit status").isZero();
    }

    /// Established TCP connections of the process with a port for which the predicate holds at either end.
    long connections(IntPredicate port) throws IOException {
        return SocketTable.established(process.pid(), port);
    }

    @Override
    public void close() {
        process.close();
    }

    @Override
    public String toString() {
        return configuration.text() + process;
    }
}
