package io.sluice.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.net.ProxyHeader;
import io.sluice.net.ProxyTlvs;
import io.sluice.session.peers.BackendControl;
import io.sluice.session.peers.ScriptedBackend;
import io.sluice.session.peers.ScriptedClient;
import io.sluice.session.peers.TestGateway;
import io.sluice.session.peers.TlsClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The PROXY header that backends get (`ProxyOptions UseProxyProtocolV1` and its kin), and that it comes first.
class OutgoingHeaderTest {
    private static final InetSocketAddress FAR_CLIENT = new InetSocketAddress("198.51.100.9", 4711);
    private static final InetSocketAddress BALANCER = new InetSocketAddress("203.0.113.1", 21);

    @ParameterizedTest
    @DisplayName("PROXY-PP-01 PROXY-CFG-08 a line of text, by either name of the option")
    @ValueSource(strings = {"UseProxyProtocolV1", "UseProxyProtocol", "UseProxyProtocolV2 UseProxyProtocolV1"})
    void versionOneIsALine(String options) {
        try (var stand = new Stand("ProxyOptions " + options)) {
            assertThat(stand.backend.wire().line())
                    .isEqualTo("PROXY TCP4 127.0.0.1 127.0.0.1 "
                            + stand.client.wire().local().getPort() + " "
                            + stand.gateway.address().getPort());
            stand.goesOn();
        }
    }

    @Test
    @DisplayName("PROXY-PP-02 a binary header with the two addresses")
    void versionTwoIsBinary() {
        try (var stand = new Stand("ProxyOptions UseProxyProtocolV2")) {
            var expected = ProxyHeader.of(stand.client.wire().local(), stand.gateway.address())
                    .version2();
            assertThat(stand.backend.wire().bytes(expected.length)).isEqualTo(expected);
            stand.goesOn();
        }
    }

    @Test
    @DisplayName("PROXY-PP-03 without version 2 the option for its values changes nothing")
    void valuesNeedVersionTwo() {
        try (var stand = new Stand("ProxyOptions UseProxyProtocolV2TLVs")) {
            stand.goesOn();
        }
    }

    @Test
    @DisplayName("PROXY-PP-03 values of the session: protocol, no TLS, its id")
    void valuesOfTheSession() {
        try (var stand = new Stand("ProxyOptions UseProxyProtocolV2 UseProxyProtocolV2TLVs", "UniqueIDEngine on")) {
            var addresses = ProxyHeader.of(stand.client.wire().local(), stand.gateway.address())
                    .version2();
            var bytes = stand.backend.wire().bytes(addresses.length + 6 + 8 + 3 + 24);

            assertThat(bytes[15]).as("length").isEqualTo((byte) (12 + 6 + 8 + 3 + 24));
            assertThat(bytes).containsSequence(0x01, 0, 3, 'f', 't', 'p', 0x20, 0, 5, 0, 0, 0, 0, 1, 0x05, 0, 24);
            stand.goesOn();
        }
    }

    @Test
    @DisplayName("PROXY-PP-03 values of a session under TLS: its protocol, that there is TLS, and its version")
    void valuesUnderTls() throws IOException {
        try (var server = ScriptedBackend.listening();
                var gateway = TestGateway.before(
                        List.of(server.url()),
                        "TLSEngine on",
                        "ProxyReverseConnectPolicy PerUser",
                        "ProxyOptions UseProxyProtocolV2 UseProxyProtocolV2TLVs");
                var client = gateway.client()) {
            client.reads(220);
            var secured = TlsClient.nameless().secures(client).sends("USER joe");
            try (var control = server.accepts()) {
                var addresses =
                        ProxyHeader.of(client.wire().local(), gateway.address()).version2();
                var bytes = control.wire().bytes(addresses.length + 7 + 3 + 5 + 3 + 7);

                assertThat(bytes)
                        .endsWith(
                                0x01, 0, 4, 'f', 't', 'p', 's', 0x20, 0, 15, 1, 0, 0, 0, 1, 0x21, 0, 7, 'T', 'L', 'S',
                                'v', '1', '.', '3');
                control.welcomes("SIZE").expects("USER joe").replies("331 Password required for joe");
                secured.reads(331);
            }
        }
    }

    @Test
    @DisplayName("PROXY-PP-05 what a balancer has said of the client is passed on")
    void whatABalancerHasSaidIsPassedOn() {
        try (var backend = ScriptedBackend.listening();
                var gateway = TestGateway.before(
                        List.of(backend.url()),
                        "ProxyProtocolEngine on",
                        "ProxyProtocolFrom 127.0.0.1",
                        "ProxyOptions UseProxyProtocolV2 UseProxyProtocolV2TLVs");
                var client = gateway.client()) {
            var said = ProxyHeader.of(FAR_CLIENT, BALANCER)
                    .with(ProxyTlvs.ofAlpn("ftps")
                            .withAuthority("files.example.com")
                            .withTls(new ProxyTlvs.Tls(
                                    true,
                                    true,
                                    true,
                                    Optional.of("TLSv1.3"),
                                    Optional.of("joe"),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty()))
                            .withUniqueId("abc")
                            .withAwsEndpoint("vpce-08d2bf15fac5001c9")
                            .withAzureLink(0x01020304L));
            client.wire().sends(said.version2());

            try (var control = backend.accepts()) {
                assertThat(control.wire().bytes(said.version2().length)).isEqualTo(said.version2());
                control.welcomes("SIZE");
                client.greeted();
            }
        }
    }

    private static final class Stand implements AutoCloseable {
        private final ScriptedBackend server = ScriptedBackend.listening();
        private final TestGateway gateway;
        private final ScriptedClient client;
        private final BackendControl backend;

        private Stand(String... directives) {
            gateway = TestGateway.before(List.of(server.url()), directives);
            client = gateway.client();
            backend = server.accepts();
        }

        private void goesOn() {
            backend.welcomes("SIZE");
            client.greeted();
        }

        @Override
        public void close() {
            client.close();
            backend.close();
            server.close();
            gateway.close();
        }
    }
}
