package io.sluice.proxy;

import io.sluice.peers.Ports;
import io.sluice.session.peers.ScriptedBackend;
import io.sluice.session.peers.ScriptedClient;
import io.sluice.session.peers.TestGateway;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// `ProxyEngine` is each virtual host's own.
class EnginePerHostTest {

    @Test
    @DisplayName("PROXY-CFG-18 a virtual host with the engine off proxies nobody while another does")
    void aHostWithTheEngineOffProxiesNobody() throws IOException {
        int other = Ports.free();
        try (var backend = ScriptedBackend.listening();
                var gateway = TestGateway.with(
                        "127.0.0.1",
                        List.of(
                                "ProxyEngine on",
                                "ProxyRole reverse",
                                "ProxyReverseServers " + backend.url(),
                                "<VirtualHost 127.0.0.1>",
                                "  Port " + other,
                                "  ServerName Closed",
                                "  ProxyEngine off",
                                "  ProxyRole reverse",
                                "  ProxyReverseServers " + backend.url(),
                                "</VirtualHost>"));
                var proxied = gateway.client();
                var control = backend.accepts().welcomes("SIZE");
                var unproxied = ScriptedClient.of(new InetSocketAddress("127.0.0.1", other))) {
            proxied.greeted();
            unproxied.reads(220);

            unproxied.sends("USER joe").reads("331 Password required for joe");
            unproxied.sends("PASS secret").reads("530 Login incorrect.");
            proxied.asks(control, "USER joe", "331 Go on");
        }
    }
}
