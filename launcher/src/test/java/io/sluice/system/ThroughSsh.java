package io.sluice.system;

import io.sluice.system.client.Endpoint;
import io.sluice.system.client.OpenSsh;
import io.sluice.system.peer.FtpServer;
import io.sluice.system.peer.Sshd;
import io.sluice.system.process.Scene;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Clients of OpenSSH, and a gateway that speaks SSH with them.
@Execution(ExecutionMode.CONCURRENT)
abstract class ThroughSsh {
    @RegisterExtension
    final Scene scene = new Scene();

    final SluiceConfiguration configuration(String url, String... directives) {
        return SluiceConfiguration.reverse(scene, url)
                .with("SFTPEngine", "on")
                .with("SFTPHostKey", key("gateway").toString())
                .lines(String.join("\n", directives));
    }

    final SluiceProcess gateway(String url, String... directives) {
        return SluiceProcess.start(scene, configuration(url, directives));
    }

    /// A gateway that has much to encrypt.
    final SluiceProcess lastingGateway(String url, String... directives) {
        return SluiceProcess.start(scene, configuration(url, directives), SluiceProcess.LASTING);
    }

    final OpenSsh client(SluiceProcess gateway, FtpServer server, String... options) {
        return OpenSsh.in(scene, Endpoint.local(gateway.port(), server), options);
    }

    /// A new private key, of Ed25519.
    final Path key(String owner) {
        return Sshd.key(scene.folder(owner).resolve("key"));
    }

    static long connections(SluiceProcess gateway, int port) {
        try {
            return gateway.connections(each -> each == port);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
