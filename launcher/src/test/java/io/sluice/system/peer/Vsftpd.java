package io.sluice.system.peer;

import io.sluice.peers.Ports;
import io.sluice.peers.Program;
import io.sluice.system.process.Scene;
import java.util.List;

/// vsftpd for anonymous users who may write; their password is one from a list, so that it can be wrong without any
/// account of the system being involved. Such a user may not write to the root, so its files are one folder below.
public final class Vsftpd {
    private static final Account ACCOUNT = new Account("anonymous", Account.SECRET);

    /// vsftpd demands a user whose home exists, which that of `nobody` does not.
    private static final String UPLOADER = "daemon";

    private Vsftpd() {}

    public static FtpServer start(Scene scene) {
        return start(scene, "");
    }

    /// With more settings than the usual ones.
    public static FtpServer start(Scene scene, String settings) {
        var program = Program.of("vsftpd");
        Program.needsRoot("vsftpd");
        var folder = scene.folder("vsftpd");
        var home = DaemonServer.home(scene.folder("root"));
        var passwords = DaemonServer.write(folder.resolve("passwords"), ACCOUNT.password() + "\n");
        var port = Ports.free();
        var passive = Ports.free(600);
        var configuration = DaemonServer.write(folder.resolve("vsftpd.conf"), """
                listen=YES
                listen_address=127.0.0.1
                listen_port=%1$d
                background=NO
                pasv_min_port=%2$d
                pasv_max_port=%3$d
                ftp_username=%8$s
                nopriv_user=%4$s
                secure_chroot_dir=%7$s
                anonymous_enable=YES
                local_enable=NO
                secure_email_list_enable=YES
                email_password_file=%5$s
                anon_root=%6$s
                write_enable=YES
                anon_upload_enable=YES
                anon_mkdir_write_enable=YES
                anon_other_write_enable=YES
                anon_world_readable_only=NO
                anon_umask=022
                ascii_upload_enable=YES
                ascii_download_enable=YES
                connect_from_port_20=NO
                delay_failed_login=0
                max_clients=0
                max_per_ip=0
                seccomp_sandbox=NO
                xferlog_enable=NO
                %9$s
                """.formatted(
                        port,
                        passive.first(),
                        passive.last(),
                        DaemonServer.NOBODY,
                        passwords,
                        home.getParent(),
                        scene.folder("empty"),
                        UPLOADER,
                        settings));
        return DaemonServer.start(
                scene,
                folder,
                "vsftpd",
                List.of(program.toString(), configuration.toString()),
                port,
                ACCOUNT,
                home,
                "home/");
    }
}
