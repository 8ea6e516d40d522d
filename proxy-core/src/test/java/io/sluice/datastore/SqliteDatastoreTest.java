package io.sluice.datastore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.sluice.datastore.Datastore.Value;
import io.sluice.sql.BundledSqlite;
import io.sluice.sql.SqliteFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class SqliteDatastoreTest {
    @TempDir
    private Path folder;

    @Test
    void aValueOutlivesTheStore() throws IOException {
        try (var store = new SqliteDatastore(folder)) {
            store.put("keys", "rsa", value("one"));
            store.put("keys", "rsa", value("two"));
            store.put("keys", "ed25519", value("three"));
            store.put("other", "rsa", value("four"));
            store.remove("other", "rsa");
        }

        try (var store = new SqliteDatastore(folder)) {
            assertThat(store.get("keys", "rsa")).contains(value("two"));
            assertThat(store.all("keys")).isEqualTo(Map.of("rsa", value("two"), "ed25519", value("three")));
            assertThat(store.get("other", "rsa")).isEmpty();
        }
    }

    @Test
    void ofTwoProcessesThatPutAValueWhereThereIsNoneTheFirstWins() throws IOException {
        try (var first = new SqliteDatastore(folder);
                var second = new SqliteDatastore(folder)) {
            assertThat(second.get("keys", "rsa")).isEmpty();

            assertThat(first.putIfAbsent("keys", "rsa", value("one"))).isEqualTo(value("one"));
            assertThat(second.putIfAbsent("keys", "rsa", value("two"))).isEqualTo(value("one"));
            assertThat(second.get("keys", "rsa")).contains(value("one"));
        }
    }

    @Test
    void nothingIsMadeBeforeItIsNeededAndThenOnlyItsOwnerCanReadIt() throws IOException {
        try (var store = new SqliteDatastore(folder)) {
            assertThat(file()).doesNotExist();

            store.get("keys", "rsa");

            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void aFileOfAnOlderSchemaIsMadeAnew() throws IOException {
        try (var store = new SqliteDatastore(folder)) {
            store.put("keys", "rsa", value("one"));
        }
        SqliteFile.run(file(), "UPDATE schema_version SET version = 0");

        try (var store = new SqliteDatastore(folder)) {
            assertThat(store.get("keys", "rsa")).isEmpty();
            store.put("keys", "rsa", value("two"));
            assertThat(store.get("keys", "rsa")).contains(value("two"));
        }
    }

    @Test
    void aFileOfANewerSchemaIsLeftAlone() throws IOException {
        try (var store = new SqliteDatastore(folder)) {
            store.put("keys", "rsa", value("one"));
        }
        SqliteFile.run(file(), "UPDATE schema_version SET version = 99");

        try (var store = new SqliteDatastore(folder)) {
            assertThatIOException()
                    .isThrownBy(() -> store.get("keys", "rsa"))
                    .withMessageContaining("is of schema version 99, expected 1");
        }
        assertThat(file()).exists();
    }

    @Test
    void aFileThatIsNoDatabaseIsSaid() throws IOException {
        Files.writeString(file(), "This is no database. ".repeat(500));

        try (var store = new SqliteDatastore(folder)) {
            assertThatIOException()
                    .isThrownBy(() -> store.get("keys", "rsa"))
                    .withMessageContaining("unable to use datastore '" + file() + "'");
        }
    }

    @Test
    void aDirectoryThatIsNotThereIsSaid() {
        try (var store = new SqliteDatastore(folder.resolve("absent"))) {
            assertThatIOException().isThrownBy(() -> store.put("keys", "rsa", value("one")));
        }
    }

    /// What PROXY-CFG and the field ask: no login meets the lock of a database.
    @Test
    void readersMeetNoLock() throws Exception {
        try (var store = new SqliteDatastore(folder)) {
            store.put("keys", "rsa", value("one"));
            var read = new AtomicInteger();

            try (var other = BundledSqlite.open(file());
                    var statement = other.createStatement()) {
                statement.execute("BEGIN EXCLUSIVE");
                try (var sessions = Executors.newVirtualThreadPerTaskExecutor()) {
                    for (int i = 0; i < 5000; i++) {
                        sessions.submit(() -> {
                            if (store.get("keys", "rsa").isPresent()) {
                                read.incrementAndGet();
                            }
                            return true;
                        });
                    }
                }
                assertThat(read).hasValue(5000);
                assertThatIOException()
                        .as("a write waits for the lock, but not for good")
                        .isThrownBy(() -> store.put("keys", "rsa", value("two")));
                statement.execute("ROLLBACK");
            }
            store.put("keys", "rsa", value("three"));
            assertThat(store.get("keys", "rsa")).contains(value("three"));
        }
    }

    @Test
    void noTextShowsAValue() {
        assertThat(value("secret").toString()).isEqualTo("Value[6 bytes]");
    }

    private Path file() {
        return folder.resolve(SqliteDatastore.FILE_NAME);
    }

    private static Value value(String text) {
        return new Value(text.getBytes(UTF_8));
    }
}
