package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.peers.Await;
import io.sluice.system.client.Curl;
import io.sluice.system.client.DataMode;
import io.sluice.system.client.Endpoint;
import io.sluice.system.client.RawClient;
import io.sluice.system.peer.FtpServer;
import io.sluice.system.peer.Haproxy;
import io.sluice.system.peer.Proftpd;
import io.sluice.system.process.Scene;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Balancers and clients that send PROXY headers.
class ProxyProtocolIT {
    private static final String CLIENT = "127.0.0.6";

    @RegisterExtension
    final Scene scene = new Scene();

    private FtpServer server;

    @BeforeEach
    void start() throws IOException {
        server = Proftpd.start(scene);
        Files.writeString(server.home().resolve("greeting"), "good morning\n");
    }

    /// A gateway that trusts the loopback address of balancers, and of curl where it is told to come from there.
    private SluiceProcess gateway() {
        return SluiceProcess.start(
                scene,
                SluiceConfiguration.reverse(scene, server)
                        .with("SyslogLevel", "info")
                        .with("ProxyProtocolEngine", "on")
                        .with("ProxyProtocolFrom", "127.0.0.1")
                        .with("ProxyProtocolTimeout", "1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "send-proxy",
                "send-proxy-v2",
                "send-proxy-v2-ssl-cn",
                "send-proxy-v2 proxy-v2-options crc32c,unique-id,authority"
            })
    void theClientBehindHaproxyIsTheClient(String options) {
        var gateway = gateway();
        var balancer = Haproxy.before(scene, gateway.port(), options);

        var text = Curl.in(scene, DataMode.EPSV)
                .run(
                        new Endpoint("127.0.0.1", balancer.port(), server.account(), server.folder()),
                        "greeting",
                        "--interface",
                        CLIENT);

        assertThat(text).isEqualTo("good morning\n");
        gateway.logs("(" + CLIENT + "[" + CLIENT + "]): FTP session opened.");
    }

    @ParameterizedTest
    @EnumSource(DataMode.class)
    void everyKindOfDataConnectionWorksBehindHaproxy(DataMode mode) {
        var gateway = gateway();
        var balancer = Haproxy.before(scene, gateway.port(), "send-proxy-v2");

        var text = Curl.in(scene, mode)
                .run(new Endpoint("127.0.0.1", balancer.port(), server.account(), server.folder()), "greeting");

        assertThat(text).isEqualTo("good morning\n");
    }

    @Test
    void aHealthCheckOfHaproxyIsNoSession() throws IOException {
        var gateway = gateway();
        Haproxy.before(scene, gateway.port(), "send-proxy-v2 check inter 100ms check-send-proxy");

        var client = RawClient.login(
                scene, Haproxy.before(scene, gateway.port(), "send-proxy-v2").port(), server.account());

        client.asks("NOOP", 200);
        assertThat(gateway.process().errors()).doesNotContain("connection from 127.0.0.1 closed");
    }

    @Test
    void curlIntroducesItself() {
        var gateway = gateway();

        var text = Curl.in(scene, DataMode.EPSV).run(gateway.endpoint(server), "greeting", "--haproxy-protocol");

        assertThat(text).isEqualTo("good morning\n");
        gateway.logs("(127.0.0.1[127.0.0.1]): FTP session opened.");
    }

    @ParameterizedTest(name = "PROXY-PP-01 PROXY-PP-02 PROXY-PP-03 ProxyOptions {0}")
    @ValueSource(strings = {"UseProxyProtocolV1", "UseProxyProtocolV2", "UseProxyProtocolV2 UseProxyProtocolV2TLVs"})
    void haproxyLearnsFromUsWhoTheClientIs(String options) {
        var listening = Haproxy.expectingHeaders(scene, server.port());
        var gateway = SluiceProcess.start(
                scene,
                SluiceConfiguration.reverse(scene, "ftp://127.0.0.1:" + listening.port())
                        .with("ProxyOptions", options));

        var text = Curl.in(scene, DataMode.EPSV).run(gateway.endpoint(server), "greeting", "--interface", CLIENT);

        assertThat(text).isEqualTo("good morning\n");
        Await.until(
                "haproxy has logged the client",
                () -> listening.process().errors().contains(CLIENT + ":"));
    }

    @Test
    void aBalancerThatSendsNoHeaderIsToldApartAndWhy() throws IOException {
        var gateway = gateway();
        var balancer = Haproxy.before(scene, gateway.port(), "");

        RawClient.connect(scene, balancer.port()).expectsEnd();

        gateway.logs("connection from 127.0.0.1 closed: it sent no PROXY header within 1 seconds; a balancer that sends"
                + " no header until the client speaks waits forever for an FTP client");
    }
}
