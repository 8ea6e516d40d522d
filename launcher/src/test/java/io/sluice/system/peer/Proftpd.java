package io.sluice.system.peer;

import io.sluice.peers.Ports;
import io.sluice.peers.Program;
import io.sluice.system.process.Scene;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// ProFTPD with a file of users of its own, by root or by anybody.
public final class Proftpd {
    private static final Account ACCOUNT = new Account("joe", Account.SECRET);

    private Proftpd() {}

    public static FtpServer start(Scene scene) {
        return start(scene, "");
    }

    /// With more directives than the usual ones.
    public static FtpServer start(Scene scene, String directives) {
        return start(scene, Ports.free(), directives);
    }

    public static FtpServer start(Scene scene, int port, String directives) {
        var program = Program.of("proftpd");
        var folder = scene.folder("proftpd");
        var home = DaemonServer.home(folder);
        var users = users(folder.resolve("users"), home);
        var configuration = DaemonServer.write(folder.resolve("proftpd.conf"), """
                ServerName "backend %2$d"
                ServerType standalone
                DefaultAddress 127.0.0.1 ::1
                UseIPv6 on
                SocketBindTight on
                Port %2$d
                PassivePorts %3$s
                MaxInstances none
                TCPBacklog 255
                UseReverseDNS off
                <Global>
                  DelayEngine off
                  AuthOrder mod_auth_file.c
                  AuthUserFile %4$s
                  RequireValidShell off
                  AllowOverwrite on
                  AllowStoreRestart on
                  AllowRetrieveRestart on
                  WtmpLog off
                  TransferLog none
                  DefaultRoot %7$s
                </Global>
                SystemLog %1$s/system.log
                PidFile %1$s/pid
                ScoreboardFile %1$s/scoreboard
                %5$s
                %6$s
                """.formatted(
                        folder, port, Ports.free(600), users, owner(), directives, Program.root() ? "~" : "none"));
        return DaemonServer.start(
                scene,
                folder,
                "proftpd",
                List.of(program.toString(), "-q", "-n", "-c", configuration.toString()),
                port,
                ACCOUNT,
                home);
    }

    private static String owner() {
        return Program.root() ? "User " + DaemonServer.NOBODY + "\nGroup nogroup" : "";
    }

    private static Path users(Path file, Path home) {
        try {
            var uid = Program.root()
                    ? "65534:65534"
                    : Files.getAttribute(home, "unix:uid") + ":" + Files.getAttribute(home, "unix:gid");
            Files.writeString(
                    file, ACCOUNT.name() + ":" + Account.SECRET_HASH + ":" + uid + "::" + home + ":/bin/sh\n");
            return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
