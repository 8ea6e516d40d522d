package io.sluice.system.peer;

import io.sluice.system.process.Scene;

/// ProFTPD that speaks SSH.
public final class ModSftp {
    private ModSftp() {}

    public static FtpServer start(Scene scene) {
        var key = Sshd.key(scene.folder("mod_sftp").resolve("key"));
        return new SftpServer(Proftpd.start(scene, """
                <IfModule !mod_sftp.c>
                  LoadModule mod_sftp.c
                </IfModule>
                SFTPEngine on
                SFTPHostKey %s
                """.formatted(key)));
    }
}
