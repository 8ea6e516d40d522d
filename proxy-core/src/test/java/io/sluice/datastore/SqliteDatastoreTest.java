package io.sluice.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.sluice.datastore.Datastore.Table;
import io.sluice.datastore.Datastore.Value;
import io.sluice.sql.BundledSqlite;
import io.sluice.sql.SqliteFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class SqliteDatastoreTest {
    private static final Table KEYS = new Table("keys", List.of("text"));
    private static final Table OTHER = new Table("other", List.of("text"));

    @TempDir
    private Path folder;

    @Test
    void aValueOutlivesTheStore() throws IOException {
        try (var store = new SqliteDatastore(folder)) {
            store.put(KEYS, "rsa", value("one"));
            store.put(KEYS, "rsa", value("two"));
            store.put(KEYS, "ed25519", value("three"));
            store.put(OTHER, "rsa", value("four"));
            store.remove(OTHER, "rsa");
        }

        try (var store = new SqliteDatastore(folder)) {
            assertThat(store.get(KEYS, "rsa")).contains(value("two"));
            assertThat(store.get(KEYS, "ed25519")).contains(value("three"));
            assertThat(store.get(OTHER, "rsa")).isEmpty();
        }
    }

    @Test
    void ofTwoProcessesThatPutAValueWhereThereIsNoneTheFirstWins() throws IOException {
        try (var first = new SqliteDatastore(folder);
                var second = new SqliteDatastore(folder)) {
            assertThat(second.get(KEYS, "rsa")).isEmpty();

            assertThat(first.putIfAbsent(KEYS, "rsa", value("one"))).isEqualTo(value("one"));
            assertThat(second.putIfAbsent(KEYS, "rsa", value("two"))).isEqualTo(value("one"));
            assertThat(second.get(KEYS, "rsa")).contains(value("one"));
        }
    }

    @Test
    void whatIsNoWholeValueIsNone() throws IOException {
        try (var store = new SqliteDatastore(folder)) {
            store.put(KEYS, "rsa", new Value(Map.of("other", "one")));
            assertThat(store.get(KEYS, "rsa")).isEmpty();
            assertThat(store.putIfAbsent(KEYS, "rsa", value("two"))).isEqualTo(value("two"));
            assertThat(store.get(KEYS, "rsa")).contains(value("two"));
        }
        SqliteFile.run(file(), "UPDATE datastore SET value = 'no JSON'");

        try (var store = new SqliteDatastore(folder)) {
            assertThat(store.get(KEYS, "rsa")).isEmpty();
            assertThat(store.putIfAbsent(KEYS, "rsa", value("three"))).isEqualTo(value("three"));
        }
        try (var store = new SqliteDatastore(folder)) {
            assertThat(store.get(KEYS, "rsa")).contains(value("three"));
        }
    }

    @Test
    void nothingIsMadeBeforeItIsNeededAndThenOnlyItsOwnerCanReadIt() throws IOException {
        try (var store = new SqliteDatastore(folder)) {
            assertThat(file()).doesNotExist();

            store.get(KEYS, "rsa");

            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void aFileOfAnOlderSchemaIsMadeAnew() throws IOException {
        try (var store = new SqliteDatastore(folder)) {
            store.put(KEYS, "rsa", value("one"));
        }
        SqliteFile.run(file(), "UPDATE schema_version SET version = 0");

        try (var store = new SqliteDatastore(folder)) {
            assertThat(store.get(KEYS, "rsa")).isEmpty();
            store.put(KEYS, "rsa", value("two"));
            assertThat(store.get(KEYS, "rsa")).contains(value("two"));
        }
    }

    @Test
    void aFileOfANewerSchemaIsLeftAlone() throws IOException {
        try (var store = new SqliteDatastore(folder)) {
            store.put(KEYS, "rsa", value("one"));
        }
        SqliteFile.run(file(), "UPDATE schema_version SET version = 99");

        try (var store = new SqliteDatastore(folder)) {
            assertThatIOException()
                    .isThrownBy(() -> store.get(KEYS, "rsa"))
                    .withMessageContaining("is of schema version 99, expected 1");
        }
        assertThat(file()).exists();
    }

    @Test
    void aFileThatIsNoDatabaseIsSaid() throws IOException {
        Files.writeString(file(), "This is no database. ".repeat(500));

        try (var store = new SqliteDatastore(folder)) {
            assertThatIOException()
                    .isThrownBy(() -> store.get(KEYS, "rsa"))
                    .withMessageContaining("unable to use datastore '" + file() + "'");
        }
    }

    @Test
    void aDirectoryThatIsNotThereIsSaid() {
        try (var store = new SqliteDatastore(folder.resolve("absent"))) {
            assertThatIOException().isThrownBy(() -> store.put(KEYS, "rsa", value("one")));
        }
    }

    /// What PROXY-CFG and the field ask: no login meets the lock of a database.
    @Test
    void readersMeetNoLock() throws Exception {
        try (var store = new SqliteDatastore(folder)) {
            store.put(KEYS, "rsa", value("one"));
            var read = new AtomicInteger();

            try (var other = BundledSqlite.open(file());
                    var statement = other.createStatement()) {
                statement.execute("BEGIN EXCLUSIVE");
                try (var sessions = Executors.newVirtualThreadPerTaskExecutor()) {
                    for (int i = 0; i < 5000; i++) {
                        sessions.submit(() -> {
                            if (store.get(KEYS, "rsa").isPresent()) {
                                read.incrementAndGet();
                            }
                            return true;
                        });
                    }
                }
                assertThat(read).hasValue(5000);
                assertThatIOException()
                        .as("a write waits for the lock, but not for good")
                        .isThrownBy(() -> store.put(KEYS, "rsa", value("two")));
                statement.execute("ROLLBACK");
            }
            store.put(KEYS, "rsa", value("three"));
            assertThat(store.get(KEYS, "rsa")).contains(value("three"));
        }
    }

    @Test
    void noTextShowsAValue() {
        assertThat(value("secret").toString()).isEqualTo("Value[text]");
    }

    private Path file() {
        return folder.resolve(SqliteDatastore.FILE_NAME);
    }

    private static Value value(String text) {
        return new Value(Map.of("text", text));
    }
}
