package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.peers.Ports;
import io.sluice.peers.Program;
import io.sluice.system.client.CommonsNet;
import io.sluice.system.client.DataMode;
import io.sluice.system.client.Endpoint;
import io.sluice.system.client.RawClient;
import io.sluice.system.peer.Account;
import io.sluice.system.peer.EmbeddedFtpServer;
import io.sluice.system.peer.NameServer;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Where backends come from: files, databases and the DNS, with real servers behind them. The servers know one account,
/// whose name and password are in their URLs; users are told apart by the gateway alone.
class LookupIT {
    @RegisterExtension
    final Scene scene = new Scene();

    private EmbeddedFtpServer first;
    private EmbeddedFtpServer second;

    @BeforeEach
    void start() {
        first = EmbeddedFtpServer.start(scene);
        second = EmbeddedFtpServer.start(scene);
        TestFiles.random(first.home().resolve("first"), 1000, 1);
        TestFiles.random(second.home().resolve("second"), 1000, 2);
    }

    @Test
    @DisplayName("PROXY-RC-11 PROXY-RC-14 a JSON file per user tells the backend, anew at each login")
    void aFilePerUserTellsTheBackend() throws IOException {
        var folder = scene.folder("backends");
        json(folder.resolve("ann.json"), url(first));
        json(folder.resolve("bob.json"), url(second));
        var gateway = SluiceProcess.start(
                scene,
                SluiceConfiguration.reverse(scene, "file:" + folder + "/%U.json")
                        .with("ProxyReverseConnectPolicy", "PerUser"));

        assertThat(names(gateway, "ann")).contains("first");
        assertThat(names(gateway, "bob")).contains("second");

        json(folder.resolve("ann.json"), url(second));
        assertThat(names(gateway, "ann")).contains("second");

        try (var client = RawClient.connect(scene, gateway.port())) {
            client.expects(220);
            assertThat(client.asks("USER eve", 530).text()).isEqualTo("Login incorrect.");
        }
        gateway.logs("no PerUser servers found for user 'eve', and no global ProxyReverseServers configured");
    }

    @Test
    @DisplayName("PROXY-RC-15 a file that everybody can write to is not used, and the log says why")
    void aFileThatEverybodyCanWriteToIsNotUsed() throws IOException {
        var folder = scene.folder("backends");
        var file = json(folder.resolve("ann.json"), url(first));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        var gateway = SluiceProcess.start(
                scene,
                SluiceConfiguration.reverse(scene, "file:" + folder + "/%U.json")
                        .with("ProxyReverseConnectPolicy", "PerUser"));

        try (var client = RawClient.connect(scene, gateway.port())) {
            client.expects(220);
            client.asks("USER ann", 530);
        }
        gateway.logs("unable to use world-writable ProxyReverseServers '" + file + "' (perms 0666): Operation not"
                + " permitted");
    }

    @Test
    @DisplayName("PROXY-RC-13 LOG-51 a query per user tells the backend; users it does not know go to the default list")
    void aQueryPerUserTellsTheBackend() throws IOException {
        var database = scene.folder("sql").resolve("users.db");
        python(database, """
                CREATE TABLE servers (name TEXT, url TEXT);
                INSERT INTO servers VALUES ('ann', '%s'), ('o''hara', '%s');
                """.formatted(url(first), url(first)));
        var gateway = SluiceProcess.start(
                scene,
                SluiceConfiguration.reverse(scene, "sql:/servers")
                        .with("ProxyReverseConnectPolicy", "PerUser")
                        .with("SQLConnectInfo", database.toString())
                        .with("SQLNamedQuery", "servers SELECT \"url FROM servers WHERE name = '%{0}'\"")
                        .lines("ProxyReverseServers " + url(second)));

        assertThat(names(gateway, "ann")).contains("first");
        assertThat(names(gateway, "o'hara")).contains("first");
        assertThat(names(gateway, "x' OR '1'='1")).contains("second");

        python(database, "UPDATE servers SET url = '%s' WHERE name = 'ann';".formatted(url(second)));
        assertThat(names(gateway, "ann")).contains("second");
        assertThat(gateway.process().errors()).doesNotContain("WARNING", "SLF4J");
    }

    @Test
    @DisplayName("PROXY-RC-17 a JSON file tells the default list")
    void aFileTellsTheDefaultList() throws IOException {
        var file = json(scene.folder("backends").resolve("all.json"), url(first), url(second));
        var gateway = SluiceProcess.start(scene, SluiceConfiguration.reverse(scene, "file:" + file));

        assertThat(names(gateway, "ann")).contains("first");
        assertThat(names(gateway, "ann")).contains("second");
    }

    @Test
    @DisplayName("PROXY-URL-11 PROXY-URL-15 SRV records tell the backends of one URL; a dead one is passed over")
    void recordsTellTheBackend() throws IOException {
        var names = NameServer.start(scene, second.port() + "=20:0", Ports.free() + "=10:5", first.port() + "=10:1");
        var configuration = SluiceConfiguration.reverse(scene, "ftp+srv://joe:secret@_ftp._tcp.example.org");
        var process = scene.owns(ChildProcess.start(
                configuration.folder(),
                "sluice",
                SluiceProcess.command("-n", "-c", configuration.write().toString()),
                Map.of("JAVA_OPTS", names.javaOption())));
        var gateway = new SluiceProcess(process, configuration);
        gateway.listens(gateway.port());

        assertThat(names(gateway, "ann")).contains("first");

        first.close();
        assertThat(names(gateway, "ann")).contains("second");
    }

    private static List<String> names(SluiceProcess gateway, String user) throws IOException {
        return new CommonsNet(DataMode.PASV)
                .names(new Endpoint("127.0.0.1", gateway.port(), new Account(user, "whatever"), ""));
    }

    private static String url(EmbeddedFtpServer server) {
        return "ftp://" + server.account().name() + ":" + server.account().password() + "@127.0.0.1:" + server.port();
    }

    private static Path json(Path file, String... urls) throws IOException {
        Files.writeString(file, "[\"" + String.join("\", \"", urls) + "\"]\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    private static void python(Path database, String script) {
        ChildProcess.run(
                database.getParent(),
                "python",
                Duration.ofSeconds(30),
                List.of(
                        Program.of("python3").toString(),
                        "-c",
                        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.executescript(sys.argv[2]); c.close()",
                        database.toString(),
                        script));
    }
}
