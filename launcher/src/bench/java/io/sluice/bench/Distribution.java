package io.sluice.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;

/// A built distribution and a folder for the gateways it starts.
record Distribution(Path home, Path folder) implements AutoCloseable {

    static Distribution at(String home) throws IOException {
        var executable = Path.of(home, "bin", "sluice");
        if (!Files.isExecutable(executable)) {
            throw new IOException(executable + " is not executable; build it with: mvn package");
        }
        return new Distribution(Path.of(home).toRealPath(), Files.createTempDirectory("sluice-bench-"));
    }

    /// A port that was free a moment ago.
    static int port() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    /// Starts a reverse proxy with nothing but the necessary directives.
    Process start(int port, String backend) throws IOException {
        var configuration = Files.writeString(folder.resolve("sluice.conf"), """
                ServerName "bench"
                DefaultAddress 127.0.0.1
                SocketBindTight on
                Port %d
                MaxInstances none
                TimeoutIdle 0
                UseReverseDNS off
                PidFile %s
                ProxyEngine on
                ProxyTables %s
                ProxyRole reverse
                ProxyReverseServers %s
                """.formatted(
                        port, folder.resolve("pid"), folder.resolve("proxy"), backend));
        return new ProcessBuilder(home.resolve("bin/sluice").toString(), "-n", "-c", configuration.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    static void end(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    @Override
    public void close() throws IOException {
        try (var paths = Files.walk(folder)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
