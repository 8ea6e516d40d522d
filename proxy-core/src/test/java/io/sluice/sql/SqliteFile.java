package io.sluice.sql;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Properties;

/// Makes and changes databases for tests.
public final class SqliteFile {
    private SqliteFile() {}

    /// Runs statements on a database, which is made if it is not there.
    public static void run(Path file, String... statements) {
        try (var connection = new org.sqlite.JDBC().connect("jdbc:sqlite:" + file, new Properties());
                var statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
