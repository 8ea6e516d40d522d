package io.sluice.system.peer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.sluice.peers.Await;
import io.sluice.peers.Ports;
import io.sluice.peers.Program;
import io.sluice.system.process.ChildProcess;
import io.sluice.system.process.Scene;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A Redis server that keeps nothing on disk.
public final class Redis implements StoreServer {
    private final Path folder;
    private final int port = Ports.free();
    private ChildProcess server;

    private final List<String> options;

    private Redis(Path folder, List<String> options) {
        this.folder = folder;
        this.options = options;
        this.server = started();
    }

    /// A server that was started and answers.
    ///
    /// @param options more of its command line
    public static Redis start(Scene scene, String... options) {
        return scene.owns(new Redis(scene.folder("redis"), List.of(options)));
    }

    /// A server that can become one of a cluster.
    static Redis inCluster(Scene scene) {
        return scene.owns(new Redis(
                scene.folder("redis"),
                List.of(
                        "--cluster-enabled",
                        "yes",
                        "--cluster-config-file",
                        "nodes.conf",
                        "--cluster-node-timeout",
                        "1000",
                        "--repl-diskless-sync-delay",
                        "0",
                        "--cluster-port",
                        Integer.toString(Ports.free()))));
    }

    /// Starts the server, again on its port after [#stop].
    public void starts() {
        server = started();
    }

    private ChildProcess started() {
        var command = new ArrayList<>(List.of(
                Program.of("redis-server").toString(),
                "--bind",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--dir",
                folder.toString(),
                "--save",
                "",
                "--appendonly",
                "no"));
        command.addAll(options);
        var process = ChildProcess.start(folder, "redis-server", command);
        Await.until("redis-server listens", () -> Ports.listening(port));
        return process;
    }

    /// Where it listens, as `RedisServer` wants it.
    public String place() {
        return "127.0.0.1:" + port;
    }

    int port() {
        return port;
    }

    boolean isAlive() {
        return server.alive();
    }

    /// The values of a list, one a line, as `redis-cli` has them.
    public List<String> list(String key) {
        return says("LRANGE", key, "0", "-1").lines().toList();
    }

    /// What `redis-cli` prints of a command's answer.
    public String says(String... command) {
        var words = new ArrayList<>(List.of(Program.of("redis-cli").toString(), "-e", "-p", Integer.toString(port)));
        words.addAll(List.of(command));
        return ChildProcess.run(folder, "redis-cli", Await.USUAL, words).strip();
    }

    /// The server's answer to a command of any bytes: those of a string, or the line of anything else.
    public byte[] answers(byte[]... words) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) Await.USUAL.toMillis());
            var command = new ByteArrayOutputStream();
            command.writeBytes(("*" + words.length + "\r\n").getBytes(ISO_8859_1));
            for (byte[] word : words) {
                command.writeBytes(("$" + word.length + "\r\n").getBytes(ISO_8859_1));
                command.writeBytes(word);
                command.writeBytes("\r\n".getBytes(ISO_8859_1));
            }
            socket.getOutputStream().write(command.toByteArray());
            var in = new BufferedInputStream(socket.getInputStream());
            var line = new ByteArrayOutputStream();
            for (int b; (b = in.read()) != '\r' && b >= 0; ) {
                line.write(b);
            }
            var head = line.toString(ISO_8859_1);
            if (!head.startsWith("$") || head.equals("$-1")) {
                return line.toByteArray();
            }
            in.skipNBytes(1);
            return in.readNBytes(Integer.parseInt(head.substring(1)));
        }
    }

    @Override
    public ChildProcess process() {
        return server;
    }
}
