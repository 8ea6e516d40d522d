package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.system.client.Curl;
import io.sluice.system.client.DataMode;
import io.sluice.system.client.Endpoint;
import io.sluice.system.client.FtpClient;
import io.sluice.system.client.RawClient;
import io.sluice.system.peer.FtpServer;
import io.sluice.system.peer.Proftpd;
import io.sluice.system.process.Scene;
import io.sluice.system.process.TestFiles;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// IPv6 on one leg and IPv4 on the other.
class AddressFamiliesIT {
    @RegisterExtension
    final Scene scene = new Scene();

    private FtpServer server;
    private Path remote;
    private Path local;

    @BeforeEach
    void start() {
        server = Proftpd.start(scene);
        remote = TestFiles.random(server.home().resolve("file"), 300_000, 1);
        local = scene.folder("local").resolve("file");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("CONF-VH-17 an IPv6 client reaches an IPv4 backend")
    void anIpv6ClientReachesAnIpv4Backend(FtpClient.Kind kind) throws IOException {
        var endpoint = ipv6Gateway(server.url());
        var client = kind.in(scene, DataMode.EPSV);

        client.download(endpoint, "file", local);
        client.upload(endpoint, local, "copy");

        assertThat(local).hasSameBinaryContentAs(remote);
        assertThat(server.home().resolve("copy")).hasSameBinaryContentAs(remote);
    }

    @Test
    void anIpv6ClientInActiveModeReachesAnIpv4Backend() {
        var client = Curl.in(scene, DataMode.EPRT);

        client.download(ipv6Gateway(server.url()), "file", local);

        assertThat(local).hasSameBinaryContentAs(remote);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("PROXY-DT-04 an IPv4 client reaches an IPv6 backend, whatever it asks for")
    void anIpv4ClientReachesAnIpv6Backend(DataMode mode) {
        var gateway = SluiceProcess.start(scene, SluiceConfiguration.reverse(scene, "ftp://[::1]:" + server.port()));

        Curl.in(scene, mode).download(gateway.endpoint(server), "file", local);

        assertThat(local).hasSameBinaryContentAs(remote);
    }

    @Test
    @DisplayName("PROXY-DT-08 PASV from an IPv6 client is refused")
    void pasvFromAnIpv6ClientIsRefused() throws IOException {
        var endpoint = ipv6Gateway(server.url());
        var client = RawClient.connect(scene, endpoint.host(), endpoint.port());
        client.expects(220);
        client.login(server.account());

        assertThat(client.asks("PASV", 501).text()).isEqualTo("PASV: Operation not permitted");
        client.asks("EPSV", 229);
    }

    private Endpoint ipv6Gateway(String backend) {
        var gateway = SluiceProcess.start(
                scene, SluiceConfiguration.reverse(scene, backend).with("DefaultAddress", "::1"));
        return new Endpoint("::1", gateway.port(), server.account(), server.folder());
    }
}
