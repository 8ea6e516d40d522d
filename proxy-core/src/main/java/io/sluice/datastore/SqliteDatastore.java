package io.sluice.datastore;

import io.sluice.sql.BundledSqlite;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A datastore in one SQLite file, `sluice.db`, which only its owner can read.
///
/// The file is opened by the first call, on a thread that does all that concerns it; before it is used it is checked
/// and tidied up. All of it is then in memory, and whoever reads meets no lock of a database. A write is in the file,
/// by way of a journal beside it, before memory knows it; whoever puts a value where memory has none sees what another
/// process put into the file. What is in a file of an older schema is dropped.
public final class SqliteDatastore implements Datastore {
    static final String FILE_NAME = "sluice.db";
    static final int VERSION = 1;
    private static final int BUSY = 5;
    private static final String SCHEMA = "datastore";
    private static final String PUT = "INSERT OR REPLACE INTO datastore VALUES (?, ?, ?)";
    private static final Duration LONGEST_CALL = Duration.ofSeconds(10);

    private final Path file;
    private final Map<Key, Value> values = new ConcurrentHashMap<>();
    private final ExecutorService thread = new ThreadPoolExecutor(
            0,
            1,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> Thread.ofPlatform().daemon().name("datastore").unstarted(task));
    private volatile boolean opened;
    private Optional<Connection> connection = Optional.empty(); // of the thread alone

    private record Key(String table, String name) {}

    /// A datastore in a directory, which nothing is done to before the first call.
    public SqliteDatastore(Path directory) {
        this.file = directory.resolve(FILE_NAME);
    }

    @Override
    public Optional<Value> get(Table table, String name) throws IOException {
        open();
        return Optional.ofNullable(values.get(new Key(table.name(), name))).filter(table::isWhole);
    }

    @Override
    public void put(Table table, String name, Value value) throws IOException {
        await(() -> {
            write(PUT, table, name, Optional.of(value));
            return values.put(new Key(table.name(), name), value);
        });
    }

    @Override
    public Value putIfAbsent(Table table, String name, Value value) throws IOException {
        return await(() -> {
            write("INSERT OR IGNORE INTO datastore VALUES (?, ?, ?)", table, name, Optional.of(value));
            var present = read(table, name); // another process may have been first
            if (present.isEmpty()) { // what is there is of no use to anybody
                write(PUT, table, name, Optional.of(value));
            }
            values.put(new Key(table.name(), name), present.orElse(value));
            return present.orElse(value);
        });
    }

    @Override
    public void remove(Table table, String name) throws IOException {
        await(() -> {
            write("DELETE FROM datastore WHERE namespace = ? AND name = ?", table, name, Optional.empty());
            return values.remove(new Key(table.name(), name));
        });
    }

    private void open() throws IOException {
        if (!opened) {
            await(() -> Optional.empty());
        }
    }

    /// Runs something on the thread of the file, once that is open.
    private <T> T await(Callable<T> task) throws IOException {
        try {
            return thread.submit(() -> {
                        openHere();
                        return task.call();
                    })
                    .get(LONGEST_CALL.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io
                    ? io
                    : new IOException("unable to use datastore '" + file + "': " + reason(e), e);
        } catch (TimeoutException e) {
            throw new IOException(
                    "unable to use datastore '" + file + "': no answer within " + LONGEST_CALL.toSeconds() + " seconds",
                    e);
        } catch (RejectedExecutionException e) {
            throw new IOException("datastore '" + file + "' has been closed", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("given up");
        }
    }

    private static String reason(ExecutionException e) {
        return Optional.ofNullable(e.getCause()).map(Throwable::getMessage).orElse("unknown error");
    }

    private void openHere() throws SQLException, IOException {
        if (connection.isPresent()) {
            return;
        }
        if (!Files.exists(file)) {
            make();
        }
        var link = BundledSqlite.open(file);
        try {
            prepare(link);
            check(link);
            load(link);
        } catch (SQLException | IOException e) {
            link.close();
            throw e;
        }
        connection = Optional.of(link);
        opened = true;
    }

    private void make() throws IOException {
        try {
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            } else {
                Files.createFile(file);
            }
        } catch (FileAlreadyExistsException _) {
            // another process was first
        }
    }

    /// Makes the tables where there are none of this version; of processes that do so at once one is first.
    private void prepare(Connection link) throws SQLException, IOException {
        try (var statement = link.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            try {
                int version = version(link);
                if (version > VERSION) {
                    throw new IOException("datastore '" + file + "' is of schema version " + version + ", expected "
                            + VERSION + ": it was made by a newer Sluice");
                }
                if (version < VERSION) {
                    statement.execute("DROP TABLE IF EXISTS datastore");
                    statement.execute("CREATE TABLE datastore (namespace TEXT NOT NULL, name TEXT NOT NULL,"
                            + " value TEXT NOT NULL, PRIMARY KEY (namespace, name)) WITHOUT ROWID");
                    statement.execute(
                            "INSERT OR REPLACE INTO schema_version VALUES ('" + SCHEMA + "', " + VERSION + ")");
                }
                statement.execute("COMMIT");
            } catch (SQLException | IOException e) {
                statement.execute("ROLLBACK");
                throw e;
            }
        }
    }

    /// The version of the schema in the file; 0 for a file without any.
    private static int version(Connection link) throws SQLException {
        try (var statement = link.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS schema_version (schema TEXT NOT NULL PRIMARY KEY,"
                    + " version INTEGER NOT NULL)");
            try (var rows =
                    statement.executeQuery("SELECT version FROM schema_version WHERE schema = '" + SCHEMA + "'")) {
                return rows.next() ? rows.getInt(1) : 0;
            }
        }
    }

    private void check(Connection link) throws SQLException, IOException {
        try (var statement = link.createStatement()) {
            try (var rows = statement.executeQuery("PRAGMA integrity_check(1)")) {
                var found = rows.next() ? rows.getString(1) : "nothing";
                if (!"ok".equals(found)) {
                    throw new IOException("datastore '" + file + "' is damaged: " + found);
                }
            }
            tidyUp(statement);
        }
    }

    private static void tidyUp(Statement statement) throws SQLException {
        try {
            statement.execute("VACUUM");
        } catch (SQLException e) {
            if (e.getErrorCode() != BUSY) { // who is at work there has done it as well
                throw e;
            }
        }
    }

    private void load(Connection link) throws SQLException {
        try (var statement = link.createStatement();
                var rows = statement.executeQuery("SELECT namespace, name, value FROM datastore")) {
            while (rows.next()) {
                var key = new Key(rows.getString(1), rows.getString(2));
                JsonValue.read(rows.getString(3)).ifPresent(value -> values.put(key, value));
            }
        }
    }

    private void write(String sql, Table table, String name, Optional<Value> value) throws SQLException {
        try (var statement = connection.orElseThrow().prepareStatement(sql)) {
            statement.setString(1, table.name());
            statement.setString(2, name);
            if (value.isPresent()) {
                statement.setString(3, JsonValue.text(value.get()));
            }
            statement.executeUpdate();
        }
    }

    private Optional<Value> read(Table table, String name) throws SQLException {
        try (var statement = connection
                .orElseThrow()
                .prepareStatement("SELECT value FROM datastore WHERE namespace = ? AND name = ?")) {
            statement.setString(1, table.name());
            statement.setString(2, name);
            try (var rows = statement.executeQuery()) {
                return rows.next() ? JsonValue.read(rows.getString(1)).filter(table::isWhole) : Optional.empty();
            }
        }
    }

    @Override
    public void close() {
        try {
            var _ = thread.submit(() -> {
                if (connection.isPresent()) {
                    connection.get().close();
                }
                return true;
            });
            thread.shutdown();
        } catch (RejectedExecutionException _) {
            // closed before
        }
    }
}
