package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.system.client.RawClient;
import io.sluice.system.peer.Proftpd;
import io.sluice.system.process.Scene;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// `<Limit>` in the whole distribution, and beside the same rules in the reference.
class CommandLimitsIT {
    private static final String RULES = """
            <Limit WRITE>
              Order deny,allow
              AllowUser ann
              Deny from 127.0.0.9
            </Limit>
            <Limit STOR RMD>
              AllowUser joe
              DenyAll
            </Limit>
            <Limit RMD>
            </Limit>
            <Limit RMD>
              Order deny,allow
              DenyUser !joe joe
            </Limit>
            <Limit DIRS>
              DenyUser regex ^jo
            </Limit>
            <Limit CWD>
              AllowUser OR joe ann
              DenyAll
            </Limit>
            <Limit NOOP>
              DenyFilter secret
            </Limit>
            """;

    @RegisterExtension
    final Scene scene = new Scene();

    @Test
    @DisplayName("ACL-26 ACL-36 PROXY-CMD-02 a limit refuses what it names, lets the rest pass, and is in the log")
    void limitsActInTheDistribution() throws IOException {
        var server = Proftpd.start(scene);
        var gateway = SluiceProcess.start(
                scene,
                SluiceConfiguration.reverse(scene, server)
                        .lines("<Limit WRITE>\nDenyAll\n</Limit>\n<Limit STOR>\nAllowUser joe\n</Limit>"));
        var client = RawClient.login(scene, gateway.port(), server.account());

        client.stores("STOR kept", "kept".getBytes(StandardCharsets.UTF_8));
        assertThat(client.asks("DELE kept", 550).text()).isEqualTo("DELE: Operation not permitted");

        assertThat(Files.readString(server.home().resolve("kept"))).isEqualTo("kept");
        gateway.logs("DELE denied by <Limit> configuration");
    }

    @Test
    @DisplayName(
            "ACL-24 ACL-26 ACL-30 ACL-31 ACL-34 the reference with the same rules refuses and allows the same commands")
    void likeTheReference() throws IOException {
        var plain = Proftpd.start(scene);
        var limited = Proftpd.start(scene, RULES);
        var gateway = SluiceProcess.start(
                scene, SluiceConfiguration.reverse(scene, plain).lines(RULES));
        var here = RawClient.login(scene, gateway.port(), plain.account());
        var there = RawClient.login(scene, limited.port(), limited.account());
        for (var home : List.of(plain.home(), limited.home())) {
            Files.createDirectory(home.resolve("folder"));
            Files.createFile(home.resolve("file"));
        }

        for (var command : List.of(
                "MKD made",
                "RMD folder",
                "DELE file",
                "CWD folder",
                "CWD ..",
                "PWD",
                "MDTM file",
                "NOOP",
                "NOOP secret",
                "XPWD",
                "RNFR file",
                "XMKD other",
                "TYPE I")) {
            assertThat(permitted(here, command)).as(command).isEqualTo(permitted(there, command));
        }
    }

    private static boolean permitted(RawClient client, String command) throws IOException {
        var text = client.asks(command).text();
        return !text.endsWith("Operation not permitted") && !text.endsWith("Permission denied");
    }
}
