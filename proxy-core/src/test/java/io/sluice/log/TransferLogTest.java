package io.sluice.log;

import static io.sluice.log.LogFixtures.ORIGIN;
import static io.sluice.log.LogFixtures.lines;
import static io.sluice.log.Outcomes.done;
import static io.sluice.log.Outcomes.transfer;
import static io.sluice.log.Outcomes.transferred;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.log.LogFixtures.Config;
import io.sluice.module.CommandOutcome;
import io.sluice.module.CommandOutcome.Direction;
import io.sluice.module.CommandOutcome.Status;
import io.sluice.module.CommandOutcome.Transfer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransferLogTest {
    @TempDir
    Path directory;

    private final LogFiles files = new LogFiles();
    private final Logging logging = new Logging(ORIGIN, files, SystemLog.on((_, _, _) -> {}, ORIGIN, files));
    private final ScriptedSession session = new ScriptedSession();
    private Path file = Path.of("/");

    @BeforeEach
    void prepare() {
        file = directory.resolve("xferlog");
        session.user = Optional.of("bob");
    }

    @AfterEach
    void close() {
        files.close();
    }

    private List<String> logged(Config config, CommandOutcome outcome) {
        var server = config.directives();
        try (var logs = LogFilters.of(server, server, logging)) {
            logs.filters().forEach(filter -> filter.finished(session, outcome));
        }
        return lines(file);
    }

    private List<String> logged(CommandOutcome outcome) {
        return logged(new Config().with(LogDirectives.TRANSFER_LOG, file), outcome);
    }

    @Test
    @DisplayName("LOG-30 a download, field by field")
    void download() {
        assertThat(logged(transferred("RETR /pub/a.bin", transfer(Direction.DOWNLOAD, Status.SUCCESS), "226 Done")))
                .containsExactly("Sat Nov 21 03:46:19 2026 1 client.example 2048 /pub/a.bin b _ o r bob ftp 0 * c");
    }

    @ParameterizedTest
    @DisplayName("LOG-30 uploads of each kind")
    @ValueSource(strings = {"STOR", "APPE", "STOU"})
    void uploads(String verb) {
        assertThat(logged(transferred(verb + " up.bin", transfer(Direction.UPLOAD, Status.SUCCESS), "226 Done")))
                .containsExactly("Sat Nov 21 03:46:19 2026 1 client.example 2048 up.bin b _ i r bob ftp 0 * c");
    }

    @Test
    @DisplayName("LOG-30 a deletion, once it succeeded")
    void deletions() {
        assertThat(logged(done("DELE /a", "250 Gone")))
                .containsExactly("Sat Nov 21 03:46:19 2026 0 client.example 0 /a b _ d r bob ftp 0 * c");
        assertThat(logged(done("DELE /b", "550 No"))).hasSize(1);
    }

    @Test
    @DisplayName("LOG-31 blanks and control characters become underscores, other bytes stay")
    void names() throws Exception {
        var line = logged(transferred(
                        "RETR a b\tc\u0001\u00c3\u00a9", transfer(Direction.DOWNLOAD, Status.SUCCESS), "226 Done"))
                .getFirst();

        assertThat(line).contains(" 2048 a_b_c_é b ");
    }

    @ParameterizedTest
    @DisplayName("LOG-32 an incomplete transfer is i, with the bytes that arrived")
    @CsvSource({"CANCELLED", "FAILED", "TIMEOUT"})
    void incomplete(Status status) {
        assertThat(logged(transferred("RETR a", transfer(Direction.DOWNLOAD, status), "426 Aborted")))
                .singleElement()
                .asString()
                .contains(" 2048 a ")
                .endsWith(" i");
    }

    @Test
    @DisplayName("LOG-33 listings and transfers refused before data have no line")
    void noLine() {
        assertThat(logged(transferred("LIST", transfer(Direction.LISTING, Status.SUCCESS), "226 Done")))
                .isEmpty();
        assertThat(logged(done("RETR a", "550 No"))).isEmpty();
    }

    @Test
    @DisplayName("LOG-34 the letter follows TYPE, the service the protocol")
    void typeAndService() {
        session.protocol = "ftps";
        var ascii = new Transfer(
                Direction.DOWNLOAD,
                LogFixtures.NOW,
                Duration.ZERO,
                1,
                0,
                true,
                1,
                true,
                Status.SUCCESS,
                Optional.empty());

        assertThat(logged(transferred("RETR a", ascii, "226 Done")))
                .singleElement()
                .asString()
                .endsWith(" 1 a a _ o r bob ftps 0 * c");
    }

    @Test
    void anonymousUsersAreMarked() {
        session.user = Optional.of("anonymous");
        session.identity = Optional.of(Optional.of("joe"));

        assertThat(logged(transferred("RETR a", transfer(Direction.DOWNLOAD, Status.SUCCESS), "226 Done")))
                .singleElement()
                .asString()
                .endsWith(" o a anonymous ftp 1 joe c");
    }

    @Test
    void theAbsolutePathIsShownOnRequest() {
        session.directory = Optional.of("/pub");

        assertThat(logged(
                        new Config()
                                .with(LogDirectives.TRANSFER_LOG, file)
                                .with(LogDirectives.LOG_OPTIONS, "+ProxyPaths"),
                        transferred("RETR a", transfer(Direction.DOWNLOAD, Status.SUCCESS), "226 Done")))
                .singleElement()
                .asString()
                .contains(" /pub/a ");
    }

    @Test
    @DisplayName("LOG-35 none writes nothing")
    void none() {
        var server = new Config().with(LogDirectives.TRANSFER_LOG, "none").directives();

        try (var logs = LogFilters.of(server, server, logging)) {
            assertThat(logs.filters()).isEmpty();
        }
    }
}
