package io.sluice.ban;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.sluice.ban.BanTable.Outcome;
import io.sluice.ban.BanTable.Watcher;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedTableTest {
    @TempDir
    Path directory;

    private static Ban host(String name) {
        return new Ban(BanType.HOST, name, "test", "", Optional.empty(), 0);
    }

    private static BanTable open(Path file) throws IOException {
        return BanTable.open(file, InstantSource.system(), Watcher.NONE);
    }

    private Path file() {
        return directory.resolve("ban.tab");
    }

    /// Another process, which bans its arguments one after the other and then stays until it is killed.
    public static final class Other {
        private Other() {}

        public static void main(String[] arguments) throws Exception {
            var table = open(Path.of(arguments[0]));
            for (int i = Integer.parseInt(arguments[1]); i < Integer.parseInt(arguments[2]); i++) {
                table.add(host("host" + i));
            }
            System.out.println("done");
            System.out.flush();
            int last = System.in.read();
            if (last >= 0) {
                table.close();
            }
        }
    }

    private Process other(int from, int to) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Other.class.getName(),
                        file().toString(),
                        Integer.toString(from),
                        Integer.toString(to))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void awaitDone(Process process) throws IOException {
        var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        assertThat(out.readLine()).isEqualTo("done");
    }

    @Test
    @DisplayName("BAN-18 processes with one file share one table, and one that is killed leaves it as it is")
    void processes() throws Exception {
        try (var table = open(file())) {
            var first = other(0, 100);
            var second = other(100, 200);
            for (int i = 200; i < 300; i++) {
                assertThat(table.add(host("host" + i))).isInstanceOf(Outcome.Banned.class);
            }
            awaitDone(first);
            awaitDone(second);
            first.destroyForcibly().waitFor();

            assertThat(table.bans()).hasSize(300);
            assertThat(table.find(BanType.HOST, "host42", 1)).isPresent();
            assertThat(table.add(host("more"))).isInstanceOf(Outcome.Banned.class);
            second.destroyForcibly().waitFor();
        }
        assertThat(file()).hasSize(0);
    }

    @Test
    @DisplayName("BAN-18 what one process had is there for another after a kill, and lost when the last one leaves")
    void lifeTime() throws Exception {
        var first = other(0, 3);
        awaitDone(first);
        first.destroyForcibly().waitFor();
        try (var table = open(file())) {
            assertThat(table.bans()).hasSize(3);
            var second = other(3, 4);
            awaitDone(second);
            second.getOutputStream().write('\n');
            second.getOutputStream().flush();
            assertThat(second.waitFor()).isZero();
            assertThat(table.bans()).hasSize(4);
        }

        try (var table = open(file())) {
            assertThat(table.bans()).isEmpty();
        }
    }

    @Test
    @DisplayName("BAN-18 a table that is opened again before it is closed, as at a reload, keeps its bans")
    void reload() throws IOException {
        var before = open(file());
        before.add(host("192.0.2.1"));
        var after = open(file());
        before.close();
        before.close();

        assertThat(after.find(BanType.HOST, "192.0.2.1", 1)).isPresent();
        after.close();
    }

    @Test
    void everyFieldArrives() throws Exception {
        var ban = new Ban(
                BanType.USER_AT_HOST,
                "b\u00e4r@192.0.2.1",
                "a reason",
                "a message for %a",
                Optional.of(Instant.now().plusSeconds(60).truncatedTo(ChronoUnit.MILLIS)),
                3);
        var counted = new Contents.Change<>(Contents.EMPTY.with(ban).after(), "")
                .after()
                .counted(
                        new Rule(BanEvent.named("core.x"), 2, Duration.ofMinutes(1), Duration.ofHours(1), ""),
                        "192.0.2.1",
                        2,
                        Instant.ofEpochSecond(1_800_000_000));

        var read = ContentsFormat.contents(ContentsFormat.bytes(counted.after()));

        assertThat(read.bans()).containsExactly(ban);
        assertThat(read.counters()).containsExactly(counted.result());
    }

    @Test
    void textsOf255BytesAreNotCut() throws IOException {
        var name = "x".repeat(255);
        var contents = Contents.EMPTY.with(new Ban(BanType.USER, name, name, name, Optional.empty(), 1));

        var read = ContentsFormat.contents(ContentsFormat.bytes(contents.after()));

        assertThat(read.find(BanType.USER, name, 1)).isPresent();
    }

    @Test
    @DisplayName("BAN-02 a table that cannot be is said in the words of mod_ban")
    void badPlaces() throws IOException {
        Files.createDirectory(directory.resolve("folder"));

        assertThatIOException()
                .isThrownBy(() -> open(directory.resolve("folder")))
                .withMessage("unable to use BanTable '" + directory.resolve("folder") + "': Is a directory");
        assertThatIOException()
                .isThrownBy(() -> open(directory.resolve("missing/ban.tab")))
                .withMessage("unable to open BanTable '" + directory.resolve("missing/ban.tab")
                        + "': No such file or directory");
    }

    @Test
    void theFileItselfIsNeverOverwritten() throws IOException {
        Files.writeString(file(), "of another program");

        try (var table = open(file())) {
            table.add(host("192.0.2.1"));
        }

        assertThat(file()).hasContent("of another program");
    }

    @Test
    void nobodyElseCanEnterTheDirectory() throws IOException {
        var made = PrivateDirectory.in(directory);

        assertThat(made).isEqualTo(PrivateDirectory.in(directory));
        assertThat(Files.getPosixFilePermissions(made)).hasSize(3);
        Files.setPosixFilePermissions(made, java.nio.file.attribute.PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatIOException().isThrownBy(() -> PrivateDirectory.in(directory));
    }

    @Test
    void threadsLoseNoCount() throws Exception {
        var rule = new Rule(BanEvent.named("core.x"), 100_000, Duration.ofHours(1), Duration.ofHours(1), "");
        try (var table = open(file())) {
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < 4; i++) {
                threads.add(Thread.ofVirtual().start(() -> {
                    for (int each = 0; each < 250; each++) {
                        try {
                            table.count(rule, "192.0.2.1", 1);
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    }
                }));
            }
            for (var thread : List.copyOf(threads)) {
                thread.join();
            }

            assertThat(table.counters().getFirst().count()).isEqualTo(1000);
        }
    }
}
