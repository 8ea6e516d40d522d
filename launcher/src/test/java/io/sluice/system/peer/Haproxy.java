package io.sluice.system.peer;

import io.sluice.peers.Await;
import io.sluice.peers.Ports;
import io.sluice.peers.Program;
import io.sluice.system.process.ChildProcess;
import io.sluice.system.process.Scene;
import java.util.List;

/// HAProxy before one server: it passes connections on as they are, after a PROXY header or none, and tells its log who
/// made them.
public record Haproxy(ChildProcess process, int port) implements AutoCloseable {

    /// @param options of the server line, such as `send-proxy-v2`
    public static Haproxy before(Scene scene, int server, String options) {
        return start(scene, server, "", options);
    }

    /// One that takes only connections which begin with a PROXY header.
    public static Haproxy expectingHeaders(Scene scene, int server) {
        return start(scene, server, "accept-proxy", "");
    }

    /// One that is nothing but another address of a server.
    public static Haproxy before(Scene scene, String address, int port, int server) {
        return start(scene, address, port, server, "", "");
    }

    /// One that takes only connections with PROXY headers, on another address and port, which nobody else listens on.
    public static Haproxy expectingHeaders(Scene scene, String address, int port, int server) {
        return start(scene, address, port, server, "accept-proxy", "");
    }

    private static Haproxy start(Scene scene, int server, String listening, String options) {
        return start(scene, "127.0.0.1", Ports.free(), server, listening, options);
    }

    private static Haproxy start(Scene scene, String address, int port, int server, String listening, String options) {
        var program = Program.of("haproxy");
        var folder = scene.folder("haproxy");
        var configuration = DaemonServer.write(
                folder.resolve("haproxy.cfg"), """
                global
                    log stderr format raw local0
                defaults
                    log global
                    option tcplog
                    mode tcp
                    timeout connect 10s
                    timeout client 60s
                    timeout server 60s
                listen control
                    bind %s:%d %s
                    server sluice 127.0.0.1:%d %s
                """.formatted(address, port, listening, server, options));
        var process = scene.owns(ChildProcess.start(
                folder, "haproxy", List.of(program.toString(), "-db", "-f", configuration.toString())));
        Await.until("haproxy listens on " + port, () -> {
            if (!process.alive()) {
                throw new AssertionError("haproxy ended at once\n" + process);
            }
            return Ports.listening(port);
        });
        return new Haproxy(process, port);
    }

    @Override
    public void close() {
        process.close();
    }
}
