package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.GatewaySettings;
import io.sluice.config.Configuration;
import io.sluice.config.ConfigurationException;
import io.sluice.config.ConfigurationReader;
import io.sluice.config.Problem;
import io.sluice.filter.ShutdownNotice;
import io.sluice.log.LogFiles;
import io.sluice.log.Logging;
import io.sluice.log.Origin;
import io.sluice.log.SystemLog;
import io.sluice.module.ServerModule;
import io.sluice.net.HostNames;
import io.sluice.peers.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/// A server made of a configuration text, with a port of its own, a log that can be read, and a small world around it.
/// `{port}` in the text is its port.
final class RunningServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final int port = Ports.free();
    final Names resolver = new Names();
    final Path notice;
    private final Path log;
    private final List<ServerModule> modules;
    private final Server server;
    private List<Problem> warnings = List.of();

    private RunningServer(Path folder, ServerOptions options, int identPort, List<ServerModule> modules) {
        this.notice = folder.resolve("shutmsg");
        this.log = folder.resolve("system.log");
        this.modules = modules;
        var files = LogFiles.shared();
        var origin = Origin.ofThisProcess("0.1.0");
        var names = new HostNames(resolver, Duration.ofSeconds(5), Duration.ofSeconds(60), InstantSource.system());
        this.server = new Server(
                options,
                SystemLog.CommandLine.NONE,
                new Logging(origin, files, SystemLog.onNothing(origin, files)),
                new Surroundings(
                        names,
                        new ShutdownNotice(notice, InstantSource.system(), ZoneOffset.UTC),
                        Duration.ofMillis(20),
                        new Identification(identPort, Duration.ofSeconds(10))));
    }

    static RunningServer of(Path folder, ServerModule... modules) {
        return new RunningServer(folder, ServerOptions.DEFAULT, Identification.USUAL_PORT, List.of(modules));
    }

    static RunningServer of(Path folder, ServerOptions options) {
        return new RunningServer(folder, options, Identification.USUAL_PORT, List.of());
    }

    static RunningServer withIdentification(Path folder, int identPort) {
        return new RunningServer(folder, ServerOptions.DEFAULT, identPort, List.of());
    }

    RunningServer apply(String... lines) throws ConfigurationException, IOException {
        warnings = server.apply(configuration(lines), modules);
        return this;
    }

    private Configuration configuration(String... lines) throws ConfigurationException {
        var text = "SystemLog " + log + "\nSyslogLevel debug\nDebugLevel 2\nServerName main\n"
                + String.join("\n", lines).replace("{port}", Integer.toString(port)) + "\n";
        var inputs = new ConfigurationReader.Inputs(Set.of(), GatewaySettings.coreModules(), Map.of());
        return ConfigurationReader.readText("sluice.conf", text, GatewaySettings.table(modules), inputs);
    }

    List<String> warnings() {
        return warnings.stream().map(Problem::text).toList();
    }

    Server server() {
        return server;
    }

    Client client() {
        return client("127.0.0.1");
    }

    Client client(String address) {
        return Client.connect(address, port);
    }

    /// Waits until the log has a line with that text.
    void logs(String text) {
        await("the log to say: " + text, () -> log().contains(text));
    }

    String log() {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void await(String what, BooleanSupplier condition) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time awaiting " + what).isLessThan(until);
            Thread.onSpinWait();
            Thread.yield();
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
