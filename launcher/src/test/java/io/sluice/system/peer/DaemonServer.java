package io.sluice.system.peer;

import io.sluice.peers.Await;
import io.sluice.peers.Ports;
import io.sluice.system.process.ChildProcess;
import io.sluice.system.process.Scene;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// A server that is a process in the foreground.
record DaemonServer(ChildProcess process, InetSocketAddress address, Account account, Path home, String folder)
        implements FtpServer {

    /// The user files belong to where the test is run by root; every Unix has it.
    static final String NOBODY = "nobody";

    static DaemonServer start(
            Scene scene, Path folder, String name, List<String> command, int port, Account account, Path home) {
        return start(scene, folder, name, command, port, account, home, "");
    }

    static DaemonServer start(
            Scene scene,
            Path folder,
            String name,
            List<String> command,
            int port,
            Account account,
            Path home,
            String remoteFolder) {
        var process = scene.owns(ChildProcess.start(folder, name, command));
        Await.until(name + " listens on " + port, () -> {
            if (!process.alive()) {
                throw new AssertionError(name + " ended at once\n" + process);
            }
            return Ports.listening(port);
        });
        return new DaemonServer(process, new InetSocketAddress("127.0.0.1", port), account, home, remoteFolder);
    }

    /// A folder that every user may write to.
    static Path home(Path folder) {
        try {
            var home = Files.createDirectory(folder.resolve("home"));
            return Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwxrwx"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
