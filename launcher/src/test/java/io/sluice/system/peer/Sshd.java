package io.sluice.system.peer;

import io.sluice.system.process.ChildProcess;
import io.sluice.system.process.Ports;
import io.sluice.system.process.Program;
import io.sluice.system.process.Scene;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

/// OpenSSH's server with an account of its own, which nobody but it sees: it runs where files of the system are
/// overlaid, as only root can arrange it.
public final class Sshd {
    private static final Account ACCOUNT = new Account("joe", Account.SECRET);
    private static final Duration BOUND = Duration.ofSeconds(20);

    private Sshd() {}

    public static FtpServer start(Scene scene) {
        return start(scene, "");
    }

    /// With more directives than the usual ones, which go before these.
    public static FtpServer start(Scene scene, String directives) {
        var program = Program.of("sshd");
        Program.needsRoot("sshd");
        var unshare = Program.of("unshare");
        var folder = scene.folder("sshd");
        var home = DaemonServer.home(folder);
        var port = Ports.free();
        var uid = "65533";
        overlay(folder, "passwd", ACCOUNT.name() + ":x:" + uid + ":65534::" + home + ":/bin/sh\n");
        overlay(folder, "shadow", ACCOUNT.name() + ":" + Account.SECRET_HASH + ":19000:0:99999:7:::\n");
        DaemonServer.write(folder.resolve("pam"), """
                auth required pam_unix.so
                account required pam_unix.so
                session required pam_permit.so
                """);
        var key = key(folder.resolve("key"));
        var configuration = DaemonServer.write(folder.resolve("sshd_config"), """
                %3$s
                Port %1$d
                ListenAddress 127.0.0.1
                HostKey %2$s
                UsePAM yes
                PasswordAuthentication yes
                KbdInteractiveAuthentication yes
                StrictModes no
                PidFile none
                MaxStartups 100
                Subsystem sftp internal-sftp
                """.formatted(port, key, directives));
        var script = DaemonServer.write(folder.resolve("run"), """
                mount --bind %1$s/passwd /etc/passwd &&
                mount --bind %1$s/shadow /etc/shadow &&
                mount --bind %1$s/pam /etc/pam.d/sshd &&
                mkdir -p /run/sshd &&
                exec %2$s -D -e -f %3$s
                """.formatted(folder, program, configuration));
        var server = DaemonServer.start(
                scene,
                folder,
                "sshd",
                List.of(unshare.toString(), "--mount", "sh", script.toString()),
                port,
                ACCOUNT,
                home);
        return new SftpServer(server);
    }

    /// A private key of its own in a file, and the public one beside it.
    public static Path key(Path file) {
        ChildProcess.run(
                file.getParent(),
                "ssh-keygen",
                BOUND,
                List.of(Program.of("ssh-keygen").toString(), "-q", "-t", "ed25519", "-N", "", "-f", file.toString()));
        return file;
    }

    private static void overlay(Path folder, String name, String line) {
        try {
            var file = folder.resolve(name);
            Files.writeString(file, Files.readString(Path.of("/etc", name)) + line);
            Files.setPosixFilePermissions(
                    file, PosixFilePermissions.fromString(name.equals("shadow") ? "rw-r-----" : "rw-r--r--"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
