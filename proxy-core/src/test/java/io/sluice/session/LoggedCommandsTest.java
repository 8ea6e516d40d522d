package io.sluice.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.peers.Await;
import io.sluice.session.peers.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What logs see of a session that really ran.
class LoggedCommandsTest {
    @TempDir
    private Path folder;

    private String content(String log) {
        try {
            var file = folder.resolve(log);
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void quits(Stage stage) {
        stage.asks("QUIT", "221 Goodbye");
    }

    @Test
    @DisplayName("LOG-29 commands the proxy sends by itself are not logged")
    void ownCommandsAreNotLogged() {
        try (var stage = Stage.loggedIn(
                "DefaultTransferMode ascii",
                "ProxyDataTransferPolicy PASV",
                "LogFormat short \"%m %s\"",
                "ExtendedLog " + folder.resolve("extended") + " ALL short")) {
            stage.client().sends("EPSV");
            stage.backend().expectsPasv();
            stage.client().reads(229);
            quits(stage);

            Await.until("the whole session is logged", () -> content("extended").contains("QUIT 221"));
            assertThat(content("extended").lines()).containsExactly("USER 331", "PASS 230", "EPSV 229", "QUIT 221");
        }
    }

    @Test
    @DisplayName("LOG-09 no password is in any log at the highest levels")
    void passwordsAreInNoLog() {
        try (var stage = Stage.loggedIn(
                "TraceLog " + folder.resolve("trace"),
                "Trace DEFAULT:20 command:20 proxy:20 proxy.ftp.ctrl:20 proxy.reverse:20 response:20",
                "ProxyLog " + folder.resolve("proxy"),
                "JsonLog " + folder.resolve("json") + " all",
                "ExtendedLog " + folder.resolve("extended") + " ALL")) {
            quits(stage);

            Await.until(
                    "the whole session is logged",
                    () -> content("extended").contains("QUIT")
                            && content("trace").contains("frontend->backend: QUIT")
                            && content("json").contains("\"kind\":\"session\""));
            assertThat(content("trace")).contains("frontend->backend: PASS (hidden)");
            assertThat(content("trace")
                            + content("proxy")
                            + content("json")
                            + content("extended")
                            + stage.gateway().log())
                    .doesNotContain("secret");
        }
    }
}
