package io.sluice.sql;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;

/// The database engine that is part of Sluice. Its native library is loaded when the first file is opened.
public final class BundledSqlite {
    static final Duration LONGEST_LOCK = Duration.ofSeconds(3);

    /// Waits a while for the lock of another process, and makes no file where there is none.
    static final Map<String, String> PROPERTIES =
            Map.of("busy_timeout", Long.toString(LONGEST_LOCK.toMillis()), "open_mode", "2");

    private BundledSqlite() {}

    /// Opens a database that is there.
    public static Connection open(Path file) throws SQLException {
        var properties = new Properties();
        properties.putAll(PROPERTIES);
        return Objects.requireNonNull(new org.sqlite.JDBC().connect(Target.SQLITE_PREFIX + file, properties));
    }
}
