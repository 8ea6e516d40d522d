package io.sluice.system;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.peers.Await;
import io.sluice.peers.Ports;
import io.sluice.system.client.Ftpdctl;
import io.sluice.system.peer.FtpServer;
import io.sluice.system.peer.Proftpd;
import io.sluice.system.process.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A reverse proxy to be that has bans switched on, and a control socket for the user of the tests.
record WithBans(Scene scene, Controlled controlled) {

    static WithBans before(Scene scene, FtpServer server) {
        var controlled = Controlled.before(scene, server);
        var folder = controlled.configuration().folder();
        controlled
                .configuration()
                .with("BanEngine", "on")
                .with("BanTable", folder.resolve("ban.tab").toString())
                .with("BanLog", folder.resolve("ban.log").toString())
                .with("BanControlsACLs", "all allow user " + Controlled.ME);
        return new WithBans(scene, controlled);
    }

    SluiceConfiguration configuration() {
        return controlled.configuration();
    }

    Ftpdctl ftpdctl() {
        return controlled.ftpdctl();
    }

    SluiceProcess start() {
        return controlled.start();
    }

    Path table() {
        return configuration().folder().resolve("ban.tab");
    }

    String log() throws IOException {
        return read(configuration().folder().resolve("ban.log"));
    }

    private static String read(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file, UTF_8) : "";
    }

    void awaitLog(String text) {
        Await.until("'" + text + "' in the log of bans", () -> log().contains(text));
    }

    /// ProFTPD with mod_ban and the same directives.
    record Reference(FtpServer server, Ftpdctl ftpdctl, Path log) {
        String said() throws IOException {
            return read(log);
        }
    }

    static Reference reference(Scene scene, String directives) {
        var folder = scene.folder("reference");
        int port = Ports.free();
        var server = Proftpd.start(scene, port, """
                LoadModule mod_ctrls_admin.c
                LoadModule mod_ban.c
                ControlsEngine on
                ControlsSocket %1$s/proftpd.sock
                ControlsInterval 1
                ControlsSocketACL allow user %2$s
                ControlsACLs all allow user %2$s
                AdminControlsACLs all allow user %2$s
                BanEngine on
                BanTable %1$s/ban.tab
                BanLog %1$s/ban.log
                BanControlsACLs all allow user %2$s
                %3$s
                """.formatted(folder, Controlled.ME, directives));
        return new Reference(server, Ftpdctl.on(scene, folder.resolve("proftpd.sock")), folder.resolve("ban.log"));
    }
}
