package io.sluice.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.peers.Await;
import io.sluice.peers.Ports;
import io.sluice.peers.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A real sshd on loopback, with host keys of one's choice, that logs all that it does.
final class Sshd implements AutoCloseable {
    private final Path folder;
    private final int port;
    private Process process;

    private Sshd(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    static Sshd start(Path folder, String directives, Path... hostKeys) {
        int port = Ports.free();
        return new Sshd(folder, port, started(folder, port, directives, hostKeys));
    }

    /// Starts it anew on its port.
    void restart(String directives, Path... hostKeys) {
        close();
        process = started(folder, port, directives, hostKeys);
    }

    private static Process started(Path folder, int port, String directives, Path... hostKeys) {
        var lines = new ArrayList<>(List.of(
                "Port " + port,
                "ListenAddress 127.0.0.1",
                "PidFile none",
                "UsePAM no",
                "StrictModes no",
                "LogLevel DEBUG3"));
        for (Path key : hostKeys) {
            lines.add("HostKey " + key);
        }
        lines.addAll(directives.lines().toList());
        try {
            var configuration = Files.write(folder.resolve("sshd_config"), lines);
            if (System.getProperty("user.name").equals("root")) {
                Files.createDirectories(Path.of("/run/sshd")); // it insists on that
            }
            var process = new ProcessBuilder(
                            Program.of("sshd").toString(),
                            "-D",
                            "-f",
                            configuration.toString(),
                            "-E",
                            folder.resolve("log").toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("output").toFile())
                    .start();
            Await.until("sshd listens", () -> {
                assertThat(process.isAlive()).as(read(folder.resolve("log"))).isTrue();
                return listens(port);
            });
            return process;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean listens(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    int port() {
        return port;
    }

    /// Everything that it has logged.
    String log() {
        return read(folder.resolve("log"));
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }
}
