package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.peers.Await;
import io.sluice.peers.Program;
import io.sluice.system.client.Curl;
import io.sluice.system.client.DataMode;
import io.sluice.system.client.Endpoint;
import io.sluice.system.client.FtpClient;
import io.sluice.system.client.Lftp;
import io.sluice.system.client.RawClient;
import io.sluice.system.peer.Account;
import io.sluice.system.peer.FtpServer;
import io.sluice.system.process.ChildProcess;
import io.sluice.system.process.Scene;
import io.sluice.system.process.TestFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Real clients that speak TLS to the gateway, which speaks none to a real server.
class FtpsIT {
    private static final Duration BOUND = Duration.ofSeconds(30);
    private static final int SIZE = 20_000_000;

    /// What the shell feeds to a client that writes what it hears to the file `said`, for 25 seconds at most.
    private static final String NOOP_UNTIL_KEY_UPDATE =
            "for each in $(seq 100); do printf 'NOOP\\r\\n'; sleep 0.25; grep -q KeyUpdate said && break; done";

    @RegisterExtension
    final Scene scene = new Scene();

    /// A gateway with TLS before a server.
    private record Ftps(SluiceProcess gateway, FtpServer server, Path certificate, Path log) {
        private Endpoint endpoint() {
            return gateway.endpoint(server);
        }

        /// What the log of TLS has by now.
        private String told() {
            try {
                return Files.exists(log) ? Files.readString(log) : "";
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void tells(String text) {
            Await.until("the TLSLog says \"" + text + "\", not\n" + told(), () -> told().contains(text));
        }
    }

    private Ftps ftps(FtpServer server, String... directives) {
        var folder = scene.folder("tls");
        var certificate = folder.resolve("certificate.pem");
        var key = folder.resolve("key.pem");
        ChildProcess.run(
                folder,
                "openssl",
                BOUND,
                List.of(
                        Program.of("openssl").toString(),
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:prime256v1",
                        "-nodes",
                        "-days",
                        "2",
                        "-subj",
                        "/CN=localhost",
                        "-addext",
                        "subjectAltName=DNS:localhost,IP:127.0.0.1",
                        "-keyout",
                        key.toString(),
                        "-out",
                        certificate.toString()));
        var log = folder.resolve("tls.log");
        var configuration = SluiceConfiguration.reverse(scene, server)
                .with("TLSEngine", "on")
                .with("TLSECCertificateFile", certificate.toString())
                .with("TLSECCertificateKeyFile", key.toString())
                .with("TLSLog", log.toString())
                .lines(String.join("\n", directives));
        return new Ftps(SluiceProcess.start(scene, configuration), server, certificate, log);
    }

    private Ftps ftps(String... directives) {
        return ftps(FtpServer.Kind.PROFTPD.start(scene), directives);
    }

    private Curl curl(Ftps ftps) {
        return Curl.in(scene, DataMode.EPSV).secured(ftps.certificate(), false);
    }

    /// Sends a file up and down again, and demands that both are what was sent.
    private void carries(FtpClient client, Ftps ftps) throws IOException {
        var folder = scene.folder("files");
        var file = TestFiles.random(folder.resolve("file"), SIZE, 7);
        client.upload(ftps.endpoint(), file, "file");
        Await.until(
                "the file is whole at the server",
                () -> TestFiles.digest(ftps.server().home().resolve("file")).equals(TestFiles.digest(file)));
        client.download(ftps.endpoint(), "file", folder.resolve("back"));
        assertThat(TestFiles.digest(folder.resolve("back"))).isEqualTo(TestFiles.digest(file));
        assertThat(client.names(ftps.endpoint())).contains("file");
    }

    @ParameterizedTest
    @EnumSource(names = {"PROFTPD", "VSFTPD"})
    @DisplayName("TLS-AUTH-07 TLS-DAT-05 TLS-REQ-02 curl stores, fetches and lists")
    void curl(FtpServer.Kind kind) throws IOException {
        var ftps = ftps(kind.start(scene), "TLSRequired on");

        carries(curl(ftps), ftps);

        ftps.tells("SSL/TLS-P requested, starting TLS handshake");
        ftps.tells("TLSv1.3 connection accepted");
        ftps.tells(", resumed session)");
    }

    @Test
    @DisplayName("TLS-DAT-05 curl with TLS 1.2 resumes the TLS session of its control connection")
    void olderCurl() throws IOException {
        var ftps = ftps("TLSProtocol TLSv1.2");

        carries(curl(ftps), ftps);

        ftps.tells("TLSv1.2 data connection accepted");
    }

    @Test
    @DisplayName("TLS-IMP-01 TLS-IMP-02 curl by ftps://")
    void implicitCurl() throws IOException {
        var ftps = ftps("TLSOptions UseImplicitSSL", "TLSRequired on");

        carries(Curl.in(scene, DataMode.EPSV).secured(ftps.certificate(), true), ftps);

        ftps.tells("TLSOption UseImplicitSSL in effect, starting SSL/TLS handshake");
    }

    @ParameterizedTest
    @DisplayName(
            "TLS-AUTH-06 TLS-DAT-05 TLS-DAT-10 TLS-IMP-02 lftp, by AUTH and at once, in passive and in active mode")
    @CsvSource({"EPSV,false", "PASV,true", "PORT,false", "EPRT,true"})
    void lftp(DataMode mode, boolean implicit) throws IOException {
        var ftps = implicit ? ftps("TLSOptions UseImplicitSSL") : ftps();

        carries(Lftp.in(scene, mode).secured(ftps.certificate(), implicit), ftps);

        ftps.tells("data connection accepted");
    }

    @Test
    @DisplayName("TLS-DAT-13 fifty transfers by lftp on one TLS session")
    void fifty() {
        var ftps = ftps();
        var folder = scene.folder("files");
        var file = TestFiles.random(folder.resolve("file"), 10_000, 3);
        var client = Lftp.in(scene, DataMode.EPSV).secured(ftps.certificate(), false);

        client.run(
                ftps.endpoint(),
                IntStream.range(0, 50)
                        .mapToObj(i -> "put " + file + " -o file" + i)
                        .collect(Collectors.joining("; ")));

        for (int i = 0; i < 50; i++) {
            assertThat(ftps.server().home().resolve("file" + i)).hasSameBinaryContentAs(file);
        }
        assertThat(ftps.told().lines().filter(line -> line.contains(" connection accepted") && !line.contains("data")))
                .hasSize(1);
    }

    @ParameterizedTest
    @DisplayName("TLS-CMD-10 TLS-CMD-11 TLS-DAT-08 curl goes on in the clear after CCC")
    @ValueSource(strings = {"active", "passive"})
    void clearing(String mode) {
        var ftps = ftps("TLSRequired auth+data");
        TestFiles.random(ftps.server().home().resolve("file"), 1000, 4);

        var text = curl(ftps).run(ftps.endpoint(), "", "--list-only", "--ftp-ssl-ccc", "--ftp-ssl-ccc-mode", mode);

        assertThat(text.lines()).contains("file");
        ftps.tells("received CCC, clearing control channel protection");
    }

    @Test
    @DisplayName("TLS-DAT-01 TLS-DAT-06 curl without resumption is refused, unless NoSessionReuseRequired")
    void resumption() {
        var strict = ftps();
        TestFiles.random(strict.server().home().resolve("file"), 1000, 4);

        assertThatThrownBy(() -> curl(strict).run(strict.endpoint(), "", "--list-only", "--no-sessionid"))
                .hasMessageContaining("curl ended with status");
        strict.tells("client did not reuse TLS session, rejecting data connection");

        var lenient = ftps(strict.server(), "TLSOptions NoSessionReuseRequired");
        assertThat(curl(lenient)
                        .run(lenient.endpoint(), "", "--list-only", "--no-sessionid")
                        .lines())
                .contains("file");
    }

    @Test
    @DisplayName("TLS-AUTH-06 TLS-CFG-18 openssl s_client verifies the certificate by AUTH TLS")
    void openssl() {
        var ftps = ftps();

        var child = ChildProcess.start(
                scene.folder("client"),
                "openssl",
                List.of(
                        Program.of("openssl").toString(),
                        "s_client",
                        "-starttls",
                        "ftp",
                        "-brief",
                        "-verify_return_error",
                        "-CAfile",
                        ftps.certificate().toString(),
                        "-connect",
                        "127.0.0.1:" + ftps.gateway().port()));

        assertThat(child.awaitExit(BOUND)).isZero();
        assertThat(child.errors()).contains("Protocol version: TLSv1.3", "Verification: OK");
    }

    @Test
    @DisplayName("TLS-REQ-06 TLS for one user: demanded when it has logged in, or, where it is known, from USER on")
    void requiredOfAUser() throws IOException {
        var section = "TLSOptions AllowPerUser\n<IfUser joe>\nTLSRequired on\n</IfUser>";
        var late = ftps(section);
        var account = late.server().account();
        TestFiles.random(late.server().home().resolve("file"), 1000, 4);

        var tooLate = RawClient.connect(scene, late.gateway().port());
        tooLate.expects(220);
        tooLate.asks("USER joe", 331);
        tooLate.asks("PASS " + account.password(), 530);
        tooLate.expectsEnd();
        assertThat(curl(late).names(late.endpoint())).contains("file");

        var users = Files.writeString(
                scene.folder("users").resolve("users"), "joe:" + Account.SECRET_HASH + ":1000:1000::/:/bin/sh\n");
        Files.setPosixFilePermissions(users, PosixFilePermissions.fromString("rw-------"));
        var early = ftps(late.server(), section, "IfSessionOptions PerUnauthenticatedUser", "AuthUserFile " + users);
        var client = RawClient.connect(scene, early.gateway().port());
        client.expects(220);
        client.asks("USER joe", 331);
        client.asks("PASS " + account.password(), 550);
        client.secured("localhost").login(account);
    }

    @Test
    @DisplayName("TLS-REN-01 TLS-REN-02 keys are changed in TLS 1.3; openssl may not renegotiate in TLS 1.2")
    void newKeys() throws IOException {
        var ftps = ftps("TLSRenegotiate ctrl 1 data 64");

        assertThat(openssl(ftps, NOOP_UNTIL_KEY_UPDATE + "; printf 'QUIT\\r\\n'", "-quiet -msg"))
                .containsSubsequence("<<< TLS 1.3, Handshake [length 0005], KeyUpdate", "18 00 00 01 01", "221 ");
        assertThat(openssl(ftps, "printf 'R\\n'; sleep 1; printf 'NOOP\\r\\n'; sleep 0.2", "-tls1_2"))
                .contains("RENEGOTIATING")
                .doesNotContain("200 NOOP");
        carries(curl(ftps), ftps);
        var folder = scene.folder("large");
        var large = TestFiles.random(folder.resolve("large"), 20_000_000, 4);
        Lftp.in(scene, DataMode.EPSV)
                .secured(ftps.certificate(), false)
                .run(ftps.endpoint(), "put " + large + " -o large; get large -o " + folder.resolve("back"));
        assertThat(folder.resolve("back")).hasSameBinaryContentAs(large);
    }

    /// What `openssl s_client` tells that is fed by a command of the shell.
    private String openssl(Ftps ftps, String fed, String options) {
        var command = "(" + fed + ") | " + Program.of("openssl") + " s_client -starttls ftp -connect 127.0.0.1:"
                + ftps.gateway().port() + " " + options + " > said 2>&1; cat said";
        return ChildProcess.run(scene.folder("openssl"), "openssl", BOUND, List.of("sh", "-c", command));
    }

    @Test
    @DisplayName("TLS-DAT-15 transfers by lftp and curl on TLS sessions that are always about to expire")
    void expiring() {
        var ftps = ftps("TLSSessionCache internal: 10");
        var folder = scene.folder("files");
        var file = TestFiles.random(folder.resolve("file"), 10_000, 3);

        Lftp.in(scene, DataMode.EPSV)
                .secured(ftps.certificate(), false)
                .run(ftps.endpoint(), "put " + file + " -o a; put " + file + " -o b; put " + file + " -o c");

        assertThat(ftps.server().home().resolve("c")).hasSameBinaryContentAs(file);
        assertThat(curl(ftps).names(ftps.endpoint())).contains("a", "b", "c");
        ftps.tells(" secs (10 session cache expiration)");
        ftps.tells("Consider using 'TLSSessionCache internal:' to allow a longer expiration");
    }

    @Test
    @DisplayName("TLS-REQ-02 TLS-AUTH-11 a client without TLS, and one that fails at it")
    void without() throws IOException {
        var ftps = ftps("TLSRequired on");

        var client = RawClient.connect(scene, ftps.gateway().port());
        client.expects(220);
        client.asks("USER joe", 550);
        client.asks("FEAT", 211);
        client.asks("AUTH TLS", 234);
        client.sends("USER joe");
        ftps.tells("TLS/TLS-C negotiation failed on control channel");
    }
}
