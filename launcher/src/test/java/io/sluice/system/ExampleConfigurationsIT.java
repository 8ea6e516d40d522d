package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.peers.Await;
import io.sluice.peers.Ports;
import io.sluice.peers.Program;
import io.sluice.system.client.CommonsNet;
import io.sluice.system.client.Curl;
import io.sluice.system.client.DataMode;
import io.sluice.system.client.Endpoint;
import io.sluice.system.client.OpenSsh;
import io.sluice.system.client.OpensslClient;
import io.sluice.system.client.RawClient;
import io.sluice.system.peer.Account;
import io.sluice.system.peer.Certificates;
import io.sluice.system.peer.EmbeddedFtpServer;
import io.sluice.system.peer.Proftpd;
import io.sluice.system.peer.Redis;
import io.sluice.system.peer.Sshd;
import io.sluice.system.process.ChildProcess;
import io.sluice.system.process.Scene;
import io.sluice.system.process.TestFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The configurations that people begin with: as they are printed and delivered, but for addresses, ports and places.
class ExampleConfigurationsIT {
    private static final Duration BOUND = Duration.ofSeconds(20);

    @RegisterExtension
    final Scene scene = new Scene();

    private EmbeddedFtpServer first;
    private EmbeddedFtpServer second;
    private int port;

    @BeforeEach
    void start() {
        first = EmbeddedFtpServer.start(scene);
        second = EmbeddedFtpServer.start(scene);
        port = Ports.free();
        TestFiles.random(first.home().resolve("first"), 1000, 1);
        TestFiles.random(second.home().resolve("second"), 1000, 2);
    }

    @Test
    void theOneOfTheReadmeServesBothServersInTurn() throws IOException {
        servesBothInTurn(Path.of("src/examples/reverse-proxy.conf"), "ftp://192.0.2.11", "ftp://192.0.2.12");
    }

    @Test
    void theOneOfTheDistributionServesBothServersInTurn() throws IOException {
        servesBothInTurn(
                Path.of(System.getProperty("sluice.home"), "conf", "sluice.conf"),
                "ftp://127.0.0.1:2122",
                "ftp://127.0.0.1:2123");
    }

    @Test
    void theOneWithAFilePerUserServesEachFromHisOwnServer() throws IOException {
        var users = scene.folder("users");
        var file = Files.writeString(users.resolve("joe.json"), "[\"" + second.url() + "\"]");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        var gateway = start(example(Path.of("src/examples/per-user.conf"))
                .replace("/etc/sluice/users", users.toString())
                .replace("ftp://192.0.2.11 ftp://192.0.2.12", first.url()));

        assertThat(names()).contains("second");
        Files.delete(file);
        assertThat(names()).contains("first");
        ends(gateway);
    }

    @Test
    void theOneWithAnEventLogRecordsLoginsAndTransfers() throws IOException {
        var redis = Redis.start(scene);
        var gateway = start(example(Path.of("src/examples/event-log.conf"))
                .replace("ftp://192.0.2.11 ftp://192.0.2.12", first.url())
                .replace("192.0.2.21:6379", redis.place()));

        assertThat(names()).contains("first");
        Await.until("the login is recorded", () -> !redis.list("logins").isEmpty());
        assertThat(redis.list("logins").getFirst())
                .contains("\"original_user\":\"joe\",\"response_code\":230,\"site\":\"eu-1\"}");
        ends(gateway);
    }

    @Test
    void theOneWithBansRefusesWhoFailsToLogInTooOften() throws IOException {
        Program.needsRoot("the operator of the example");
        Files.createDirectory(scene.folder().resolve("state"));
        var gateway = start(example(Path.of("src/examples/bans.conf"))
                .replace("ftp://192.0.2.11 ftp://192.0.2.12", first.url() + " " + first.url()));
        assertThat(names()).contains("first");

        for (int session = 0; session < 2; session++) {
            var client = RawClient.connect(scene, port);
            client.expects(220);
            for (int attempt = 0; attempt < 3; attempt++) {
                client.asks("USER " + first.account().name(), 331);
                client.asks("PASS wrong", 530);
            }
            client.expectsEnd();
        }
        var banned = RawClient.connect(scene, port);
        assertThat(banned.expects(530).text()).isEqualTo("Too many failed logins from 127.0.0.1");
        banned.expectsEnd();

        assertThat(control("ban", "info")).contains("Banned Hosts:", "  127.0.0.1");
        assertThat(control("permit", "host", "127.0.0.1")).contains("host '127.0.0.1' permitted");
        assertThat(names()).contains("first");
        ends(gateway);
    }

    private String control(String... words) {
        var socket = scene.folder().resolve("state/sluice.sock").toString();
        var all =
                Stream.concat(Stream.of("ctl", "-s", socket), Stream.of(words)).toArray(String[]::new);
        return ChildProcess.run(scene.folder(), "ctl", BOUND, SluiceProcess.command(all));
    }

    @Test
    void theOneWithADatabaseServesEachFromHisOwnServer() throws IOException {
        var database = scene.folder("sql").resolve("users.db");
        ChildProcess.run(
                database.getParent(),
                "python",
                BOUND,
                List.of(
                        Program.of("python3").toString(),
                        "-c",
                        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.executescript(sys.argv[2]); c.close()",
                        database.toString(),
                        "CREATE TABLE servers (name TEXT, url TEXT); INSERT INTO servers VALUES ('joe', '"
                                + second.url() + "');"));
        var gateway = start(example(Path.of("src/examples/per-user-sql.conf"))
                .replace("/etc/sluice/users.db", database.toString()));

        assertThat(names()).contains("second");
        ends(gateway);
    }

    @Test
    void theOneWithSshServesFilesOfBothServers() throws IOException {
        var one = Sshd.start(scene);
        var other = Sshd.start(scene);
        TestFiles.random(one.home().resolve("first"), 1000, 1);
        TestFiles.random(other.home().resolve("second"), 1000, 2);
        var gateway = start(example(Path.of("src/examples/sftp.conf"))
                .replace("sftp://192.0.2.11 sftp://192.0.2.12", one.url() + " " + other.url())
                .replace(
                        "/etc/sluice/ssh_host_ed25519_key",
                        Sshd.key(scene.folder("key").resolve("key")).toString()));
        var client = OpenSsh.in(scene, new Endpoint("127.0.0.1", port, one.account(), ""));

        assertThat(List.of(client.sftp("ls -1").output(), client.sftp("ls -1").output()))
                .anySatisfy(names -> assertThat(names).contains("first"))
                .anySatisfy(names -> assertThat(names).contains("second"));
        ends(gateway);
    }

    @Test
    void theForwardProxyLetsItsUsersGoWhereTheyMay() throws IOException {
        var users = SluiceConfiguration.plain(scene).withProxyUser("ada").proxyUsers();
        var text = example(Path.of("src/examples/forward-proxy.conf"));
        var places = Map.of(
                "/etc/sluice/users",
                users.toString(),
                "\\.example\\.com:21$",
                "^127\\.0\\.0\\.1:" + first.port() + "$",
                "192.0.2.0/24",
                "127.0.0.0/8");
        for (var place : places.entrySet()) {
            assertThat(text).contains(place.getKey());
            text = text.replace(place.getKey(), place.getValue());
        }
        var gateway = start(text);

        var client = RawClient.connect(scene, port);
        client.expects(220);
        client.asks("USER ada", 331);
        client.asks("PASS " + Account.SECRET, 230);
        client.asks("USER " + second.account().name() + "@127.0.0.1:" + second.port(), 530);
        client.asks("USER " + first.account().name() + "@127.0.0.1:" + first.port(), 331);
        client.asks("PASS " + first.account().password(), 230);
        client.asks("SIZE first", 213);
        ends(gateway);
    }

    @Test
    void theOneForBalancingGivesSessionsTheFreestServerAndUsersTheirOwn() throws IOException {
        var sticky = Ports.free();
        var text = example(Path.of("src/examples/balancing.conf"));
        assertThat(text).contains("ftp://192.0.2.11", "ftp://192.0.2.12").containsPattern("Port +2122\n");
        var gateway = start(text.replace("ftp://192.0.2.11", first.url())
                .replace("ftp://192.0.2.12", second.url())
                .replaceFirst("(Port +)2122\n", "$1" + sticky + "\n"));
        var client = new CommonsNet(DataMode.PASV);
        var balanced = new Endpoint("127.0.0.1", port, first.account(), "");
        var own = new Endpoint("127.0.0.1", sticky, first.account(), "");

        client.session(balanced, one -> {
            assertThat(one.listNames()).contains("first");
            assertThat(client.names(balanced)).contains("second");
            return one;
        });
        var names = client.names(own); // the hash of "joe" is the first server's
        var namesAgain = client.names(own);

        assertThat(names).contains("first");
        assertThat(namesAgain).contains("first");
        ends(gateway);
    }

    @Test
    void theOneWithTlsServesClientsWhoSpeakItAndAnswersItsOperator() throws IOException {
        Program.needsRoot("the operator of the example");
        var own = Certificates.by(scene, "authority").issue("localhost");
        var gateway = start(example(Path.of("src/examples/ftps.conf"))
                .replace("ftp://192.0.2.11 ftp://192.0.2.12", first.url())
                .replace("/etc/sluice/ftp.example.com.pem", own.certificate().toString())
                .replace("/etc/sluice/ftp.example.com.key", own.key().toString()));
        var endpoint = new Endpoint("127.0.0.1", port, first.account(), "");

        var client = RawClient.connect(scene, port);
        client.expects(220);
        client.asks("USER " + first.account().name(), 550);
        assertThat(Curl.in(scene, DataMode.EPSV)
                        .secured(own.certificate(), false)
                        .run(endpoint, "", "--insecure", "--list-only"))
                .contains("first");
        assertThat(ChildProcess.run(
                        scene.folder(),
                        "ctl",
                        BOUND,
                        SluiceProcess.command(
                                "ctl",
                                "-s",
                                scene.folder().resolve("state/sluice.sock").toString(),
                                "kick",
                                "host",
                                "127.0.0.1")))
                .contains("127.0.0.1");
        client.expectsEnd();
        ends(gateway);
    }

    @Test
    void theOneWithNamesServesClientsByThem() throws IOException {
        var authority = Certificates.by(scene, "authority");
        var text = example(Path.of("src/examples/ftps-by-name.conf"))
                .replaceFirst("(Port +)2121\n", "$1" + port + "\n")
                .replace("192.0.2.11", "127.0.0.1:" + first.port())
                .replace("192.0.2.12", "127.0.0.1:" + second.port())
                .replace("192.0.2.1", "127.0.0.1");
        for (String name : List.of("ftp.example.com", "archive.example.com")) {
            var issued = authority.issue(name);
            text = text.replace(
                            "/etc/sluice/" + name + ".pem", issued.certificate().toString())
                    .replace("/etc/sluice/" + name + ".key", issued.key().toString());
        }
        var gateway = start(text);
        var login = new String[] {
            "USER " + first.account().name(), "PASS " + first.account().password(), "SIZE second", "QUIT"
        };

        assertThat(OpensslClient.of(scene, "old.archive.example.com").says(port, login))
                .contains("213 1000");
        assertThat(OpensslClient.of(scene, "ftp.example.com").says(port, login)).contains("550 ");
        ends(gateway);
    }

    @Test
    void theOneWithTlsBehindSpeaksItToServersWithTheRightCertificate() throws IOException {
        var authority = Certificates.by(scene, "authority");
        var own = authority.issue("127.0.0.1");
        var server = Proftpd.start(scene, """
                LoadModule mod_tls.c
                TLSEngine on
                TLSRequired on
                TLSECCertificateFile %s
                TLSECCertificateKeyFile %s
                TLSVerifyClient on
                TLSCACertificateFile %s
                """.formatted(own.certificate(), own.key(), authority.certificate()));
        TestFiles.random(server.home().resolve("file"), 1000, 1);
        var gateway = start(example(Path.of("src/examples/ftps-backends.conf"))
                .replace(
                        "ftps://files1.example.com ftps://files2.example.com",
                        server.url().replace("ftp:", "ftps:"))
                .replace("/etc/sluice/authority.pem", authority.certificate().toString())
                .replace(
                        "/etc/sluice/gateway.pem",
                        authority.issue("gateway").both().toString()));

        assertThat(new CommonsNet(DataMode.PASV).names(new Endpoint("127.0.0.1", port, server.account(), "")))
                .contains("file");
        ends(gateway);
    }

    /// The text of an example on a port and in folders of the test.
    private String example(Path file) throws IOException {
        var text = Files.readString(file);
        assertThat(text).containsPattern("Port +2121\n").contains("/var/lib");
        return text.replaceFirst("(Port +)2121\n", "$1" + port + "\n")
                .replace("/var/lib/sluice", scene.folder().resolve("state").toString());
    }

    private ChildProcess start(String text) throws IOException {
        var file = Files.writeString(scene.folder().resolve("sluice.conf"), text);
        var gateway = scene.owns(
                ChildProcess.start(scene.folder(), "sluice", SluiceProcess.command("-n", "-c", file.toString())));
        new SluiceProcess(gateway, SluiceConfiguration.plain(scene)).listens(port);
        return gateway;
    }

    private List<String> names() throws IOException {
        return new CommonsNet(DataMode.PASV).names(new Endpoint("127.0.0.1", port, first.account(), ""));
    }

    private static void ends(ChildProcess gateway) {
        gateway.signal("TERM");
        assertThat(gateway.awaitExit(BOUND)).isZero();
    }

    private void servesBothInTurn(Path example, String firstUrl, String secondUrl) throws IOException {
        assertThat(Files.readString(example)).contains(firstUrl).contains(secondUrl);
        var gateway = start(example(example).replace(firstUrl, first.url()).replace(secondUrl, second.url()));

        assertThat(names()).contains("first");
        assertThat(names()).contains("second");
        ends(gateway);
    }
}
