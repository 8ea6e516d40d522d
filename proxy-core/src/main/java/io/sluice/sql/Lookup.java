package io.sluice.sql;

import io.sluice.log.Current;
import io.sluice.sql.Binding.Bound;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// A named query that tells something: rows of texts, 10000 at most. A failure is said in the log, once a minute.
public final class Lookup {
    static final Duration LONGEST_QUERY = Duration.ofSeconds(5);
    private static final int MOST_ROWS = 10_000;
    private static final long SILENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final String name;
    private final QueryText text;
    private final Dialect dialect;
    private final Connections connections;
    private final Consumer<String> log;
    private final AtomicLong quietUntil = new AtomicLong(System.nanoTime());

    Lookup(String name, QueryText text, Dialect dialect, Connections connections, Consumer<String> log) {
        this.name = name;
        this.text = text;
        this.dialect = dialect;
        this.connections = connections;
        this.log = log;
    }

    public String name() {
        return name;
    }

    /// Runs the query and gives the first column of each row.
    public List<String> firstColumn(String... arguments) throws QueryFailed {
        return rows(arguments).stream().map(List::getFirst).toList();
    }

    /// Runs the query for the session of this thread. NULL is an empty text; a statement that gives no rows gives none.
    ///
    /// @param arguments `%{0}`, `%{1}` …, as wire text
    public List<List<String>> rows(String... arguments) throws QueryFailed {
        try {
            var values = new ArrayList<Bound>();
            for (Binding binding : text.bindings()) {
                values.add(binding.value(dialect, List.of(arguments), Current.session()));
            }
            return connections.run(connection -> run(connection, values));
        } catch (QueryFailed e) {
            tell(e);
            throw e;
        }
    }

    private List<List<String>> run(Connection connection, List<Bound> values) throws SQLException, QueryFailed {
        var limit = new CompletableFuture<Void>().orTimeout(LONGEST_QUERY.toNanos(), TimeUnit.NANOSECONDS);
        try (var statement = connection.prepareStatement(text.sql())) {
            statement.setMaxRows(MOST_ROWS);
            for (int i = 0; i < values.size(); i++) {
                switch (values.get(i)) {
                    case Bound.Text(var value) -> statement.setString(i + 1, value);
                    case Bound.WholeNumber(long value) -> statement.setLong(i + 1, value);
                }
            }
            var _ = limit.whenComplete((_, late) -> Optional.ofNullable(late).ifPresent(_ -> cancel(statement)));
            if (!statement.execute()) {
                return List.of();
            }
            try (var rows = statement.getResultSet()) {
                return read(rows);
            }
        } catch (SQLException e) {
            if (limit.isCompletedExceptionally()) {
                throw new QueryFailed("took longer than " + LONGEST_QUERY.toSeconds() + " seconds", e);
            }
            throw e;
        } finally {
            limit.complete(null);
        }
    }

    /// Breaks a statement off; some drivers connect to the server for that.
    private static void cancel(PreparedStatement statement) {
        Thread.ofVirtual().name("sql-cancel").start(() -> {
            try {
                statement.cancel();
            } catch (SQLException _) {
                // it has ended, or will by its connection's own limit
            }
        });
    }

    private static List<List<String>> read(ResultSet rows) throws SQLException {
        int columns = rows.getMetaData().getColumnCount();
        var all = new ArrayList<List<String>>();
        while (rows.next()) {
            var row = new ArrayList<String>(columns);
            for (int i = 1; i <= columns; i++) {
                row.add(Optional.ofNullable(rows.getString(i)).orElse(""));
            }
            all.add(row);
        }
        return all;
    }

    private void tell(QueryFailed failure) {
        long now = System.nanoTime();
        long until = quietUntil.get();
        if (now - until >= 0 && quietUntil.compareAndSet(until, now + SILENCE_NANOS)) {
            log.accept("error processing SQLNamedQuery '" + name + "': " + failure.getMessage());
        }
    }
}
