package io.sluice.session;

import io.sluice.session.peers.TestGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DisplaysTest {
    @TempDir
    private Path folder;

    @Test
    @DisplayName("CONF-SES-06 the text of DisplayConnect goes before the greeting")
    void textGoesBeforeTheGreeting() throws Exception {
        var file = Files.writeString(folder.resolve("connect"), "Welcome to %V\nfrom %R\n");
        try (var gateway = TestGateway.with("127.0.0.1", List.of("DisplayConnect " + file, "ServerIdent on hello"))) {
            gateway.client().reads(List.of("220-Welcome to Test", "220-from 127.0.0.1", "220 hello"));
        }
    }

    @Test
    @DisplayName("CONF-SES-28 the text of DisplayQuit goes before the answer to QUIT")
    void textGoesBeforeTheFarewell() throws Exception {
        var file = Files.writeString(folder.resolve("quit"), "Come back\n");
        try (var gateway = TestGateway.with("127.0.0.1", List.of("DisplayQuit " + file))) {
            var client = gateway.client();
            client.reads(220);
            client.sends("QUIT");

            client.reads(List.of("221-Come back", "221 Goodbye."));
            client.seesEnd();
        }
    }

    @Test
    void aFileThatCannotBeReadIsAsGoodAsNone() {
        try (var gateway = TestGateway.with(
                "127.0.0.1", List.of("DisplayConnect " + folder.resolve("missing"), "ServerIdent on hello"))) {
            gateway.client().reads("220 hello");
        }
    }
}
