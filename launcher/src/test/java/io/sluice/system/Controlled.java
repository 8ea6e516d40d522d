package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.peers.Ports;
import io.sluice.system.client.Ftpdctl;
import io.sluice.system.peer.FtpServer;
import io.sluice.system.peer.Proftpd;
import io.sluice.system.process.Scene;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;

/// A reverse proxy to be, with a control socket at which the user of the tests may ask for everything.
record Controlled(Scene scene, SluiceConfiguration configuration, Path socket, Ftpdctl ftpdctl) {
    static final String ME = System.getProperty("user.name");
    private static final Duration BOUND = Duration.ofMinutes(2);

    static Controlled before(Scene scene, FtpServer server) {
        var configuration = SluiceConfiguration.reverse(scene, server);
        var socket = configuration.folder().resolve("proftpd.sock");
        configuration
                .with("ControlsSocket", socket.toString())
                .with("ControlsSocketACL", "allow user " + ME)
                .with("ControlsACLs", "all allow user " + ME)
                .with("AdminControlsACLs", "all allow user " + ME);
        return new Controlled(scene, configuration, socket, Ftpdctl.on(scene, socket));
    }

    /// Starts the gateway, and awaits that it has its socket too.
    SluiceProcess start() {
        var gateway = SluiceProcess.start(scene, configuration);
        gateway.logs("STARTUP");
        return gateway;
    }

    /// Demands that the gateway answers as the reference does. The questions of a group follow each other; groups are
    /// asked at once, each beside a reference of its own, which looks for questions only once a second.
    void saysWhatTheReferenceSays(List<List<String>> groups) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = groups.stream()
                    .map(group -> threads.submit(() -> {
                        var reference = reference(scene, Ports.free());
                        for (String words : group) {
                            assertThat(ftpdctl.asks(words.split(" ")))
                                    .as(words)
                                    .isEqualTo(reference.asks(words.split(" ")));
                        }
                    }))
                    .toList();
            assertThat(asked).allSatisfy(group -> assertThat(group).succeedsWithin(BOUND));
        }
    }

    /// `ftpdctl` for a ProFTPD with its control socket, on the port.
    static Ftpdctl reference(Scene scene, int port) {
        var socket = scene.folder("reference").resolve("proftpd.sock");
        Proftpd.start(scene, port, """
                LoadModule mod_ctrls_admin.c
                ControlsEngine on
                ControlsSocket %1$s
                ControlsInterval 1
                ControlsSocketACL allow user %2$s
                ControlsACLs all allow user %2$s
                AdminControlsACLs all allow user %2$s
                """.formatted(socket, ME));
        return Ftpdctl.on(scene, socket);
    }
}
