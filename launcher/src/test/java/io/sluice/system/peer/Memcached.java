package io.sluice.system.peer;

import io.sluice.system.process.Await;
import io.sluice.system.process.ChildProcess;
import io.sluice.system.process.Ports;
import io.sluice.system.process.Program;
import io.sluice.system.process.Scene;
import java.nio.file.Path;
import java.util.List;

/// A memcached server.
public final class Memcached implements AutoCloseable {
    private final Path folder;
    private final int port = Ports.free();
    private ChildProcess server;

    private Memcached(Path folder) {
        this.folder = folder;
        this.server = started();
    }

    public static Memcached start(Scene scene) {
        return scene.owns(new Memcached(scene.folder("memcached")));
    }

    /// Starts the server, again on its port and empty after [#stop].
    public void starts() {
        server = started();
    }

    private ChildProcess started() {
        var process = ChildProcess.start(
                folder,
                "memcached",
                List.of(
                        Program.of("memcached").toString(),
                        "-u",
                        System.getProperty("user.name"),
                        "-l",
                        "127.0.0.1",
                        "-p",
                        Integer.toString(port)));
        Await.until("memcached listens", () -> Ports.listening(port));
        return process;
    }

    /// Where it listens, as `MemcacheServers` wants it.
    public String place() {
        return "127.0.0.1:" + port;
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
