package io.sluice.system.peer;

import io.sluice.system.process.Await;
import io.sluice.system.process.ChildProcess;
import io.sluice.system.process.Ports;
import io.sluice.system.process.Program;
import io.sluice.system.process.Scene;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A Redis server that keeps nothing on disk.
public final class Redis implements AutoCloseable {
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

    /// Makes the server silent, while its connections stay.
    public void freezes() {
        server.signal("STOP");
    }

    /// Lets a server that is silent go on.
    public void thaws() {
        server.signal("CONT");
    }

    /// Ends the server at once.
    public void stop() {
        server.close();
    }

    @Override
    public void close() {
        stop();
    }
}
