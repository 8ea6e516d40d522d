package io.sluice.sql;

import java.util.Optional;
import java.util.OptionalInt;

/// A kind of database (`SQLBackend`), and how its SQL is taken apart.
///
/// @see <a href="https://www.sqlite.org/lang_expr.html">SQLite</a>,
///     <a href="https://www.postgresql.org/docs/current/sql-syntax-lexical.html">PostgreSQL</a>,
///     <a href="https://dev.mysql.com/doc/refman/8.4/en/string-literals.html">MySQL</a>
public enum Dialect {
    SQLITE3("sqlite3", OptionalInt.empty()),
    MYSQL("mysql", OptionalInt.of(3306)),
    POSTGRES("postgres", OptionalInt.of(5432));

    private final String word;
    private final OptionalInt port;

    Dialect(String word, OptionalInt port) {
        this.word = word;
        this.port = port;
    }

    /// The word of the configuration.
    public String word() {
        return word;
    }

    /// The port of a server where none is written; none where a database is a file.
    OptionalInt port() {
        return port;
    }

    static Optional<Dialect> named(String word) {
        for (Dialect dialect : values()) {
            if (dialect.word.equalsIgnoreCase(word)) {
                return Optional.of(dialect);
            }
        }
        return Optional.empty();
    }

    /// Whether a backslash in a string takes the next char as it stands.
    boolean hasBackslashes() {
        return this == MYSQL;
    }

    /// Whether `"` encloses a string; elsewhere it encloses a name.
    boolean hasDoubleQuotedStrings() {
        return this == MYSQL;
    }

    boolean hasBacktickNames() {
        return this != POSTGRES;
    }

    boolean hasBracketNames() {
        return this == SQLITE3;
    }

    boolean hasHashComments() {
        return this == MYSQL;
    }

    boolean hasNestedComments() {
        return this == POSTGRES;
    }

    boolean hasDollarQuotes() {
        return this == POSTGRES;
    }

    /// How a question mark that is no parameter is written for the driver, if it can be.
    Optional<String> questionMark() {
        return this == POSTGRES ? Optional.of("??") : Optional.empty();
    }

    /// Chars that begin a parameter of the database's own, which nobody would bind.
    String ownParameters() {
        return this == SQLITE3 ? ":@$" : "";
    }

    /// Whether a number has to be bound as one to be compared with numbers; PostgreSQL finds the type itself.
    boolean bindsNumbers() {
        return this != POSTGRES;
    }
}
