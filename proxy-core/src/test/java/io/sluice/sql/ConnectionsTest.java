package io.sluice.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.sql.Connections.Keeping;
import io.sluice.sql.SqlDirectives.KeepAlive;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@DisplayName("LOG-56 connections to a database")
@Execution(ExecutionMode.CONCURRENT)
class ConnectionsTest {
    private static final Keeping USUAL = new Keeping(Duration.ofSeconds(60), Optional.empty(), true);

    @TempDir
    private Path folder;

    private final List<Connection> opened = new CopyOnWriteArrayList<>();

    /// Remembers the connections it makes.
    private final class Remembering extends org.sqlite.JDBC {
        @Override
        public Connection connect(String url, Properties properties) throws SQLException {
            var connection = super.connect(url, properties);
            opened.add(connection);
            return connection;
        }
    }

    @Test
    void areUsedAgain() throws Exception {
        try (var connections = connections(USUAL)) {
            one(connections);
            one(connections);

            assertThat(opened).hasSize(1);
            assertThat(connections.idle()).isEqualTo(1);
        }
        assertThat(opened.getFirst().isClosed()).isTrue();
    }

    @Test
    @DisplayName("LOG-49 PERCALL keeps none")
    void areNotKeptWhereThePolicySaysSo() throws Exception {
        try (var connections = connections(new Keeping(Duration.ZERO, Optional.empty(), true))) {
            one(connections);
            one(connections);

            assertThat(opened)
                    .hasSize(2)
                    .allSatisfy(each -> assertThat(each.isClosed()).isTrue());
        }
    }

    @Test
    void areReplacedWhenTheServerHasGone() throws Exception {
        try (var connections = connections(USUAL)) {
            one(connections);
            opened.getFirst().close();

            assertThat(one(connections)).isEqualTo(1);
            assertThat(opened).hasSize(2);
        }
    }

    @Test
    void areNotReplacedWithNoReconnect() throws Exception {
        try (var connections = connections(new Keeping(Duration.ofSeconds(60), Optional.empty(), false))) {
            one(connections);
            opened.getFirst().close();

            assertThatExceptionOfType(QueryFailed.class).isThrownBy(() -> one(connections));
            assertThat(one(connections)).as("the next query gets a new one").isEqualTo(1);
        }
    }

    @Test
    void areTriedBeforeTheyAreUsedAgain() throws Exception {
        var failing = Optional.of(new KeepAlive(Duration.ZERO, "SELECT nonsense"));
        try (var connections = connections(new Keeping(Duration.ofSeconds(60), failing, true))) {
            one(connections);
            one(connections);

            assertThat(opened).hasSize(2);
            assertThat(opened.getFirst().isClosed()).isTrue();
        }
    }

    @Test
    void areClosedWhenTheyHaveBeenIdleForLong() throws Exception {
        try (var connections = connections(new Keeping(Duration.ofNanos(1), Optional.empty(), true))) {
            one(connections);

            connections.tidy();

            assertThat(connections.idle()).isZero();
            assertThat(opened.getFirst().isClosed()).isTrue();
        }
    }

    @Test
    void areSixteenAtMostAndWhoeverComesThenWaitsForOneWithinABound() throws Exception {
        var busy = new CountDownLatch(Connections.MOST);
        var enough = new CountDownLatch(1);
        try (var connections = connections(USUAL);
                var sessions = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < Connections.MOST; i++) {
                sessions.submit(() -> connections.run(_ -> {
                    busy.countDown();
                    return await(enough);
                }));
            }
            assertThat(busy.await(20, TimeUnit.SECONDS)).isTrue();

            assertThatExceptionOfType(QueryFailed.class)
                    .isThrownBy(() -> one(connections))
                    .withMessage("no connection became free within 5 seconds, all 16 are in use");

            Future<Integer> waiting = sessions.submit(() -> one(connections));
            enough.countDown();
            assertThat(waiting).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(1);
            assertThat(opened).hasSize(Connections.MOST);
        }
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Connections connections(Keeping keeping) {
        var file = folder.resolve("test.db");
        SqliteFile.run(file, "CREATE TABLE IF NOT EXISTS t (a)");
        var url = Target.SQLITE_PREFIX + file;
        return new Connections(new Remembering(), url, new Target(Dialect.SQLITE3, List.of(url), Map.of()), keeping);
    }

    private static int one(Connections connections) throws QueryFailed {
        return connections.run(connection -> {
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery("SELECT 1")) {
                rows.next();
                return rows.getInt(1);
            }
        });
    }
}
