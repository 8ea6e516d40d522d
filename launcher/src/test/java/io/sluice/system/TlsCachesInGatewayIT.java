package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.peers.Await;
import io.sluice.peers.Ports;
import io.sluice.peers.Program;
import io.sluice.system.client.Ftpdctl;
import io.sluice.system.peer.EmbeddedFtpServer;
import io.sluice.system.peer.OcspResponder;
import io.sluice.system.process.ChildProcess;
import io.sluice.system.process.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The caches of TLS in the whole gateway, with openssl as client and responder.
class TlsCachesInGatewayIT {
    @RegisterExtension
    final Scene scene = new Scene();

    private Path folder;
    private Path responses;
    private SluiceConfiguration configuration;
    private int responder;

    @BeforeEach
    void aServerWithTls() throws IOException {
        folder = scene.folder("certificates");
        responses = scene.folder("ocsp");
        openssl("req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=authority -keyout ca.key -out ca.pem");
        openssl("req -newkey rsa:2048 -nodes -subj /CN=server -keyout server.key -out server.csr");
        openssl("x509 -req -in server.csr -CA ca.pem -CAkey ca.key -set_serial 4660 -days 2 -out server.pem");
        Files.writeString(folder.resolve("index.txt"), "V\t491231235959Z\t\t1234\tunknown\t/CN=server\n");
        responder = Ports.free();
        configuration = SluiceConfiguration.reverse(scene, EmbeddedFtpServer.start(scene))
                .with("TLSEngine", "on")
                .with("TLSLog", scene.folder().resolve("tls.log").toString())
                .with("TLSRSACertificateFile", folder.resolve("server.pem").toString())
                .with("TLSRSACertificateKeyFile", folder.resolve("server.key").toString())
                .with("TLSCertificateChainFile", folder.resolve("ca.pem").toString())
                .with("TLSStaplingCache", "fs:/path=" + responses)
                .with("TLSStaplingResponder", "http://127.0.0.1:" + responder);
    }

    private String openssl(String words) {
        return ChildProcess.run(
                folder,
                "openssl",
                Await.USUAL,
                List.of("sh", "-c", Program.of("openssl") + " " + words + " </dev/null 2>&1"));
    }

    private ChildProcess startResponder() {
        return OcspResponder.start(scene, folder, "index.txt", responder);
    }

    /// How often it was asked.
    private static long asked(ChildProcess process) {
        return process.errors()
                .lines()
                .filter(line -> line.contains("Received request"))
                .count();
    }

    private String handshake(SluiceProcess gateway, String options) {
        return openssl(
                "s_client -starttls ftp -connect 127.0.0.1:" + gateway.port() + " -CAfile ca.pem -status " + options);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    @DisplayName("TLS-OCSP-01 TLS-OCSP-02 TLS-CFG-35 CACHE-87 the responder's response is stapled, and is in a file")
    void stapled(String version) throws IOException {
        startResponder();
        var gateway = SluiceProcess.start(scene, configuration);

        Await.until(
                "a response is stapled",
                () -> handshake(gateway, version).contains("OCSP Response Status: successful"));
        assertThat(handshake(gateway, version)).contains("Cert Status: good", "Serial Number: 1234");
        Await.until("it is in a file", () -> {
            try (var files = Files.list(responses)) {
                return files.anyMatch(file -> file.getFileName().toString().matches("[0-9a-f]{40}\\.der"));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    @DisplayName("TLS-OCSP-04 CACHE-90 the responder is down: tryLater at once, and with NoFakeTryLater nothing")
    void responderDown() {
        var gateway = SluiceProcess.start(scene, configuration);
        assertThat(handshake(gateway, "-tls1_2")).contains("OCSP Response Status: trylater");

        configuration.with("TLSStaplingOptions", "NoFakeTryLater").write();
        gateway.signal("HUP");
        Await.until("nothing is stapled", () -> handshake(gateway, "-tls1_2").contains("no response sent"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    @DisplayName("CACHE-90 TLS-OCSP-08 no handshake waits for a responder that is silent, with or without a response")
    void responderIsSilent(String version) {
        var process = startResponder();
        process.signal("STOP");
        var gateway = SluiceProcess.start(scene, configuration.with("TLSStaplingTimeout", "60"));

        var begin = System.nanoTime();
        assertThat(handshake(gateway, version)).contains("OCSP Response Status: trylater");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(60));
        assertThat(asked(process)).isZero();

        process.signal("CONT");
        Await.until(
                "a response is stapled",
                () -> handshake(gateway, version).contains("OCSP Response Status: successful"));
        process.signal("STOP");
        assertThat(handshake(gateway, version)).contains("OCSP Response Status: successful");
        process.signal("CONT");
        assertThat(asked(process)).isOne();
    }

    @Test
    @DisplayName("CACHE-90 CACHE-91 TLS-OCSP-03 a response beyond its half-life is stapled to 100 clients at once while"
            + " the responder is silent, and it is asked once")
    void halfLife() throws Exception {
        var process = startResponder();
        var file = responses.resolve(fingerprint() + ".der");
        openssl("ocsp -issuer ca.pem -cert server.pem -url http://127.0.0.1:" + responder + " -CAfile ca.pem -respout "
                + file);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofMinutes(31))));
        var old = Files.readAllBytes(file);
        process.signal("STOP");
        var gateway = SluiceProcess.start(scene, configuration.with("TLSStaplingTimeout", "60"));
        Await.until(
                "the response is at hand",
                () -> handshake(gateway, "-tls1_2").contains("OCSP Response Status: successful"));

        var said = ChildProcess.run(
                folder,
                "clients",
                Await.USUAL,
                List.of(
                        "sh",
                        "-c",
                        "for i in $(seq 100); do " + Program.of("openssl")
                                + " s_client -starttls ftp -connect 127.0.0.1:" + gateway.port()
                                + " -CAfile ca.pem -status </dev/null 2>&1 & done; wait"));
        assertThat(said.split("OCSP Response Status: successful", -1)).hasSize(101);
        assertThat(asked(process)).as("before the gateway").isOne();
        assertThat(file).hasBinaryContent(old);

        process.signal("CONT");
        Await.until("another response is kept", () -> !Arrays.equals(Files.readAllBytes(file), old));
        assertThat(handshake(gateway, "-tls1_3")).contains("OCSP Response Status: successful");
        assertThat(asked(process)).as("by the gateway, too").isEqualTo(2);
    }

    private String fingerprint() throws Exception {
        var said = openssl("x509 -in server.pem -noout -fingerprint -sha1");
        return said.substring(said.indexOf('=') + 1).strip().replace(":", "").toLowerCase(Locale.ROOT);
    }

    @Test
    @DisplayName("TLS-OCSP-01 with TLSStapling off nothing is stapled")
    void off() {
        startResponder();
        var gateway = SluiceProcess.start(scene, configuration.with("TLSStapling", "off"));

        assertThat(handshake(gateway, "-tls1_2")).contains("no response sent");
    }

    @Test
    @DisplayName("TLS-CTL-02 TLS-CTL-03 TLS-CTL-07 CACHE-89 ftpdctl asks and clears the caches")
    void controls() {
        startResponder();
        var socket = scene.folder().resolve("control.sock");
        var gateway = SluiceProcess.start(
                scene,
                configuration
                        .with("ControlsSocket", socket.toString())
                        .with("ControlsSocketACL", "allow user *")
                        .with("TLSControlsACLs", "ocspcache,sesscache,info,clear allow user *"));
        var ftpdctl = Ftpdctl.on(scene, socket);
        Await.until(
                "a response is stapled",
                () -> handshake(gateway, "-tls1_2").contains("OCSP Response Status: successful"));

        Await.until(
                "it is in a file",
                () -> ftpdctl.asks("tls", "ocspcache", "info").contains("Current OCSP responses cached: 1"));
        assertThat(ftpdctl.asks("tls", "ocspcache", "clear"))
                .containsExactly("tls ocspcache: cleared 1 response from 'fs' OCSP cache");
        assertThat(ftpdctl.asks("tls", "ocspcache", "remove")).containsExactly("access denied");
        assertThat(ftpdctl.asks("tls", "sesscache", "info")).contains("No TLSSessionCache configured");
    }
}
