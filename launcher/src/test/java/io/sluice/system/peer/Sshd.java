package io.sluice.system.peer;

import io.sluice.peers.Await;
import io.sluice.peers.Ports;
import io.sluice.peers.Program;
import io.sluice.system.process.ChildProcess;
import io.sluice.system.process.Scene;
import io.sluice.system.process.Signals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

/// OpenSSH's server with an account of its own, which nobody but it sees: it runs where files of the system are
/// overlaid, as only root can arrange it.
///
/// @param system what it sees as `/etc/ssh`: in whom it trusts
public record Sshd(DaemonServer server, Path key, Path system) implements SshServer {
    private static final Account ACCOUNT = new Account("joe", Account.SECRET);
    private static final Duration BOUND = Duration.ofSeconds(20);

    public static Sshd start(Scene scene) {
        return start(scene, "");
    }

    /// With more directives than the usual ones, which go before these.
    public static Sshd start(Scene scene, String directives) {
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
        var system = created(folder.resolve("system"));
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
                mount --bind %4$s /etc/ssh &&
                mkdir -p /run/sshd &&
                exec %2$s -D -e -f %3$s
                """.formatted(folder, program, configuration, system));
        var server = DaemonServer.start(
                scene,
                folder,
                "sshd",
                List.of(unshare.toString(), "--mount", "sh", script.toString()),
                port,
                ACCOUNT,
                home);
        return new Sshd(server, key, system);
    }

    /// What makes it let in whom a trusted host vouches for, and nobody else. Its log tells by which algorithm.
    public static final String HOSTBASED_ONLY = """
            LogLevel DEBUG1
            HostbasedAuthentication yes
            HostbasedUsesNameFromPacketOnly yes
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            PubkeyAuthentication no
            """;

    /// Lets in from now on whom the owner of a private key vouches for, by any name that this machine may have.
    public Sshd trusts(Path privateKey) {
        try {
            var names = List.of(
                    "localhost",
                    InetAddress.getLocalHost().getHostName(),
                    InetAddress.getByAddress(new byte[] {127, 0, 0, 1}).getCanonicalHostName());
            Files.write(system.resolve("shosts.equiv"), names);
            Files.writeString(
                    system.resolve("ssh_known_hosts"),
                    "* " + Files.readString(Path.of(privateKey + ".pub")),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Has another host key from now on, as it reads its files anew for each connection.
    public void changesKey() {
        try {
            Files.delete(key);
            Files.delete(publicKey());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        key(key);
    }

    /// The host key that it has now, in Base64.
    public String blob() {
        try {
            return Files.readString(publicKey()).split(" ")[1];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path publicKey() {
        return Path.of(key + ".pub");
    }

    /// All that it has logged.
    public String log() {
        return server.process().errors();
    }

    /// Awaits a line in the log.
    public void logs(String text) {
        Await.until("sshd logs \"" + text + "\"", () -> log().contains(text));
    }

    /// Makes the sessions silent that it has now, while their connections stay.
    public void freezesSessions() {
        ProcessHandle.of(server.process().pid())
                .orElseThrow()
                .descendants()
                .forEach(each -> Signals.send(each.pid(), "STOP"));
    }

    /// A private key of its own in a file, and the public one beside it.
    public static Path key(Path file) {
        return key(file, "ed25519", "");
    }

    /// A private key of a type.
    ///
    /// @param phrase encrypts it, if it is not empty
    public static Path key(Path file, String type, String phrase) {
        ChildProcess.run(
                file.getParent(),
                "ssh-keygen",
                BOUND,
                List.of(Program.of("ssh-keygen").toString(), "-q", "-t", type, "-N", phrase, "-f", file.toString()));
        return file;
    }

    private static Path created(Path folder) {
        try {
            return Files.createDirectory(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
