package io.sluice.acl.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.acl.WrapTables.Source;
import io.sluice.peers.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableFilesTest {
    private final Queue<String> said = new ConcurrentLinkedQueue<>();
    private final TableFiles files = new TableFiles(Duration.ofSeconds(20), said::add);

    @TempDir
    Path directory;

    @Test
    @DisplayName("ACL-69 a table that has not changed is not read again, and its faults are told once")
    void unchangedTables() throws Exception {
        var file = Files.write(directory.resolve("deny"), List.of("nonsense", "ALL: ALL"));

        var first = files.read(file);

        assertThat(files.read(file)).isSameAs(first);
        assertThat(said).hasSize(1);
    }

    @Test
    @DisplayName("ACL-68 what is no file, or none any more, is missing")
    void missingTables() throws Exception {
        var file = Files.write(directory.resolve("deny"), List.of("ALL: ALL"));
        assertThat(files.read(file)).isInstanceOf(Source.Opened.class);

        Files.delete(file);

        assertThat(files.read(file)).isEqualTo(new Source.Missing("No such file or directory"));
        assertThat(files.read(directory)).isEqualTo(new Source.Missing("not a regular file"));
    }

    @Test
    @DisplayName("ACL-68 nobody waits for a disk beyond the bound")
    void slowDisks() throws Exception {
        var file = Files.write(directory.resolve("deny"), List.of("nonsense", "ALL: ALL"));
        var released = new CountDownLatch(1);
        var slow = new TableFiles(Duration.ofMillis(20), _ -> uninterruptibly(released));

        assertThat(slow.read(file)).isInstanceOf(Source.Missing.class);

        released.countDown();
        Await.until("the file is read", () -> slow.read(file) instanceof Source.Opened);
    }

    private static void uninterruptibly(CountDownLatch released) {
        try {
            released.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
