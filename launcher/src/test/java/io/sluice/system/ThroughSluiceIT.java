package io.sluice.system;

import io.sluice.system.client.Endpoint;
import io.sluice.system.peer.FtpServer;
import io.sluice.system.process.Scene;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Every client and every server with the gateway between them.
@ParameterizedClass(name = "{0} and {1}, through Sluice")
@MethodSource("everyClientAndServer")
class ThroughSluiceIT extends ClientAndServerFacts {

    @Override
    Endpoint way(Scene scene, FtpServer server) {
        return SluiceProcess.start(scene, SluiceConfiguration.reverse(scene, server))
                .endpoint(server);
    }
}
