package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.peers.Await;
import io.sluice.system.client.Curl;
import io.sluice.system.client.DataMode;
import io.sluice.system.client.Endpoint;
import io.sluice.system.client.FtpClient;
import io.sluice.system.client.Lftp;
import io.sluice.system.client.OpensslClient;
import io.sluice.system.client.RawClient;
import io.sluice.system.peer.Certificates;
import io.sluice.system.peer.Certificates.Issued;
import io.sluice.system.peer.FtpServer;
import io.sluice.system.peer.Proftpd;
import io.sluice.system.process.Scene;
import io.sluice.system.process.TestFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Real clients that name the server they want in their TLS handshakes.
class SniIT {
    private static final String MAIN = "main.example.com";
    private static final String OTHER = "b.example.com";
    private static final int SIZE = 3_000_000;

    @RegisterExtension
    final Scene scene = new Scene();

    private Certificates authority;
    private FtpServer first;
    private FtpServer second;
    private Path log;

    @BeforeEach
    void peers() {
        authority = Certificates.by(scene, "Authority");
        first = Proftpd.start(scene);
        second = Proftpd.start(scene);
        log = scene.folder("tls").resolve("tls.log");
    }

    private static String tls(Issued issued) {
        return "TLSEngine on\nTLSECCertificateFile " + issued.certificate() + "\nTLSECCertificateKeyFile "
                + issued.key();
    }

    /// `main.example.com` before the first server; `b.example.com`, which is `localhost` too, before the second; one
    /// without TLS, and one with the newest version alone.
    ///
    /// @param both a line for the two of them
    private SluiceProcess gateway(String both) {
        var configuration = SluiceConfiguration.reverse(scene, first)
                .lines(tls(authority.issue(MAIN)) + "\nTLSLog " + log + "\nServerAlias " + MAIN + "\n" + both);
        var other = authority.issue(OTHER);
        return SluiceProcess.start(
                scene,
                configuration
                        .lines(server(
                                configuration,
                                "ServerAlias " + OTHER + " localhost\n" + tls(other) + "\n" + both
                                        + "\nProxyEngine on\nProxyRole reverse\nProxyReverseServers " + second.url()))
                        .lines(server(configuration, "ServerAlias clear.example.com"))
                        .lines(server(
                                configuration,
                                "ServerAlias new.example.com\n" + tls(other) + "\nTLSProtocol TLSv1.3")));
    }

    private static String server(SluiceConfiguration configuration, String lines) {
        return "<VirtualHost 127.0.0.1>\nPort " + configuration.port() + "\n" + lines + "\n</VirtualHost>";
    }

    private void told(String text) {
        Await.until("the TLSLog says \"" + text + "\"", () -> {
            try {
                return Files.readString(log).contains(text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /// Sends a file to the second server and back.
    private void carries(FtpClient client, Endpoint endpoint) throws IOException {
        var folder = scene.folder("files");
        var file = TestFiles.random(folder.resolve("file"), SIZE, 7);
        client.upload(endpoint, file, "file");
        Await.until(
                "the file is whole at the second server",
                () -> TestFiles.digest(second.home().resolve("file")).equals(TestFiles.digest(file)));
        client.download(endpoint, "file", folder.resolve("back"));
        assertThat(TestFiles.digest(folder.resolve("back"))).isEqualTo(TestFiles.digest(file));
        assertThat(first.home().resolve("file")).doesNotExist();
    }

    private Endpoint endpoint(String name, SluiceProcess gateway) {
        return new Endpoint(name, gateway.port(), second.account(), second.folder());
    }

    @ParameterizedTest
    @DisplayName("TLS-SNI-01 TLS-SNI-09 TLS-SNI-10 curl is served by the server of its URL, with either library of TLS")
    @ValueSource(strings = {"TLSSessionTickets off", "TLSSessionTickets on"})
    void curl(String line) throws IOException {
        var gateway = gateway(line);
        var there = "127.0.0.1:" + gateway.port();
        var options = Curl.in(scene, DataMode.EPSV).secured(authority.certificate(), false);
        var curl = new Curl(
                options.program(),
                options.folder(),
                options.mode(),
                options.scheme(),
                Stream.concat(
                                options.security().stream(),
                                Stream.of("--connect-to", OTHER + ":" + gateway.port() + ":" + there))
                        .toList());

        carries(curl, endpoint(OTHER, gateway));
    }

    @Test
    @DisplayName("TLS-SNI-01 TLS-SNI-09 TLS-SNI-10 lftp is served by the server of its URL")
    void lftp() throws IOException {
        var gateway = gateway("TLSOptions StdEnvVars");
        var lftp = Lftp.in(scene, DataMode.EPSV).secured(authority.certificate(), false);

        carries(
                new Lftp(
                        lftp.program(),
                        lftp.folder(),
                        lftp.mode(),
                        lftp.scheme(),
                        lftp.more() + "set ssl:check-hostname no; set dns:order inet; "),
                endpoint("localhost", gateway));
    }

    @ParameterizedTest
    @DisplayName("TLS-SNI-01 TLS-SNI-02 TLS-SNI-04 TLS-SNI-06 TLS-SNI-07 what openssl s_client gets to see")
    @ValueSource(strings = {"TLSSessionTickets off", "TLSSessionTickets on"})
    void handshakes(String line) {
        var gateway = gateway(line);
        int port = gateway.port();

        assertThat(OpensslClient.of(scene, OTHER).shakesHands(port)).contains("subject=CN = " + OTHER);
        assertThat(OpensslClient.of(scene, "B.Example.com").shakesHands(port, "-tls1_2"))
                .contains("subject=CN = " + OTHER);
        for (String name : new String[] {MAIN, "", "127.0.0.1"}) {
            assertThat(OpensslClient.of(scene, name).shakesHands(port)).contains("subject=CN = " + MAIN);
        }
        assertThat(OpensslClient.of(scene, "new.example.com").shakesHands(port)).contains("subject=CN = " + OTHER);

        assertThat(OpensslClient.of(scene, "nobody.example.com").shakesHands(port))
                .contains("SSL alert number 112");
        told("no matching server found for client-sent SNI 'nobody.example.com', rejecting connection");
        assertThat(OpensslClient.of(scene, "clear.example.com").shakesHands(port))
                .contains("SSL alert number 112");
        told("TLSEngine not enabled for SNI 'clear.example.com', rejecting client");
        assertThat(OpensslClient.of(scene, "new.example.com").shakesHands(port, "-tls1_2"))
                .contains("SSL alert number 70");
        told("client-requested protocol version TLSv1.2 not supported by");
    }

    @Test
    @DisplayName("CONF-VH-15 CONF-VH-09 HOST behind a handshake")
    void hostAfterwards() {
        int port = gateway("TLSSessionTickets off").port();

        assertThat(OpensslClient.of(scene, OTHER).says(port, "HOST " + MAIN, "HOST " + OTHER, "QUIT"))
                .containsSubsequence(
                        "504 " + MAIN + ": Unknown hostname provided", "220 HOST command successful", "221 ")
                .doesNotContain("220 ProFTPD");
        assertThat(OpensslClient.of(scene, "").says(port, "HOST " + OTHER, "QUIT"))
                .contains("503 Bad sequence of commands");
    }

    @Test
    @DisplayName("TLS-SNI-03 a client that names another server in its handshake than by HOST is refused")
    void hostBefore() throws IOException {
        int port = gateway("TLSSessionTickets off").port();

        var client = RawClient.connect(scene, port);
        client.expects(220);
        client.asks("HOST " + MAIN, 220);
        assertThatThrownBy(() -> client.secured(OTHER).asks("NOOP"))
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining("access_denied");
        told("warning: SNI '" + OTHER + "' does not match HOST '" + MAIN + "', rejecting connection");

        var consistent = RawClient.connect(scene, port);
        consistent.expects(220);
        consistent.asks("HOST " + OTHER, 220);
        consistent.secured(OTHER).login(second.account());
    }

    @Test
    @DisplayName("TLS-SNI-08 IgnoreSNI")
    void ignored() {
        int port = gateway("TLSOptions IgnoreSNI").port();

        assertThat(OpensslClient.of(scene, "nobody.example.com").shakesHands(port))
                .contains("subject=CN = " + MAIN);
    }

    @Test
    @DisplayName("PROXY-FWD-15 the name in the handshake is the server that a forward proxy connects to")
    void forward() {
        var gateway = SluiceProcess.start(
                scene, SluiceConfiguration.forward(scene, "user@sni").lines(tls(authority.issue(MAIN))));
        var place = "127.0.0.1:" + second.port();
        var account = second.account();

        assertThat(OpensslClient.of(scene, place)
                        .says(gateway.port(), "USER " + account.name(), "PASS " + account.password(), "PWD", "QUIT"))
                .containsSubsequence("331 ", "230 ", "257 ", "221 ");
        assertThat(OpensslClient.of(scene, "").says(gateway.port(), "USER " + account.name(), "QUIT"))
                .contains("530 Login incorrect.");
    }
}
