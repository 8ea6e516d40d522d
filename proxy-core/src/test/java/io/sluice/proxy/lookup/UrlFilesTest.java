package io.sluice.proxy.lookup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UrlFilesTest {
    @TempDir
    private Path folder;

    private Path directory;
    private Path file;
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final UrlFiles files = new UrlFiles(new FileRules(false), log::add);

    @BeforeEach
    void place() throws IOException {
        directory = Files.createDirectory(folder.resolve("backends"));
        mode(directory, "rwxr-xr-x");
        file = directory.resolve("joe.json");
    }

    @Nested
    class Content {
        @Test
        void isAnArrayOfUrls() throws IOException {
            assertThat(read("[\"ftp://192.0.2.1\",\n \"ftp://192.0.2.2:2121\"]\n"))
                    .containsExactly("ftp://192.0.2.1", "ftp://192.0.2.2:2121");
        }

        @Test
        @DisplayName("PROXY-RC-17 an empty file is no backends")
        void mayBeEmpty() throws IOException {
            assertThat(read("")).isEmpty();
            assertThat(read("[]")).isEmpty();
        }

        @Test
        @DisplayName("PROXY-RC-17 what is no string or no URL is skipped")
        void isSkippedWhereItIsNoUrl() throws IOException {
            assertThat(read("[1, \"ftp://192.0.2.1\", null, {\"url\": [\"ftp://192.0.2.2\"]}, [\"ftp://192.0.2.3\"],"
                            + " \"http://192.0.2.4\", \"\", \"ftps://192.0.2.5\", true, \"ftp://192.0.2.6\"]"))
                    .containsExactly("ftp://192.0.2.1", "ftps://192.0.2.5", "ftp://192.0.2.6");
        }

        @Test
        @DisplayName("PROXY-RC-17 item 1001 is ignored, and the log says so")
        void endsAfterAThousandItems() throws IOException {
            var urls = read(IntStream.rangeClosed(1, 1001)
                    .mapToObj(i -> "\"ftp://192.0.2.1:" + i + "\"")
                    .collect(Collectors.joining(",", "[", "]")));

            assertThat(urls).hasSize(1000).endsWith("ftp://192.0.2.1:1000");
            assertThat(log)
                    .containsExactly(
                            "warning: skipped ProxyReverseServers '" + file + "' data (only used first 1000 items)");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{}",
                    "\"ftp://h\"",
                    "ftp://h",
                    "[\"ftp://h\"",
                    "[\"ftp://h\"] []",
                    "['ftp://h']",
                    "[\"\u00ff\"]",
                    "[,]"
                })
        void thatIsNoArrayIsInvalid(String text) throws IOException {
            write(text);

            assertThatThrownBy(() -> files.urls(file))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("Invalid argument");
        }

        @Test
        @DisplayName("PROXY-RC-17 more than 5 MiB are refused")
        void isAtMostFiveMebibytes() throws IOException {
            var url = "\"ftp://192.0.2.1\"";
            write("[" + url + " ".repeat((5 << 20) - url.length() - 2) + "]");
            assertThat(files.urls(file)).hasSize(1);

            write("[" + url + " ".repeat((5 << 20) - url.length() - 1) + "]");
            assertThatThrownBy(() -> files.urls(file)).hasMessageStartingWith("Operation not permitted");
        }
    }

    @Nested
    class Changes {
        @Test
        @DisplayName("PROXY-RC-14 a changed file counts at once, even with its old time and size")
        void areSeen() throws IOException {
            write("[\"ftp://192.0.2.1\"]");
            var time = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));
            Files.setLastModifiedTime(file, time);
            assertThat(files.urls(file)).hasSize(1);

            write("[\"ftp://192.0.2.2\"]");
            Files.setLastModifiedTime(file, time);

            assertThat(texts(files.urls(file))).containsExactly("ftp://192.0.2.2");
        }

        @Test
        void areTheOnlyReasonToReadAFileAgain() throws IOException {
            write("[\"http://skipped.example.org\"]");

            for (int i = 0; i < 1000; i++) {
                files.urls(file);
            }

            assertThat(log).as("one line for each time it was read").hasSize(1);
        }
    }

    @Nested
    class Permissions {
        @Test
        @DisplayName("PROXY-RC-15 a file everybody can write to is refused, and the mode is shown")
        void ofTheFile() throws IOException {
            write("[]");
            mode(file, "rw-rw-rw-");

            refused(
                    files,
                    "unable to use world-writable ProxyReverseServers '" + file
                            + "' (perms 0666): Operation not permitted");
        }

        @Test
        @DisplayName("PROXY-RC-15 so is one in a directory everybody can write to, unless IgnoreConfigPerms is set")
        void ofTheDirectory() throws IOException {
            write("[\"ftp://192.0.2.1\"]");
            mode(directory, "rwxrwxrwx");

            refused(
                    files,
                    "unable to use ProxyReverseServers '" + file + "' from world-writable directory '" + directory
                            + "' (perms 0777): Operation not permitted");
            var lenient = new UrlFiles(new FileRules(true), log::add);
            assertThat(lenient.urls(file)).hasSize(1);
            mode(file, "rw-rw-rw-");
            refused(
                    lenient,
                    "unable to use world-writable ProxyReverseServers '" + file
                            + "' (perms 0666): Operation not permitted");
        }

        @Test
        @DisplayName("PROXY-RC-15 permissions that are lost later count at once")
        void areLookedAtEachTime() throws IOException {
            write("[]");
            files.urls(file);

            mode(directory, "rwxrwxrwx");

            assertThatThrownBy(() -> files.urls(file)).isInstanceOf(FileRules.Unusable.class);
        }

        @Test
        @DisplayName("PROXY-RC-16 for a symbolic link both directories, and the mode of the target, are checked")
        void ofALink() throws IOException {
            var elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
            mode(elsewhere, "rwxr-xr-x");
            var target = Files.writeString(elsewhere.resolve("target.json"), "[\"ftp://192.0.2.1\"]");
            mode(target, "rw-r--r--");
            Files.createSymbolicLink(file, target);
            assertThat(files.urls(file)).hasSize(1);

            mode(elsewhere, "rwxrwxrwx");
            refused(
                    files,
                    "unable to use ProxyReverseServers '" + file + "' from world-writable directory '" + elsewhere
                            + "' (perms 0777): Operation not permitted");

            mode(elsewhere, "rwxr-xr-x");
            mode(directory, "rwxrwxrwx");
            refused(
                    files,
                    "unable to use ProxyReverseServers '" + file + "' from world-writable directory '" + directory
                            + "' (perms 0777): Operation not permitted");

            mode(directory, "rwxr-xr-x");
            mode(target, "rw-rw-rw-");
            refused(
                    files,
                    "unable to use world-writable ProxyReverseServers '" + file
                            + "' (perms 0666): Operation not permitted");
        }

        private void refused(UrlFiles by, String message) {
            assertThatThrownBy(() -> by.urls(file)).hasMessage(message);
        }
    }

    @Test
    void aDirectoryIsNoFile() {
        assertThatThrownBy(() -> files.urls(directory))
                .hasMessage("unable to use ProxyReverseServers '" + directory + "': Is a directory");
    }

    @Test
    void aFileThatIsNotThereIsToldFromOneThatCannotBeRead() {
        assertThatThrownBy(() -> files.urls(file)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aFifoWithoutAWriterHoldsNobodyUp() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", "-m", "600", file.toString())
                        .start()
                        .waitFor())
                .isZero();

        var urls = java.util.concurrent.CompletableFuture.supplyAsync(() -> {
            try {
                return files.urls(file);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });

        assertThat(urls).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(List.of());
        assertThat(log).containsExactly("ProxyReverseServers '" + file + "' is not a regular file");
    }

    private List<String> read(String text) throws IOException {
        write(text);
        return texts(files.urls(file));
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text, ISO_8859_1);
        mode(file, "rw-r--r--");
    }

    private static List<String> texts(List<BackendUrl> urls) {
        return urls.stream().map(BackendUrl::written).toList();
    }

    private static void mode(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
}
