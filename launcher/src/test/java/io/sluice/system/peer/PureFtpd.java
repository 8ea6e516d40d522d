package io.sluice.system.peer;

import io.sluice.peers.Ports;
import io.sluice.peers.Program;
import io.sluice.system.process.ChildProcess;
import io.sluice.system.process.Scene;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// Pure-FTPd with a virtual user.
public final class PureFtpd {
    private static final Account ACCOUNT = new Account("joe", Account.SECRET);

    private PureFtpd() {}

    public static FtpServer start(Scene scene) {
        return start(scene, List.of());
    }

    /// With more options than the usual ones.
    public static FtpServer start(Scene scene, List<String> options) {
        var program = Program.of("pure-ftpd");
        var users = Program.of("pure-pw");
        Program.needsRoot("pure-ftpd");
        var folder = scene.folder("pure-ftpd");
        var home = DaemonServer.home(folder);
        DaemonServer.write(
                folder.resolve("passwd"),
                ACCOUNT.name() + ":" + Account.SECRET_HASH + ":65534:65534::" + home + "/./::::::::::::\n");
        ChildProcess.run(
                folder,
                "pure-pw",
                Duration.ofSeconds(20),
                List.of(users.toString(), "mkdb", "users.pdb", "-f", "passwd"));
        var port = Ports.free();
        var passive = Ports.free(600);
        return DaemonServer.start(
                scene,
                folder,
                "pure-ftpd",
                Stream.concat(
                                Stream.of(
                                        program.toString(),
                                        "--bind=127.0.0.1," + port,
                                        "--login=puredb:" + folder.resolve("users.pdb"),
                                        "--passiveportrange=" + passive.first() + ":" + passive.last(),
                                        "--pidfile=" + folder.resolve("pid"),
                                        "--noanonymous",
                                        "--dontresolve",
                                        "--minuid=1",
                                        "--maxclientsnumber=1000",
                                        "--maxclientsperip=1000",
                                        "--syslogfacility=none",
                                        "--maxidletime=5"),
                                options.stream())
                        .toList(),
                port,
                ACCOUNT,
                home);
    }
}
