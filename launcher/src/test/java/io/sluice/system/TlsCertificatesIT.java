package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.peers.Await;
import io.sluice.peers.Program;
import io.sluice.system.client.Curl;
import io.sluice.system.client.DataMode;
import io.sluice.system.client.Endpoint;
import io.sluice.system.client.Lftp;
import io.sluice.system.client.OpensslClient;
import io.sluice.system.peer.Account;
import io.sluice.system.peer.Certificates;
import io.sluice.system.peer.Certificates.Issued;
import io.sluice.system.peer.EmbeddedFtpServer;
import io.sluice.system.process.ChildProcess;
import io.sluice.system.process.Scene;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Certificates of servers and clients, and what the logs tell, with real clients.
class TlsCertificatesIT {
    private static final String LINE =
            "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,\\d{3} mod_tls/[^\\[]+\\[\\d+-\\d+\\]: .*";

    @RegisterExtension
    final Scene scene = new Scene();

    private Certificates servers;
    private Certificates clients;
    private EmbeddedFtpServer backend;
    private SluiceConfiguration configuration;
    private Path log;

    @BeforeEach
    void aServerWithTls() {
        servers = Certificates.by(scene, "Servers");
        clients = Certificates.by(scene, "Clients");
        backend = EmbeddedFtpServer.start(scene);
        log = scene.folder().resolve("tls.log");
        configuration = SluiceConfiguration.reverse(scene, backend)
                .with("TLSEngine", "on")
                .with("TLSECCertificateFile", servers.issue("localhost").both().toString())
                .with("TLSRequired", "on")
                .with("TLSLog", log.toString());
    }

    @Test
    @DisplayName("TLS-LOG-01 TLS-CFG-18 TLS-DAT-05 curl lists and loads with a resumed session, and the log tells")
    void success() throws IOException {
        var gateway = SluiceProcess.start(scene, configuration);
        var file = Files.writeString(backend.home().resolve("hello"), "hello");

        assertThat(curl(
                        gateway,
                        "hello",
                        "--cacert",
                        servers.certificate().toString(),
                        "--resolve",
                        "localhost:" + gateway.port() + ":127.0.0.1"))
                .isEqualTo("hello");

        assertThat(file).exists();
        assertThat(Files.readAllLines(log))
                .allSatisfy(line -> assertThat(line).matches(LINE))
                .anySatisfy(line -> assertThat(line).endsWith(": SSL/TLS-P requested, starting TLS handshake"))
                .anySatisfy(line -> assertThat(line)
                        .endsWith(": TLSv1.3 connection accepted, using cipher TLS_AES_256_GCM_SHA384 (256 bits)"))
                .anySatisfy(line -> assertThat(line)
                        .endsWith(": TLSv1.3 data connection accepted, using cipher TLS_AES_256_GCM_SHA384 (256 bits,"
                                + " resumed session)"));
    }

    @Test
    @DisplayName("TLS-VER-01 TLS-VER-02 TLS-VER-03 clients with, without and with a strange certificate")
    void verification() throws IOException {
        var ada = clients.issue("ada");
        var eve = Certificates.by(scene, "Strangers").issue("eve");
        configuration
                .with("TLSVerifyClient", "on")
                .with("TLSCACertificateFile", clients.certificate().toString());
        var gateway = SluiceProcess.start(scene, configuration);

        assertThat(curl(gateway, "", options(ada))).contains("");
        assertThatThrownBy(() -> curl(gateway, "", "-k")).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> curl(gateway, "", options(eve))).isInstanceOf(AssertionError.class);
        logs("Client: /CN=ada");
        logs("unable to accept TLS connection: client did not provide certificate, but one is required via"
                + " 'TLSVerifyClient on'");
        logs("error: cert subject: /CN=eve");
        logs("client certificate failed verification: unable to get local issuer certificate");

        configuration.with("TLSVerifyClient", "optional").write();
        gateway.signal("HUP");
        Await.until("clients need no certificate", () -> succeeds(gateway, "-k"));
        assertThatThrownBy(() -> curl(gateway, "", options(eve))).isInstanceOf(AssertionError.class);
        configuration.with("TLSVerifyClient", "off").write();
        gateway.signal("HUP");
        Await.until("certificates do not matter", () -> succeeds(gateway, options(eve)));
    }

    private SluiceConfiguration knowing(SluiceConfiguration users) throws IOException {
        Files.writeString(
                users.proxyUsers(), Files.readString(users.proxyUsers()).replace(Account.SECRET_HASH, "*"));
        return users.with("RequireValidShell", "off")
                .with("TLSEngine", "on")
                .with("TLSECCertificateFile", servers.issue("localhost").both().toString())
                .with("TLSVerifyClient", "optional")
                .with("TLSCACertificateFile", clients.certificate().toString())
                .with("TLSUserName", "CommonName")
                .with("TLSLog", log.toString());
    }

    @Test
    @DisplayName("TLS-VER-16 whom a certificate names needs no password of a forward proxy, but that of the server")
    void namedByCertificate() throws IOException {
        var ada = clients.issue("ada");
        var bob = clients.issue("bob");
        int port = SluiceProcess.start(
                        scene,
                        knowing(SluiceConfiguration.forward(scene, "proxyuser,user@host")
                                .withProxyUser("ada")))
                .port();
        var anybody = OpensslClient.of(scene, "");
        var login = List.of(
                "USER ada",
                "PASS any",
                "USER " + backend.account().name() + "@127.0.0.1:" + backend.port(),
                "PASS " + backend.account().password(),
                "PWD",
                "QUIT");

        assertThat(anybody.showing(ada.certificate(), ada.key()).says(port, login.toArray(String[]::new)))
                .containsSubsequence("331 ", "230 User ada logged in", "331 ", "230 ", "257 ", "221 ");
        logs("certificate of client names user 'ada' (TLSUserName CommonName), who needs no password");
        for (var other : List.of(anybody, anybody.showing(bob.certificate(), bob.key()))) {
            assertThat(other.says(port, "USER ada", "PASS any", "QUIT"))
                    .containsSubsequence("331 ", "530 Login incorrect.", "221 ");
        }
        assertThat(anybody.showing(bob.certificate(), bob.key()).says(port, "USER bob", "PASS any", "QUIT"))
                .contains("530 Login incorrect.");
    }

    @Test
    @DisplayName(
            "TLS-VER-16 behind a reverse proxy that knows its users, the backend has the password of curl and lftp")
    void namedByCertificateInReverse() throws IOException {
        var name = backend.account().name();
        var identity = clients.issue(name);
        var gateway = SluiceProcess.start(
                scene,
                knowing(SluiceConfiguration.reverse(scene, backend)
                        .withProxyUser(name)
                        .with("ProxyOptions", "UseReverseProxyAuth")));
        Files.writeString(backend.home().resolve("hello"), "hello");
        var endpoint = new Endpoint("127.0.0.1", gateway.port(), backend.account(), "");
        var lftp = Lftp.in(scene, DataMode.EPSV).secured(servers.certificate(), false);
        var shown = "set ssl:verify-certificate no; set ssl:cert-file " + identity.certificate() + "; set ssl:key-file "
                + identity.key() + "; ";
        var showing = new Lftp(lftp.program(), lftp.folder(), lftp.mode(), lftp.scheme(), lftp.more() + shown);

        assertThat(curl(gateway, "hello", options(identity))).isEqualTo("hello");
        assertThat(showing.run(endpoint, "cat hello")).isEqualTo("hello");

        assertThat(succeeds(gateway, "-k")).isFalse();
        assertThatThrownBy(() -> showing.run(endpoint.withPassword("wrong"), "cat hello"))
                .hasMessageContaining("530");
    }

    @Test
    @DisplayName("TLS-VER-05 TLS-VER-07 a certificate is revoked by a reload with another list")
    void revocation() throws IOException {
        var ada = clients.issue("ada");
        var bob = clients.issue("bob");
        configuration
                .with("TLSVerifyClient", "on")
                .with("TLSCACertificateFile", clients.certificate().toString())
                .with("TLSCARevocationFile", clients.revoking().toString());
        var gateway = SluiceProcess.start(scene, configuration);
        curl(gateway, "", options(ada));

        clients.revoking(ada);
        gateway.signal("HUP");

        Await.until("the list is read again", () -> !succeeds(gateway, options(ada)));
        curl(gateway, "", options(bob));
        logs("client certificate failed verification: certificate revoked");
    }

    @Test
    @DisplayName("TLS-CFG-30 TLS-CFG-32 a login with a pre-shared key, and an identity that nobody has")
    void preSharedKey() throws IOException {
        var digits = "00112233445566778899aabbccddeeff00112233";
        var key = Files.writeString(scene.folder().resolve("ada.psk"), digits + "\n");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        var gateway = SluiceProcess.start(scene, configuration.with("TLSPreSharedKey", "ada hex:" + key));

        shakeHands(gateway, "ada", digits);
        logs("TLSv1.2 connection accepted, using cipher ECDHE-PSK-");
        shakeHands(gateway, "eve", digits);
        logs("warning: requested PSK identity 'eve' not configured, providing random fake PSK");
        shakeHands(gateway, "ada", digits.replace('2', '3'));

        Await.until(
                "both strangers are told off",
                () -> text(log).split("unable to accept TLS connection: protocol error: ", -1).length == 3);
        assertThat(text(log).split(" connection accepted", -1)).hasSize(2);
    }

    @Test
    @DisplayName("TLS-ENV-02 a log tells variables of TLS")
    void variables() throws IOException {
        var lines = scene.folder().resolve("commands.log");
        configuration
                .with("TLSOptions", "StdEnvVars")
                .with("LogFormat", "tls \"%m %{TLS_PROTOCOL}e %{TLS_CIPHER}e %{TLS_SERVER_S_DN_CN}e %{note:FTPS}\"")
                .with("ExtendedLog", lines + " ALL tls");
        var gateway = SluiceProcess.start(scene, configuration);

        curl(gateway, "", "-k");

        Await.until(
                "the log has the login", () -> text(lines).contains("PASS TLSv1.3 TLS_AES_256_GCM_SHA384 localhost 1"));
    }

    @Test
    @DisplayName("TLS-CFG-02 TLS-CFG-19 a file that cannot be used ends the start, and a reload changes nothing")
    void badFiles() {
        var gateway = SluiceProcess.start(scene, configuration);
        configuration
                .with("TLSECCertificateKeyFile", servers.issue("other").key().toString())
                .write();
        gateway.signal("HUP");
        gateway.logs("error checking key from TLSECCertificateKeyFile");
        assertThat(succeeds(gateway, "-k")).isTrue();

        var other = SluiceProcess.launch(scene, configuration.with("TLSECCertificateFile", "/nonexistent.pem"));
        assertThat(other.process().awaitExit(Duration.ofSeconds(30))).isNotZero();
        assertThat(other.process().errors())
                .contains("fatal: TLSECCertificateFile: '/nonexistent.pem' does not exist on line ");
    }

    @Test
    void librariesAreLoadedOnlyForAServerWithTls() throws IOException {
        assertThat(loadedClasses()).contains("org.conscrypt.Conscrypt ", "org.bouncycastle.openssl.PEMParser ");

        configuration.with("TLSEngine", "off");

        assertThat(loadedClasses())
                .contains("io.sluice.tls.TlsModule ")
                .doesNotContain("org.conscrypt.", "org.bouncycastle.", "sun.security.ssl.");
    }

    /// What is loaded by a check of the configuration.
    private String loadedClasses() throws IOException {
        var classes = scene.folder().resolve("classes");
        var command = SluiceProcess.command("-t", "-c", configuration.write().toString());
        var logging = Map.of("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + classes);
        try (var check = ChildProcess.start(scene.folder("check"), "sluice", command, logging)) {
            assertThat(check.awaitExit(Duration.ofMinutes(1)))
                    .as(check.errors())
                    .isZero();
        }
        return Files.readString(classes);
    }

    private static String[] options(Issued identity) {
        return new String[] {
            "-k",
            "--cert",
            identity.certificate().toString(),
            "--key",
            identity.key().toString()
        };
    }

    private String curl(SluiceProcess gateway, String file, String... options) {
        var all = Stream.concat(Stream.of("--ssl-reqd"), Stream.of(options)).toArray(String[]::new);
        var endpoint = new Endpoint("localhost", gateway.port(), backend.account(), "");
        return Curl.in(scene, DataMode.EPSV).run(endpoint, file, all);
    }

    private boolean succeeds(SluiceProcess gateway, String... options) {
        try {
            curl(gateway, "", options);
            return true;
        } catch (AssertionError _) {
            return false;
        }
    }

    /// Makes a handshake with a pre-shared key by OpenSSL, which comes to an end either way.
    private void shakeHands(SluiceProcess gateway, String identity, String key) {
        var command = new ArrayList<>(List.of(Program.of("openssl").toString(), "s_client"));
        command.addAll(List.of("-starttls", "ftp", "-connect", "127.0.0.1:" + gateway.port(), "-tls1_2"));
        command.addAll(List.of("-psk_identity", identity, "-psk", key, "-cipher", "PSK"));
        try (var child = ChildProcess.start(scene.folder("openssl"), "openssl", command)) {
            child.awaitExit(Duration.ofSeconds(30));
        }
    }

    private void logs(String text) {
        Await.until("the TLSLog has \"" + text + "\"", () -> text(log).contains(text));
    }

    private static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
