package io.sluice.system;

import io.sluice.system.client.Endpoint;
import io.sluice.system.peer.FtpServer;
import io.sluice.system.process.Scene;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// The clients and servers by themselves, without a gateway: a failure here is none of the gateway's.
@ParameterizedClass(name = "{0} and {1}, directly")
@MethodSource("everyClientAndServer")
class DirectIT extends ClientAndServerFacts {

    @Override
    Endpoint way(Scene scene, FtpServer server) {
        return Endpoint.local(server.port(), server);
    }
}
