package io.sluice.system.peer;

import io.sluice.system.process.Scene;

/// ProFTPD that speaks SSH.
public record ModSftp(FtpServer server) implements SshServer {

    public static FtpServer start(Scene scene) {
        var key = Sshd.key(scene.folder("mod_sftp").resolve("key"));
        return new ModSftp(Proftpd.start(scene, """
                <IfModule !mod_sftp.c>
                  LoadModule mod_sftp.c
                </IfModule>
                SFTPEngine on
                SFTPHostKey %s
                """.formatted(key)));
    }
}
