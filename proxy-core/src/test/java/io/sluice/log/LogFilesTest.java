package io.sluice.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.sluice.log.LogFile.Weight;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFilesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @TempDir
    Path directory;

    private final LogFiles files = new LogFiles();
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        files.close();
    }

    private LogFile open(Path path) throws LogRefused {
        return files.open("ExtendedLog", path, false, false, complaints::add);
    }

    @Nested
    class Rules {
        @Test
        void aFileIsMadeForItsGroupToRead() throws Exception {
            open(directory.resolve("a")).close();

            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("a"))))
                    .isEqualTo("rw-r-----");
        }

        @Test
        void linesAreAppended() throws Exception {
            var path = Files.writeString(directory.resolve("a"), "old\n");

            try (var file = open(path)) {
                file.write("new", Weight.ORDINARY);
            }

            assertThat(path).hasContent("old\nnew\n");
        }

        @Test
        @DisplayName("LOG-06 a world-writable directory is refused")
        void worldWritableDirectory() throws Exception {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));

            assertThatThrownBy(() -> open(directory.resolve("a")))
                    .hasMessage("unable to open ExtendedLog '" + directory.resolve("a")
                            + "': parent directory is world-writable");
        }

        @Test
        @DisplayName("LOG-06 a symbolic link is refused unless it is allowed")
        void symbolicLink() throws Exception {
            var link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("target"));

            assertThatThrownBy(() -> open(link))
                    .hasMessage("unable to open ExtendedLog '" + link + "': cannot log to a symlink");
            try (var file = files.open("ExtendedLog", link, true, false, complaints::add)) {
                file.write("through", Weight.ORDINARY);
            }
            assertThat(directory.resolve("target")).hasContent("through\n");
        }

        @Test
        void theSystemsWordsSayWhatIsWrong() throws Exception {
            assertThatThrownBy(() -> open(directory.resolve("no/a")))
                    .hasMessageEndingWith(": No such file or directory");
            assertThatThrownBy(() -> open(Files.createDirectory(directory.resolve("sub"))))
                    .hasMessageEndingWith(": Is a directory");
        }
    }

    @Test
    void logsOnOnePathShareOneWriter() throws Exception {
        var path = directory.resolve("a");
        try (var one = open(path);
                var two = open(path);
                var writers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var file : List.of(one, two)) {
                writers.submit(() -> IntStream.range(0, 2000)
                        .forEach(i -> file.write("line " + i + " of " + file.hashCode(), Weight.KEPT)));
            }
        }

        assertThat(Files.readAllLines(path)).hasSize(4000).allMatch(line -> line.matches("line \\d+ of \\d+"));
    }

    @Test
    @DisplayName("LOG-11 reopening after a rename loses and duplicates nothing")
    void rotation() throws Exception {
        var path = directory.resolve("a");
        var expected = IntStream.range(0, 20_000).mapToObj(Integer::toString).toList();
        try (var file = open(path);
                var writer = Executors.newVirtualThreadPerTaskExecutor()) {
            var started = new CountDownLatch(1);
            writer.submit(() -> expected.forEach(line -> {
                file.write(line, Weight.KEPT);
                started.countDown();
            }));
            started.await();
            for (int i = 0; i < 3; i++) {
                Files.move(path, directory.resolve("a." + i));
                files.reopen();
            }
        }

        var all = new ArrayList<String>();
        for (var name : List.of("a.0", "a.1", "a.2", "a")) {
            all.addAll(Files.readAllLines(directory.resolve(name)));
        }
        assertThat(all).isEqualTo(expected);
        assertThat(complaints).isEmpty();
    }

    @Nested
    class Fifos {
        @Test
        @DisplayName("LOG-07 a FIFO without a reader stops nobody, and is written once there is one")
        void withoutReader() throws Exception {
            var path = fifo();

            try (var file = assertTimeoutPreemptively(PATIENCE, () -> open(path))) {
                assertThat(complaints)
                        .containsExactly("unable to open ExtendedLog '" + path + "': No such device or address");
                assertTimeoutPreemptively(PATIENCE, () -> file.write("hello", Weight.KEPT));
                try (BufferedReader reader = Files.newBufferedReader(path)) {
                    assertThat(reader.readLine()).isEqualTo("hello");
                }
            }
        }

        @Test
        @DisplayName("LOG-07 a FIFO nobody ever reads is given back")
        void neverRead() throws Exception {
            var path = fifo();

            assertTimeoutPreemptively(PATIENCE, () -> open(path).close());
        }

        private Path fifo() throws Exception {
            var path = directory.resolve("fifo");
            Assumptions.assumeTrue(
                    new ProcessBuilder("mkfifo", path.toString()).start().waitFor() == 0);
            return path;
        }
    }

    @Nested
    class Overflow {
        private final CountDownLatch disk = new CountDownLatch(1);
        private final List<String> written = new CopyOnWriteArrayList<>();

        /// A disk that does nothing until it is let go.
        private final class SlowDisk implements WritableByteChannel {
            @Override
            public int write(ByteBuffer bytes) throws IOException {
                try {
                    disk.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                var text = UTF_8.decode(bytes).toString();
                written.addAll(text.lines().toList());
                return text.length();
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        }

        private void put(LineQueue queue, String line, Weight weight) {
            queue.put((line + "\n").getBytes(UTF_8), weight, false);
        }

        @Test
        @DisplayName("LOG-10 a slow disk stops nobody: traces are dropped first, then ordinary lines, records never")
        void slowDisk() throws Exception {
            try (var writer = Executors.newSingleThreadExecutor();
                    var sessions = Executors.newVirtualThreadPerTaskExecutor()) {
                writer.execute(() -> awaitQuietly(disk));
                var channel = new SlowDisk();
                var queue = new LineQueue("x", Optional.of(channel), () -> channel, writer, complaints::add, true, 4);
                for (var line : List.of("t1", "t2", "t3", "t4")) {
                    put(queue, line, Weight.DETAIL);
                }
                put(queue, "o1", Weight.ORDINARY);
                put(queue, "o2", Weight.ORDINARY);
                var record = sessions.submit(() -> put(queue, "record", Weight.KEPT));
                assertThat(queue.dropped()).isEqualTo(2);
                assertThat(record.isDone()).isFalse();

                disk.countDown();
                record.get();

                assertThat(queue.flush(PATIENCE)).isTrue();
                assertThat(written).containsExactly("t1", "t2", "t3", "o1", "record");
            }
        }

        @Test
        @DisplayName("LOG-10 a full disk is said once, lost lines are counted, and a torn line does not spoil the next")
        void fullDisk() {
            try (var writer = Executors.newSingleThreadExecutor()) {
                var room = new int[] {6};
                var out = new StringBuilder();
                WritableByteChannel channel = new WritableByteChannel() {
                    @Override
                    public int write(ByteBuffer bytes) throws IOException {
                        if (room[0] == 0) {
                            throw new IOException("No space left on device");
                        }
                        int count = Math.min(room[0], bytes.remaining());
                        for (int i = 0; i < count; i++) {
                            out.append((char) bytes.get());
                        }
                        room[0] -= count;
                        return count;
                    }

                    @Override
                    public boolean isOpen() {
                        return true;
                    }

                    @Override
                    public void close() {}
                };
                var queue = new LineQueue(
                        "ExtendedLog '/l'", Optional.of(channel), () -> channel, writer, complaints::add, true, 10);

                put(queue, "one", Weight.KEPT);
                put(queue, "two", Weight.KEPT);
                assertThat(queue.flush(PATIENCE)).isTrue();
                put(queue, "three", Weight.KEPT);
                assertThat(queue.flush(PATIENCE)).isTrue();
                room[0] = 100;
                put(queue, "four", Weight.KEPT);
                assertThat(queue.flush(PATIENCE)).isTrue();

                assertThat(complaints).containsExactly("error: cannot write ExtendedLog '/l': No space left on device");
                assertThat(queue.dropped()).isEqualTo(2);
                assertThat(out).hasToString("one\ntw\nfour\n");
            }
        }

        private static void awaitQuietly(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
