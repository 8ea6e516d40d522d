package io.sluice.launcher;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A short run at build time, from whose classes the JVM makes the cache that later starts begin with: a gateway starts
/// from a configuration file, and one client connects and leaves.
public final class Training {
    private static final int PATIENCE_MILLIS = 5000;

    private Training() {}

    public static void main(String[] args) throws Exception {
        var loopback = InetAddress.ofLiteral("127.0.0.1");
        int port;
        try (var free = new ServerSocket(0, 1, loopback)) {
            port = free.getLocalPort();
        }
        var directory = Files.createTempDirectory("sluice-training");
        try (var backend = new ServerSocket(0, 1, loopback)) {
            var greeting = Thread.ofVirtual().start(() -> greet(backend));
            train(directory, port, backend.getLocalPort());
            greeting.join();
        } finally {
            TemporaryDirectory.delete(directory);
        }
    }

    /// A server that greets, and has the same answer to everything.
    private static void greet(ServerSocket backend) {
        try (var control = backend.accept();
                var commands = new BufferedReader(
                        new InputStreamReader(control.getInputStream(), StandardCharsets.ISO_8859_1))) {
            control.setSoTimeout(PATIENCE_MILLIS);
            control.getOutputStream().write(line("220 Ready"));
            while (commands.readLine() != null) {
                control.getOutputStream().write(line("211 End"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] line(String text) {
        return (text + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void train(Path directory, int port, int backendPort) throws Exception {
        var file = directory.resolve("training.conf");
        Files.writeString(
                file, """
                ServerName "Training"
                DefaultAddress 127.0.0.1
                SocketBindTight on
                Port %d
                PidFile %s
                ProxyEngine on
                ProxyRole reverse
                ProxyTables %s
                ProxyReverseServers ftp://127.0.0.1:%d
                """.formatted(port, directory.resolve("pid"), directory.resolve("tables"), backendPort));

        var commandLine = CommandLine.parse(List.of("-n", "-c", file.toString()));
        var configuration = new ConfigurationFile(commandLine, Installation.ofThisProgram(), new ModuleLayers());
        try (var _ = Daemon.start(configuration.read());
                var client = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
            client.setSoTimeout(PATIENCE_MILLIS);
            var _ = client.getInputStream().read();
            client.getOutputStream().write(line("QUIT"));
            client.getInputStream().readAllBytes();
        }
    }
}
