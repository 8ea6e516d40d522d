package io.sluice.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.GatewaySettings;
import io.sluice.config.ConfigurationException;
import io.sluice.config.ConfigurationReader;
import io.sluice.config.Problem;
import io.sluice.ftp.WireText;
import io.sluice.log.Current;
import io.sluice.log.Origin;
import io.sluice.log.SessionVariables;
import io.sluice.session.peers.NamedClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Execution(ExecutionMode.CONCURRENT)
class DatabasesTest {
    @TempDir
    private Path folder;

    private Path file;
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private final Databases databases =
            new Databases(new Drivers(List::of), new SessionVariables(Origin.ofThisProcess("0.1.0")), log::add);

    @BeforeEach
    void fill() {
        file = folder.resolve("users.db");
        SqliteFile.run(
                file,
                "CREATE TABLE servers (id INTEGER, name TEXT, url TEXT, weight INTEGER)",
                "INSERT INTO servers VALUES (1, 'joe', 'ftp://192.0.2.1', NULL), (2, 'joe', 'ftp://192.0.2.2', 7),"
                        + " (3, 'jörg', NULL, 1), (4, '42', 'ftp://192.0.2.4', 1)");
    }

    @AfterEach
    void close() {
        databases.close();
    }

    @Nested
    class Results {
        @Test
        @DisplayName("LOG-50 LOG-55 rows and columns are texts in their order, NULL is empty, and no rows are none")
        void areTexts() throws Exception {
            var lookup = query("SELECT \"url, weight FROM servers WHERE name = '%{0}' ORDER BY id\"");

            assertThat(lookup.rows("joe"))
                    .containsExactly(List.of("ftp://192.0.2.1", ""), List.of("ftp://192.0.2.2", "7"));
            assertThat(lookup.firstColumn("joe")).containsExactly("ftp://192.0.2.1", "ftp://192.0.2.2");
            assertThat(lookup.firstColumn(WireText.of("jörg"))).containsExactly("");
            assertThat(lookup.firstColumn("nobody")).isEmpty();
        }

        @Test
        @DisplayName("LOG-50 FREEFORM is the whole statement")
        void ofFreeform() throws Exception {
            assertThat(query("FREEFORM \"SELECT url FROM servers WHERE id = %{0}\"")
                            .firstColumn("2"))
                    .containsExactly("ftp://192.0.2.2");
        }

        @ParameterizedTest
        @DisplayName("LOG-51 a bare variable finds numbers and texts")
        @CsvSource({"id,4", "name,42"})
        void ofBareVariables(String column, String value) throws Exception {
            assertThat(query("SELECT \"url FROM servers WHERE " + column + " = %{0}\"")
                            .firstColumn(value))
                    .containsExactly("ftp://192.0.2.4");
        }

        @Test
        void areTenThousandRowsAtMost() throws Exception {
            assertThat(query("FREEFORM \"WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x <"
                                    + " 20000) SELECT x FROM c\"")
                            .rows())
                    .hasSize(10_000);
        }

        @ParameterizedTest
        @DisplayName("LOG-52 injection finds nothing and breaks nothing")
        @ValueSource(
                strings = {
                    "x' OR '1'='1",
                    "'x'",
                    "'joe'",
                    "\\'",
                    "joe'; DROP TABLE servers; --",
                    "joe\0",
                    "\u00bf' OR 1=1 --"
                })
        void areNotToBeHadByInjection(String name) throws Exception {
            var quoted = query("SELECT \"url FROM servers WHERE name = '%{0}'\"");

            assertThat(quoted.firstColumn(name)).hasSize(name.equals("joe\0") ? 2 : 0);
            assertThat(quoted.firstColumn("joe")).hasSize(2);
            assertThat(log).isEmpty();
        }

        @Test
        @DisplayName("LOG-52 LOG-54 facts of the session are bound like everything else")
        void mayDependOnTheSession() throws Exception {
            var client = new NamedClient("x' OR '1'='1");
            client.environment().put("TLS_CLIENT_S_DN_CN", "joe");
            client.notes().put("team", "'joe'");

            assertThat(inSession(client, "SELECT \"url FROM servers WHERE name = '%{env:TLS_CLIENT_S_DN_CN}'\""))
                    .hasSize(2);
            assertThat(inSession(client, "SELECT \"url FROM servers WHERE name = '%{note:team}'\""))
                    .isEmpty();
            assertThat(inSession(client, "SELECT \"url FROM servers WHERE name = '%U'\""))
                    .isEmpty();
            assertThat(inSession(client, "SELECT \"'[%U|%{env:UNSET}|%{note:unset}]'\""))
                    .containsExactly("[x' OR '1'='1||]");
        }

        private List<String> inSession(NamedClient client, String query) throws Exception {
            var lookup = query(query);
            return ScopedValue.where(Current.SESSION, client).call(lookup::firstColumn);
        }
    }

    @Nested
    class Failures {
        @Test
        @DisplayName("LOG-56 a database that is not there fails the query, is said once a minute, and may come back")
        void ofADatabaseThatIsNotThere() throws Exception {
            var absent = folder.resolve("absent.db");
            var lookup = query(absent, "SELECT \"url FROM servers\"");

            for (int i = 0; i < 3; i++) {
                assertThatExceptionOfType(QueryFailed.class).isThrownBy(lookup::firstColumn);
            }

            assertThat(log).singleElement().asString().startsWith("error processing SQLNamedQuery 'get': ");
            assertThat(absent).doesNotExist();
            SqliteFile.run(absent, "CREATE TABLE servers (url TEXT)", "INSERT INTO servers VALUES ('ftp://192.0.2.1')");
            assertThat(lookup.firstColumn()).containsExactly("ftp://192.0.2.1");
        }

        @Test
        @DisplayName("LOG-56 a query is broken off after five seconds, and the next one works")
        void ofAQueryThatTakesTooLong() throws Exception {
            var lookup = query("FREEFORM \"WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)"
                    + " SELECT count(*) FROM c WHERE '%{0}' = 'joe'\"");

            assertThatExceptionOfType(QueryFailed.class)
                    .isThrownBy(() -> lookup.firstColumn("joe"))
                    .withMessage("took longer than 5 seconds");
        }

        @Test
        void doNotTellValues() throws Exception {
            var lookup = query("SELECT \"url FROM nowhere WHERE name = '%{0}'\"");

            assertThatExceptionOfType(QueryFailed.class).isThrownBy(() -> lookup.firstColumn("s3cret"));

            assertThat(log).hasSize(1).noneMatch(line -> line.contains("s3cret"));
        }
    }

    @Test
    void fiveThousandSessionsShareSixteenConnections() throws Exception {
        var lookup = query("SELECT \"url FROM servers WHERE name = '%{0}'\"");
        var answered = new AtomicInteger();

        try (var sessions = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 5000; i++) {
                sessions.submit(() -> {
                    answered.addAndGet(lookup.firstColumn("joe").size());
                    return true;
                });
            }
        }

        assertThat(answered).hasValue(10_000);
        assertThat(log).isEmpty();
    }

    @Nested
    class Words {
        @ParameterizedTest
        @DisplayName("LOG-48 LOG-49 LOG-50 bad words are named")
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '~',
                value = {
                    "SQLEngine perhaps | unknown SQLEngine parameter 'perhaps'",
                    "SQLBackend oracle | : SQLBackend 'oracle' not supported",
                    "SQLBackend odbc | : SQLBackend 'odbc' not supported",
                    "SQLConnectInfo | requires 1 to 8 parameters; check the mod_sql docs",
                    "SQLConnectInfo a b c 5 e | requires 1 to 8 parameters; check the mod_sql docs",
                    "SQLNamedConnectInfo x sqlite3 | requires 3 to 10 parameters; check the mod_sql docs",
                    "SQLNamedConnectInfo x odbc y | SQLBackend 'odbc' not supported",
                    "SQLNamedQuery x SELECT | requires at least 3 parameters",
                    "SQLNamedQuery x DELETE y | type must be SELECT, INSERT, UPDATE, or FREEFORM",
                    "SQLNamedQuery x UPDATE y | expected 'UPDATE' query-string table-name",
                    "SQLNamedQuery x INSERT y | expected 'INSERT' query-string table-name",
                    "SQLOptions Nonsense | unknown SQLOption 'Nonsense'",
                    "SQLOptions UseNormalizedGroupSchema | is not supported by this version",
                    "SQLKeepAlive soon | badly formatted number of seconds",
                    "SQLAuthTypes Plaintext | SQLAuthTypes",
                    "SQLLog * x | SQLLog",
                })
        void areRefused(String line, String message) {
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(() -> read(line))
                    .withMessageContaining(message);
        }

        @ParameterizedTest
        @DisplayName("LOG-48 engine words; all but off run queries")
        @CsvSource({"on,1", "auth,1", "log,1", "off,0"})
        void ofTheEngine(String word, int queries) throws Exception {
            assertThat(queries("SQLEngine " + word, "SQLConnectInfo " + file, "SQLNamedQuery get SELECT 1")
                            .byName())
                    .hasSize(queries);
            assertThat(problems).isEmpty();
        }
    }

    @Nested
    class Problems {
        @Test
        @DisplayName("LOG-48 a database whose driver is not there is a start-up error that names the kind")
        void ofDrivers() throws Exception {
            queries("SQLBackend postgres", "SQLConnectInfo ftp@db.example.org");

            assertThat(problems)
                    .singleElement()
                    .extracting(Problem::text)
                    .asString()
                    .startsWith("fatal: SQLConnectInfo: there is no JDBC driver for SQLBackend postgres")
                    .endsWith("on line 2 of 'sluice.conf'");
        }

        @Test
        @DisplayName("LOG-50 two queries of one name are a start-up error")
        void ofNames() throws Exception {
            queries("SQLConnectInfo " + file, "SQLNamedQuery get SELECT 1", "SQLNamedQuery get SELECT 2");

            problem("fatal: SQLNamedQuery: 'get' is already defined on line 2 of 'sluice.conf' on line 3 of"
                    + " 'sluice.conf'");
        }

        @Test
        @DisplayName("LOG-53 a variable in an illegal place is a start-up error")
        void ofVariables() throws Exception {
            queries("SQLConnectInfo " + file, "SQLNamedQuery get SELECT \"a FROM %{0}\"");

            problem("fatal: SQLNamedQuery: SQLNamedQuery 'get': variable %{0} not allowed here on line 2 of"
                    + " 'sluice.conf'");
        }

        @Test
        void ofUnknownConnections() throws Exception {
            queries("SQLConnectInfo " + file, "SQLNamedQuery get SELECT 1 other");

            problem("fatal: SQLNamedQuery: SQLNamedQuery 'get': there is no SQLNamedConnectInfo 'other' on line 2 of"
                    + " 'sluice.conf'");
        }

        @Test
        void ofQueriesWithoutADatabase() throws Exception {
            queries("SQLNamedQuery get SELECT 1");

            problem("warning: SQLNamedQuery: no query is run, since there is no SQLConnectInfo, on line 1 of"
                    + " 'sluice.conf'");
        }

        private void problem(String text) {
            assertThat(problems).extracting(Problem::text).containsExactly(text);
        }
    }

    @Test
    @DisplayName("LOG-49 a query may name another database")
    void aQueryMayNameAnotherDatabase() throws Exception {
        var other = folder.resolve("other.db");
        SqliteFile.run(other, "CREATE TABLE servers (url TEXT)", "INSERT INTO servers VALUES ('ftp://192.0.2.9')");

        var queries = queries(
                "SQLConnectInfo " + file,
                "SQLNamedConnectInfo second sqlite3 " + other,
                "SQLNamedQuery get SELECT \"url FROM servers\" second");

        assertThat(queries.byName().get("get").firstColumn()).containsExactly("ftp://192.0.2.9");
    }

    private Lookup query(String rest) throws ConfigurationException {
        return query(file, rest);
    }

    private Lookup query(Path database, String rest) throws ConfigurationException {
        var queries = queries("SQLBackend sqlite3", "SQLConnectInfo " + database, "SQLNamedQuery get " + rest);
        assertThat(problems).isEmpty();
        return queries.byName().get("get");
    }

    private Databases.Queries queries(String... lines) throws ConfigurationException {
        return databases.of(read(lines), problems);
    }

    private static io.sluice.config.DirectiveSet read(String... lines) throws ConfigurationException {
        return ConfigurationReader.readText(
                        "sluice.conf",
                        String.join("\n", lines) + "\n",
                        GatewaySettings.table(List.of()),
                        new ConfigurationReader.Inputs(Set.of(), Set.of(), Map.of()))
                .main()
                .directives();
    }
}
