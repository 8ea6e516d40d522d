package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.system.client.RawClient;
import io.sluice.system.peer.Postgres;
import io.sluice.system.peer.ScriptedBackend;
import io.sluice.system.process.ChildProcess;
import io.sluice.system.process.Scene;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Backends looked up in PostgreSQL, whose driver lies in a folder of `modules/`.
class PostgresIT {
    @RegisterExtension
    final Scene scene = new Scene();

    @Test
    @DisplayName("LOG-48 LOG-49 LOG-51 LOG-52 LOG-56 a database of another kind is asked, lost, and found again")
    void aDatabaseOfAnotherKindIsAskedLostAndFoundAgain() throws Exception {
        var postgres = Postgres.start(scene);
        postgres.runs("CREATE TABLE servers (name varchar(80), number integer, url text);"
                + " INSERT INTO servers VALUES ('ann', 1, '" + greeting("text") + "'), ('x', 42, '"
                + greeting("number") + "')");
        var configuration = SluiceConfiguration.reverse(scene, "sql:/by-name")
                .with("ProxyReverseConnectPolicy", "PerUser")
                .with("SQLBackend", "postgres")
                .with("SQLConnectInfo", postgres.connectInfo())
                .lines("""
                        SQLNamedQuery by-name SELECT "url FROM servers WHERE name = '%{0}'"
                        SQLNamedQuery by-number SELECT "url FROM servers WHERE number::text = %{0} OR number = 41 + 1 \
                        AND '%{0}' = '42'"
                        ProxyReverseServers sql:/by-number
                        ProxyReverseServers""" + " " + greeting("default"));
        var gateway = start(withDriver(), configuration);

        assertThat(greets(gateway, "ann")).isEqualTo("text");
        assertThat(greets(gateway, "42")).isEqualTo("number");
        assertThat(greets(gateway, "x' OR '1'='1")).isEqualTo("default");

        postgres.stops();
        assertThat(greets(gateway, "bob")).isEqualTo("default");
        gateway.logs("error processing SQLNamedQuery 'by-name': ");

        postgres.starts();
        assertThat(greets(gateway, "ann")).isEqualTo("text");
        assertThat(gateway.process().errors()).doesNotContain(Postgres.password());
    }

    @Test
    @DisplayName("LOG-48 without the driver the gateway does not start, and says what is missing")
    void withoutTheDriverTheGatewayDoesNotStart() throws IOException {
        var configuration = SluiceConfiguration.reverse(scene, "ftp://127.0.0.1:1")
                .with("SQLBackend", "postgres")
                .with("SQLConnectInfo", "ftp@127.0.0.1");

        var gateway = SluiceProcess.launch(scene, configuration);

        gateway.logs("there is no JDBC driver for SQLBackend postgres");
    }

    /// What the backend of that user says to `USER`.
    private String greets(SluiceProcess gateway, String user) throws IOException {
        try (var client = RawClient.connect(scene, gateway.port())) {
            client.expects(220);
            return client.asks("USER " + user, 331).text();
        }
    }

    /// A backend that tells its name when it hears that of a user.
    private String greeting(String name) {
        return ScriptedBackend.start(scene, session -> {
                    session.replies("220 ready");
                    session.command();
                    session.replies("331 " + name);
                    session.expectsEnd();
                })
                .url();
    }

    /// A distribution that has the driver, and nothing else, in its modules.
    private Path withDriver() throws IOException, URISyntaxException, ClassNotFoundException {
        var built = Path.of(System.getProperty("sluice.home")).toAbsolutePath();
        var home = scene.folder("distribution");
        var driver = Files.createDirectories(home.resolve("modules/postgres"));
        var jar = Class.forName("org.postgresql.Driver").getProtectionDomain().getCodeSource();
        Files.copy(Path.of(jar.getLocation().toURI()), driver.resolve("postgresql.jar"));
        Files.createDirectories(home.resolve("bin"));
        Files.copy(built.resolve("bin/sluice"), home.resolve("bin/sluice"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.createSymbolicLink(home.resolve("lib"), built.resolve("lib"));
        return home;
    }

    private SluiceProcess start(Path home, SluiceConfiguration configuration) {
        var command = List.of(
                home.resolve("bin/sluice").toString(),
                "-n",
                "-c",
                configuration.write().toString());
        var gateway = scene.owns(
                new SluiceProcess(ChildProcess.start(configuration.folder(), "sluice", command), configuration));
        gateway.listens(gateway.port());
        return gateway;
    }
}
