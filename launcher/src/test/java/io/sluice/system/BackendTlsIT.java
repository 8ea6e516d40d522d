package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.peers.Await;
import io.sluice.system.client.Curl;
import io.sluice.system.client.DataMode;
import io.sluice.system.client.Lftp;
import io.sluice.system.client.RawClient;
import io.sluice.system.peer.Certificates;
import io.sluice.system.peer.Certificates.Issued;
import io.sluice.system.peer.FtpServer;
import io.sluice.system.peer.Haproxy;
import io.sluice.system.peer.Proftpd;
import io.sluice.system.peer.PureFtpd;
import io.sluice.system.peer.Vsftpd;
import io.sluice.system.process.Scene;
import io.sluice.system.process.TestFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The gateway speaks TLS to real servers, which want their data connections to resume the TLS session of the control
/// connection.
class BackendTlsIT {
    private static final int SIZE = 3_000_000;
    private static final String OPENSSL = "ProxyTLSCipherSuite TLSv1.3 TLS_AES_128_GCM_SHA256";

    @RegisterExtension
    final Scene scene = new Scene();

    private Certificates authority;
    private Issued own;
    private Path log;

    @BeforeEach
    void authority() {
        authority = Certificates.by(scene, "Servers");
        own = authority.issue("127.0.0.1");
        log = scene.folder("log").resolve("proxy.log");
    }

    /// The servers, each with TLS required on both kinds of connection.
    enum Peer {
        PROFTPD {
            @Override
            FtpServer start(Scene scene, Issued own) {
                return proftpd(scene, own, "TLSRequired on");
            }
        },
        VSFTPD {
            @Override
            FtpServer start(Scene scene, Issued own) {
                return Vsftpd.start(scene, """
                        ssl_enable=YES
                        allow_anon_ssl=YES
                        force_anon_data_ssl=YES
                        force_anon_logins_ssl=YES
                        ssl_tlsv1=YES
                        ssl_ciphers=HIGH
                        require_ssl_reuse=YES
                        rsa_cert_file=%s
                        """.formatted(own.both()));
            }
        },
        PURE_FTPD {
            @Override
            FtpServer start(Scene scene, Issued own) {
                return PureFtpd.start(scene, List.of("--tls=3", "--certfile=" + own.both()));
            }
        };

        abstract FtpServer start(Scene scene, Issued own);
    }

    private static FtpServer proftpd(Scene scene, Issued own, String... directives) {
        return Proftpd.start(scene, """
                LoadModule mod_tls.c
                TLSEngine on
                TLSProtocol TLSv1.2 TLSv1.3
                TLSECCertificateFile %s
                TLSECCertificateKeyFile %s
                %s
                """.formatted(own.certificate(), own.key(), String.join("\n", directives)));
    }

    private SluiceConfiguration before(String url, String... directives) {
        return SluiceConfiguration.reverse(scene, url)
                .with("ProxyLog", log.toString())
                .with("ProxyRetryCount", "1")
                .with("SyslogLevel", "info")
                .with("ProxyTLSCACertificateFile", authority.certificate().toString())
                .lines(String.join("\n", directives));
    }

    private SluiceProcess gateway(String url, String... directives) {
        return SluiceProcess.start(scene, before(url, directives));
    }

    private static String overTls(FtpServer server) {
        return server.url().replace("ftp:", "ftps:");
    }

    private List<String> told() {
        try {
            return Files.exists(log) ? Files.readAllLines(log) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void tells(String text) {
        Await.until(
                "the ProxyLog says \"" + text + "\", not\n" + String.join("\n", told()),
                () -> told().stream().anyMatch(line -> line.contains(text)));
    }

    private long times(String... texts) {
        return told().stream()
                .filter(line -> List.of(texts).stream().allMatch(line::contains))
                .count();
    }

    @ParameterizedTest
    @DisplayName("PROXY-URL-09 PROXY-URL-10 PROXY-TLS-05 PROXY-TLS-10 ftps: files both ways, every data connection"
            + " resumes")
    @CsvSource({
        "PROFTPD,ProxyTLSProtocol TLSv1.2", "PROFTPD,ProxyTLSProtocol TLSv1.3", "PROFTPD," + OPENSSL,
        "VSFTPD,ProxyTLSProtocol TLSv1.2", "VSFTPD,ProxyTLSProtocol TLSv1.3", "VSFTPD," + OPENSSL,
        "PURE_FTPD,ProxyTLSProtocol TLSv1.2", "PURE_FTPD,ProxyTLSProtocol TLSv1.3"
    })
    void transfers(Peer peer, String directive) throws IOException {
        var server = peer.start(scene, own);
        var gateway = gateway(overTls(server), directive);
        var folder = scene.folder("files");
        var file = TestFiles.random(folder.resolve("file"), SIZE, 7);
        var client = Lftp.in(scene, DataMode.EPSV);

        for (int session = 0; session < 2; session++) {
            var names = client.run(
                    gateway.endpoint(server),
                    "put " + file + " -o a; put " + file + " -o b; put " + file + " -o c; get a -o "
                            + folder.resolve("a") + "; get b -o " + folder.resolve("b") + "; get c -o "
                            + folder.resolve("c") + "; cls -1");
            assertThat(names.lines()).contains("a", "b", "c");
            for (var name : List.of("a", "b", "c")) {
                assertThat(TestFiles.digest(folder.resolve(name))).isEqualTo(TestFiles.digest(file));
                assertThat(TestFiles.digest(server.home().resolve(name))).isEqualTo(TestFiles.digest(file));
                Files.delete(folder.resolve(name));
            }
        }

        tells("Server: /CN=127.0.0.1");
        assertThat(times("data connection created")).isGreaterThanOrEqualTo(14);
        boolean hasTickets = peer != Peer.PURE_FTPD || !directive.endsWith("TLSv1.3"); // Pure-FTPd gives none there
        assertThat(times("data connection created", ", resumed session)"))
                .as(String.join("\n", told()))
                .isEqualTo(hasTickets ? times("data connection created") : 0);
        assertThat(times(" connection created")).isEqualTo(times("data connection created") + 2);
        if (peer == Peer.PROFTPD) { // the others have new keys for tickets in each process
            assertThat(times(" connection created", ", resumed session)") - times("data connection created"))
                    .isEqualTo(directive.endsWith("TLSv1.2") ? 0 : 1);
        }
    }

    @ParameterizedTest
    @DisplayName("PROXY-TLS-06 policies, before clients with and without TLS, passive and active")
    @CsvSource({
        "required,false,PORT,true",
        "required,true,EPSV,true",
        "clear,false,EPRT,false",
        "clear,true,PASV,false",
        "client,false,PORT,true",
        "client,true,PASV,true"
    })
    void policies(String policy, boolean clientTls, DataMode mode, boolean isProtected) throws IOException {
        var server = proftpd(scene, own, "TLSRequired ctrl");
        var gateway = gateway(
                server.url(),
                "ProxyTLSEngine on",
                "ProxyTLSTransferProtectionPolicy " + policy,
                "ProxyReverseConnectPolicy PerUser",
                "TLSEngine on",
                "TLSECCertificateFile " + own.certificate(),
                "TLSECCertificateKeyFile " + own.key());
        var plain = Curl.in(scene, mode);
        var client = clientTls ? plain.secured(authority.certificate(), false) : plain;
        var file = TestFiles.random(scene.folder("files").resolve("file"), SIZE, 7);

        client.run(gateway.endpoint(server), "file", "--upload-file", file.toString(), "--insecure");
        assertThat(TestFiles.digest(server.home().resolve("file"))).isEqualTo(TestFiles.digest(file));
        assertThat(client.run(gateway.endpoint(server), "", "--list-only", "--insecure"))
                .contains("file");

        assertThat(times("data connection created") > 0).isEqualTo(isProtected);
        tells("TLSv1.3 connection created");
    }

    @Test
    @DisplayName(
            "PROXY-TLS-06 with the policy client, PROT C of a client with TLS leaves data in the clear on both legs")
    void followingTheClient() {
        var server = proftpd(scene, own, "TLSRequired ctrl");
        var gateway = gateway(
                server.url(),
                "ProxyTLSEngine on",
                "ProxyTLSTransferProtectionPolicy client",
                "ProxyReverseConnectPolicy PerUser",
                "TLSEngine on",
                "TLSECCertificateFile " + own.certificate(),
                "TLSECCertificateKeyFile " + own.key());

        TestFiles.random(server.home().resolve("file"), 1000, 4);
        assertThat(Curl.in(scene, DataMode.EPSV)
                        .run(
                                gateway.endpoint(server),
                                "",
                                "--list-only",
                                "--ftp-ssl-control",
                                "--cacert",
                                authority.certificate().toString(),
                                "--insecure"))
                .contains("file");

        tells("connection created");
        assertThat(times("data connection created")).isZero();
    }

    @Test
    @DisplayName("PROXY-TLS-01 PROXY-TLS-02 PROXY-TLS-03 a server without TLS: on and ftps use it not, auto and off do")
    void withoutTls() throws IOException {
        var server = Proftpd.start(scene);

        RawClient.connect(scene, gateway(server.url(), "ProxyTLSEngine on").port())
                .expectsEnd();
        tells("TLS is required, and AUTH TLS was answered '500 AUTH not understood'");
        RawClient.connect(scene, gateway(overTls(server)).port()).expectsEnd();
        tells("does not support AUTH TLS (see FEAT response) but URI '" + overTls(server) + "' requires TLS,"
                + " attempting anyway");
        RawClient.connect(scene, gateway(overTls(server), "ProxyTLSEngine off").port())
                .expectsEnd();
        tells("needs TLS, and ProxyTLSEngine is off");
        RawClient.login(scene, gateway(server.url(), "ProxyTLSEngine auto").port(), server.account())
                .asks("NOOP", 200);
        RawClient.login(scene, gateway(server.url(), "ProxyTLSEngine off").port(), server.account())
                .asks("NOOP", 200);
    }

    @Test
    @DisplayName("PROXY-TLS-02 PROXY-TLS-03 a server with TLS: auto takes it, off does not")
    void withTls() throws IOException {
        var server = proftpd(scene, own, "TLSRequired off");

        RawClient.login(scene, gateway(server.url(), "ProxyTLSEngine off").port(), server.account())
                .asks("NOOP", 200);
        assertThat(times("connection created")).isZero();
        RawClient.login(scene, gateway(server.url()).port(), server.account()).asks("NOOP", 200);
        tells("TLSv1.3 connection created, using cipher TLS_AES_");
    }

    @ParameterizedTest
    @DisplayName("PROXY-TLS-04 MatchClient: explicit for an explicit client, implicit for an implicit one")
    @CsvSource({"false", "true"})
    void matching(boolean implicit) {
        var options = implicit ? "TLSOptions UseImplicitSSL" : "";
        var server = proftpd(scene, own, "TLSRequired on", options);
        var gateway = gateway(
                server.url(),
                "ProxyTLSEngine MatchClient",
                "ProxyReverseConnectPolicy PerUser",
                options,
                "TLSEngine on",
                "TLSECCertificateFile " + own.certificate(),
                "TLSECCertificateKeyFile " + own.key());
        TestFiles.random(server.home().resolve("file"), 1000, 4);

        assertThat(Curl.in(scene, DataMode.EPSV)
                        .secured(authority.certificate(), implicit)
                        .run(gateway.endpoint(server), "", "--list-only", "--insecure"))
                .contains("file");

        tells("data connection created");
    }

    @ParameterizedTest
    @DisplayName("PROXY-TLS-07 PROXY-TLS-08 a server whose certificate is not good is not used, unless it need not be")
    @CsvSource({"stranger", "name", "revoked", "off"})
    void verification(String what) throws IOException {
        var shown = switch (what) {
            case "name" -> authority.issue("other.example.com");
            case "revoked" -> own;
            default -> Certificates.by(scene, "Stranger").issue("127.0.0.1");
        };
        var server = proftpd(scene, shown);
        var more = switch (what) {
            case "revoked" -> "ProxyTLSCARevocationFile " + authority.revoking(own);
            case "off" -> "ProxyTLSVerifyServer off";
            default -> "";
        };
        var gateway = gateway(server.url(), more);

        if (what.equals("off")) {
            RawClient.login(scene, gateway.port(), server.account()).asks("NOOP", 200);
            tells("ProxyTLSVerifyServer off, ignoring failed certificate verification");
            return;
        }
        RawClient.connect(scene, gateway.port()).expectsEnd();
        gateway.logs(
                switch (what) {
                    case "name" -> "certificate of '127.0.0.1' does not match host name or address";
                    case "revoked" -> "server certificate failed verification: certificate revoked";
                    default -> "server certificate failed verification: unable to get local issuer certificate";
                });
        gateway.logs("unable to open control connection to 127.0.0.1:" + server.port() + ": TLS negotiation failed");
    }

    @Test
    @DisplayName("PROXY-TLS-09 a server that wants a certificate gets ours")
    void clientCertificate() throws IOException {
        var server = proftpd(scene, own, "TLSVerifyClient on", "TLSCACertificateFile " + authority.certificate());

        RawClient.connect(scene, gateway(server.url()).port()).expectsEnd();
        RawClient.login(
                        scene,
                        gateway(
                                        server.url(),
                                        "ProxyTLSCertificateFile "
                                                + authority.issue("gateway").both())
                                .port(),
                        server.account())
                .asks("NOOP", 200);
    }

    @Test
    @DisplayName("PROXY-TLS-12 a server that shares a key needs no certificate")
    void sharedKey() throws IOException {
        var key = Files.writeString(scene.folder("psk").resolve("key"), "112233445566778899aabbccddeeff001122334455\n");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        var server = Proftpd.start(scene, """
                LoadModule mod_tls.c
                TLSEngine on
                TLSProtocol TLSv1.2
                TLSCipherSuite PSK
                TLSECCertificateFile %s
                TLSECCertificateKeyFile %s
                TLSPreSharedKey gateway hex:%s
                """.formatted(own.certificate(), own.key(), key));

        var gateway = gateway(
                server.url(),
                "ProxyTLSEngine on",
                "ProxyTLSPreSharedKey gateway hex:" + key,
                "ProxyTLSProtocol TLSv1.2",
                "ProxyTLSCipherSuite PSK");

        RawClient.login(scene, gateway.port(), server.account()).asks("NOOP", 200);
        tells("TLSv1.2 connection created, using cipher ");
        assertThat(told()).anyMatch(line -> line.contains("PSK-"));
    }

    @Test
    @DisplayName("PROXY-TLS-15 PROXY-URL-10 PROXY-PP-04 port 990: the PROXY header, then the handshake, then the rest")
    void implicit() throws IOException {
        var server = proftpd(scene, own, "TLSRequired on", "TLSOptions UseImplicitSSL");
        var address = ownAddress();
        var haproxy = Haproxy.expectingHeaders(scene, address, 990, server.port());
        var gateway = gateway(
                "ftps://" + address + ":990",
                "ProxyTLSVerifyServer off",
                "ProxyOptions UseProxyProtocolV1 AllowForeignAddress",
                "ProxyDataTransferPolicy PASV");
        TestFiles.random(server.home().resolve("file"), 1000, 4);

        assertThat(Curl.in(scene, DataMode.EPSV)
                        .run(gateway.endpoint(server), "", "--list-only", "--interface", "127.0.0.6"))
                .contains("file");

        tells("data connection created");
        Await.until(
                "haproxy has logged the client",
                () -> haproxy.process().errors().contains("127.0.0.6:"));
    }

    @Test
    @DisplayName("PROXY-TLS-15 PROXY-FWD-21 a forward proxy begins with the handshake on port 990")
    void implicitForward() throws IOException {
        var server = proftpd(scene, own, "TLSRequired on", "TLSOptions UseImplicitSSL");
        var address = ownAddress();
        Haproxy.before(scene, address, 990, server.port());
        var gateway = SluiceProcess.start(
                scene,
                SluiceConfiguration.forward(scene, "user@host")
                        .with("ProxyLog", log.toString())
                        .with("ProxyTLSVerifyServer", "off"));

        var client = RawClient.connect(scene, gateway.port());
        client.expects(220);
        client.asks("USER " + server.account().name() + "@" + address + ":990", 331);
        client.asks("PASS " + server.account().password(), 230);
        tells("TLSv1.3 connection created");
    }

    @Test
    @DisplayName("PROXY-TLS-11 what no library can do ends the start with a sentence")
    void unable() {
        var gateway = SluiceProcess.launch(
                scene, before("ftp://127.0.0.1:21", "ProxyTLSOptions AllowWeakSecurity NoSuchThing"));

        assertThat(gateway.process().awaitExit(Duration.ofSeconds(20))).isNotZero();
        assertThat(gateway.process().errors()).contains("unknown ProxyTLSOption 'NoSuchThing'");
    }

    /// An address of this machine that no other test has.
    private static String ownAddress() {
        var random = ThreadLocalRandom.current();
        return "127." + random.nextInt(10, 250) + "." + random.nextInt(250) + "." + random.nextInt(2, 250);
    }
}
