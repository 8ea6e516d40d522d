package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.peers.Await;
import io.sluice.system.client.RawClient;
import io.sluice.system.peer.ScriptedBackend;
import io.sluice.system.process.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// HUP where the file cannot come into force, or asks for other modules than before.
class FailedReloadIT {
    private static final String REFUSED = "the configuration was not reloaded, the old one stays in force:";

    @RegisterExtension
    final Scene scene = new Scene();

    private SluiceConfiguration configuration;
    private SluiceProcess gateway;

    @BeforeEach
    void start() {
        var backend = ScriptedBackend.start(scene, session -> {
            session.replies("220 before");
            session.expectsEnd();
        });
        configuration = SluiceConfiguration.reverse(scene, backend.url());
        gateway = SluiceProcess.start(scene, configuration);
    }

    @Test
    @DisplayName("CONF-SIG-05 a file that cannot be read as one is refused once, each problem on its own line")
    void aFileThatCannotBeParsedIsRefusedOnce() throws IOException {
        reload(configuration.lines("NoSuchDirective on\nTimeoutIdle abc\nOtherDirective on"));

        gateway.logs("OtherDirective");
        assertThat(logged())
                .satisfiesExactly(
                        line -> assertThat(line).endsWith(REFUSED),
                        line -> assertThat(line).contains("'NoSuchDirective' on line "),
                        line -> assertThat(line).contains("'abc'"),
                        line -> assertThat(line).contains("'OtherDirective' on line "));
        staysAsItWas();
    }

    @Test
    @DisplayName("CONF-SIG-05 a file whose server cannot be set up is refused once")
    void aServerThatCannotBeSetUpIsRefusedOnce() throws IOException {
        reload(configuration.with("ProxyReverseServers", "ftp://127.0.0.1:" + configuration.port()));

        gateway.logs("without end");
        assertThat(logged()).hasSize(2);
        staysAsItWas();
    }

    @Test
    @DisplayName("CONF-SIG-05 a file with an address that cannot be had is refused once")
    void anAddressThatIsTakenIsRefusedOnce() throws IOException {
        var other = ScriptedBackend.start(scene, session -> session.replies("220 other"));
        reload(configuration.with("Port", Integer.toString(other.port())));

        gateway.logs("Address already in use");
        assertThat(logged())
                .singleElement()
                .asString()
                .endsWith(REFUSED + " unable to listen on 127.0.0.1#" + other.port() + ": Address already in use");
        staysAsItWas();
    }

    @Test
    @DisplayName("CONF-SIG-05 a file that is gone is refused once")
    void aMissingFileIsRefusedOnce() throws IOException {
        Files.delete(configuration.folder().resolve("sluice.conf"));
        gateway.signal("HUP");

        gateway.logs("unable to read configuration file");
        assertThat(logged()).hasSize(2);
        staysAsItWas();
    }

    @Test
    void anotherFileIsTakenAfterOneThatWasRefused() throws IOException {
        var broken = configuration.text() + "NoSuchDirective on\n";
        Files.writeString(configuration.folder().resolve("sluice.conf"), broken);
        gateway.signal("HUP");
        gateway.logs("NoSuchDirective");
        var after = ScriptedBackend.start(scene, session -> {
            session.replies("220 after");
            session.expectsEnd();
        });

        reload(configuration.with("ProxyReverseServers", after.url()));

        gateway.logs("configuration reloaded");
        assertThat(greeting()).isEqualTo("after");
    }

    @Test
    @DisplayName("CONF-SEC-18 the set of LoadModule lines may change at a reload")
    void theModulesMayChange() throws IOException {
        reload(configuration.lines("<Class all>\nFrom 127.0.0.0/8\n</Class>"));
        gateway.logs("configuration reloaded");

        reload(configuration.lines("LoadModule mod_acl.c"));
        Await.until(
                "a second reload",
                () -> logged().stream()
                                .filter(line -> line.endsWith("configuration reloaded"))
                                .count()
                        == 2);
        reload(configuration.lines("LoadModule mod_nowhere.c"));

        gateway.logs("mod_nowhere.c");
        staysAsItWas();
    }

    private void reload(SluiceConfiguration changed) {
        changed.write();
        gateway.signal("HUP");
    }

    /// The lines that the log has since the start.
    private List<String> logged() {
        return gateway.process()
                .errors()
                .lines()
                .filter(line -> !line.contains("STARTUP"))
                .toList();
    }

    private void staysAsItWas() throws IOException {
        assertThat(greeting()).isEqualTo("before");
        assertThat(gateway.process().alive()).isTrue();
    }

    private String greeting() throws IOException {
        try (var client = RawClient.connect(scene, gateway.port())) {
            return client.expects(220).text();
        }
    }
}
