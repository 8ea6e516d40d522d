package io.sluice.acl.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.config.ConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WrapTest {
    @TempDir
    Path directory;

    private Path table(String name, String... lines) throws Exception {
        return Files.write(directory.resolve(name), List.of(lines));
    }

    private String tables(String allow, String deny) {
        return "WrapTables file:" + directory.resolve(allow) + " file:" + directory.resolve(deny);
    }

    @Test
    @DisplayName("ACL-60 whom the first table fits is allowed, else whom the second fits is refused, before the backend"
            + " hears of the password")
    void twoTables() throws Exception {
        table("allow", "ALL: 127.0.0.1");
        table("deny", "# nobody else from here", "ALL: 127.0.0.");
        try (var played = Played.gateway(
                directory, "WrapEngine on", tables("allow", "deny"), "WrapLog " + directory.resolve("wrap.log"))) {

            assertThat(played.login("127.0.0.1", "alice")).startsWith("230");
            assertThat(played.login("127.0.0.2", "alice")).isEqualTo("530 Access denied");
            assertThat(played.login("127.0.1.1", "alice")).startsWith("230");

            assertThat(played.backend().received())
                    .filteredOn("PASS secret"::equals)
                    .hasSize(2);
            assertThat(played.log("wrap.log", "refused connection from 127.0.0.2"))
                    .contains("mod_wrap2/")
                    .contains("allowed connection from 127.0.0.1")
                    .contains("(rule " + directory.resolve("deny") + ":2)");
            played.log("system.log", "refused connection from 127.0.0.2 (rule " + directory.resolve("deny") + ":2)");
        }
    }

    @Test
    @DisplayName("ACL-49 ACL-60 tables, their log and their engine may stand in a section for some clients")
    void inSections() throws Exception {
        table("deny", "ALL: ALL");
        try (var played = Played.gateway(
                directory,
                "<Class some>",
                "From 127.0.0.2",
                "</Class>",
                "<IfClass some>",
                "WrapEngine on",
                tables("nothing", "deny"),
                "WrapLog " + directory.resolve("wrap.log"),
                "</IfClass>")) {

            assertThat(played.login("127.0.0.1", "alice")).startsWith("230");
            assertThat(played.login("127.0.0.2", "alice")).startsWith("530");
            played.log("wrap.log", "refused connection from 127.0.0.2");
        }
    }

    @Test
    @DisplayName("ACL-60 what tables decide can be traced")
    void traces() throws Exception {
        table("deny", "ALL: 127.0.0.2");
        try (var played = Played.gateway(
                directory,
                "TraceLog " + directory.resolve("trace.log"),
                "Trace wrap2:9",
                "WrapEngine on",
                tables("nothing", "deny"))) {
            assertThat(played.login("127.0.0.2", "alice")).startsWith("530");

            assertThat(played.log("trace.log", "<wrap2:9>")).contains("Refused", directory.resolve("deny") + "");
        }
    }

    @Test
    @DisplayName("ACL-71 a refusal is an event for bans, a module's policy, and names its rule")
    void refusalsAreEvents() throws Exception {
        table("deny", "ALL: ALL");
        try (var played = Played.gateway(
                directory,
                "WrapEngine on",
                "WrapTables builtin:all file:" + directory.resolve("deny"),
                "WrapOptions CheckOnConnect")) {
            assertThat(played.login("127.0.0.1", "alice")).startsWith("230");
            assertThat(played.events()).doesNotContain("mod_wrap.connection-denied");
        }
        try (var played = Played.gateway(directory, "WrapEngine on", tables("nothing", "deny"))) {
            assertThat(played.login("127.0.0.1", "alice")).startsWith("530");

            assertThat(played.events()).contains("mod_wrap.connection-denied");
            assertThat(played.end())
                    .startsWith("Module-specific policy")
                    .contains("refused connection from 127.0.0.1")
                    .contains("mod_wrap2");
        }
    }

    @Test
    @DisplayName("ACL-60 tables of the user come before those of groups, these before those of everybody")
    void precedence() throws Exception {
        table("alice.deny", "ALL: ALL");
        table("deny", "ALL: ALL");
        try (var played = Played.gateway(
                directory,
                "WrapEngine on",
                "WrapUserTables alice,amy builtin:none file:" + directory.resolve("alice.deny"),
                "WrapUserTables !carol builtin:all builtin:none",
                "WrapGroupTables staff builtin:all builtin:none",
                tables("nothing", "deny"))) {

            assertThat(played.login("127.0.0.1", "alice")).startsWith("530");
            assertThat(played.login("127.0.0.1", "bob")).startsWith("230");
            assertThat(played.login("127.0.0.1", "carol")).startsWith("530");
        }
    }

    @Test
    @DisplayName("ACL-60 tables of groups are asked when the proxy has checked the password")
    void groups() throws Exception {
        var hash = "$6$rounds=1000$sluice$36lCBjL9NGr.XdDDxvGsYmqQYtrdmm06TH8JH4a6eTlwjLr50chck"
                + "TII.d5GZDDr1BDkjGbWS1l6cyeNBSFNb/";
        var users = Files.writeString(
                directory.resolve("users"),
                "alice:" + hash + ":1000:100::/tmp:/bin/sh\nbob:" + hash + ":1001:200::/tmp:/bin/sh\n");
        var groups = Files.writeString(directory.resolve("groups"), "staff:x:100:\nguests:x:200:\n");
        for (var file : List.of(users, groups)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        table("deny", "ALL: ALL");
        try (var played = Played.gateway(
                directory,
                "AuthOrder mod_auth_file.c",
                "AuthUserFile " + users,
                "AuthGroupFile " + groups,
                "RequireValidShell off",
                "ProxyOptions UseReverseProxyAuth",
                "WrapEngine on",
                "WrapGroupTables staff builtin:all builtin:none",
                tables("nothing", "deny"))) {

            assertThat(played.login("127.0.0.1", "alice")).startsWith("230");
            assertThat(played.login("127.0.0.1", "bob")).isEqualTo("530 Access denied");
        }
    }

    @Test
    @DisplayName("ACL-61 CheckOnConnect refuses in place of the banner, when nobody is known")
    void atConnect() throws Exception {
        table("deny", "ALL: 127.0.0.2");
        try (var played = Played.gateway(
                directory,
                "WrapEngine on",
                tables("nothing", "deny"),
                "WrapOptions CheckOnConnect",
                "WrapDenyMsg \"go away, %u\"")) {
            try (var client = played.client("127.0.0.2")) {
                assertThat(client.reply()).isEqualTo("530 go away, unknown");
                assertThat(client.reply()).isEqualTo("null");
            }
            assertThat(played.events()).contains("mod_wrap.connection-denied");
            assertThat(played.login("127.0.0.1", "alice")).startsWith("230");
        }
    }

    @Test
    @DisplayName("ACL-62 WrapDenyMsg is the text of the reply, WrapAllowMsg a line of it")
    void messages() throws Exception {
        table("deny", "ALL: 127.0.0.2");
        try (var played = Played.gateway(
                directory,
                "WrapEngine on",
                tables("nothing", "deny"),
                "WrapAllowMsg \"come in, %u\"",
                "WrapDenyMsg \"go away, %u\"")) {
            assertThat(played.login("127.0.0.2", "alice")).isEqualTo("530 go away, alice");
            try (var client = played.client("127.0.0.1")) {
                client.reply();
                client.send("USER alice");
                assertThat(client.send("PASS secret")).isEqualTo("230-come in, alice");
                assertThat(client.reply()).isEqualTo("230 Logged in");
            }
        }
    }

    @Test
    @DisplayName("ACL-64 WrapServiceName says which lines count")
    void services() throws Exception {
        table("deny", "gateway: 127.0.0.1", "proftpd: ALL");
        try (var played =
                Played.gateway(directory, "WrapEngine on", "WrapServiceName Gateway", tables("nothing", "deny"))) {
            assertThat(played.login("127.0.0.1", "alice")).startsWith("530");
            assertThat(played.login("127.0.0.2", "alice")).startsWith("230");
        }
    }

    @Test
    @DisplayName("ACL-65 setenv of the line that allows is in the environment of the session")
    void environment() throws Exception {
        table("allow", "ALL: 127.0.0.1 : setenv SITE=lab");
        try (var played = Played.gateway(directory, "WrapEngine on", tables("allow", "nothing"))) {
            played.login("127.0.0.1", "alice");

            assertThat(played.environment()).containsEntry("SITE", "lab");
        }
    }

    @Test
    @DisplayName("ACL-68 a table that is missing fits nobody; with FailClosed whom nothing allows is refused; both are"
            + " said once")
    void missingTables() throws Exception {
        table("allow", "ALL: 127.0.0.1");
        try (var played = Played.gateway(directory, "WrapEngine on", tables("allow", "gone"))) {
            assertThat(played.login("127.0.0.2", "alice")).startsWith("230");
            assertThat(played.login("127.0.0.2", "alice")).startsWith("230");

            assertThat(played.log("system.log", "error opening deny table"))
                    .containsOnlyOnce("error opening deny table")
                    .contains("No such file or directory");
        }
        Files.delete(directory.resolve("system.log"));
        try (var played =
                Played.gateway(directory, "WrapEngine on", tables("allow", "gone"), "WrapOptions FailClosed")) {
            assertThat(played.login("127.0.0.2", "alice")).startsWith("530");
            assertThat(played.login("127.0.0.1", "alice")).startsWith("230");
            table("gone", "ALL: 127.0.0.3");
            assertThat(played.login("127.0.0.2", "alice")).startsWith("230");

            played.log("system.log", "can be read again");
        }
    }

    @Test
    @DisplayName("ACL-69 a change of a table, or of a file named in it, counts at the next login")
    void changes() throws Exception {
        var others = table("others", "127.0.0.3");
        table("deny", "ALL: 127.0.0.2 " + others);
        try (var played = Played.gateway(directory, "WrapEngine on", tables("nothing", "deny"))) {
            assertThat(played.login("127.0.0.2", "alice")).startsWith("530");
            assertThat(played.login("127.0.0.3", "alice")).startsWith("530");
            assertThat(played.login("127.0.0.4", "alice")).startsWith("230");

            table("others", "127.0.0.4 # more");
            assertThat(played.login("127.0.0.3", "alice")).startsWith("230");
            assertThat(played.login("127.0.0.4", "alice")).startsWith("530");

            table("deny", "ALL: NOBODY");
            assertThat(played.login("127.0.0.2", "alice")).startsWith("230");
        }
    }

    @Test
    @DisplayName("ACL-69 each user may have a file; names that lead elsewhere have none")
    void filesOfUsers() throws Exception {
        Files.createDirectory(directory.resolve("users"));
        table("users/alice.deny", "ALL: ALL");
        table("outside.deny", "ALL: ALL");
        try (var played = Played.gateway(
                directory,
                "WrapEngine on",
                "WrapUserTables * builtin:none file:" + directory.resolve("users/%U.deny"),
                "WrapLog " + directory.resolve("wrap.log"))) {
            assertThat(played.login("127.0.0.1", "alice")).startsWith("530");
            assertThat(played.login("127.0.0.1", "bob")).startsWith("230");
            assertThat(played.login("127.0.0.1", "../outside")).startsWith("230");

            played.log("wrap.log", "illegal name in '" + directory.resolve("users/%U.deny") + "'");
        }
    }

    @Nested
    class Databases {
        private String database(String... statements) throws Exception {
            var file = directory.resolve("tables.db");
            try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                    var statement = connection.createStatement()) {
                for (var each : statements) {
                    statement.execute(each);
                }
            }
            return "SQLBackend sqlite3\nSQLConnectInfo " + file;
        }

        @Test
        @DisplayName("ACL-67 tables are rows of queries, which know the user")
        void queries() throws Exception {
            var database = database(
                    "create table wrap (name text, clients text, options text)",
                    "insert into wrap values ('alice', '127.0.0.2, 127.0.0.3', null)",
                    "insert into wrap values ('bob', 'ALL EXCEPT 127.0.0.1', null)",
                    "insert into wrap values ('', '127.0.0.4', null)",
                    "insert into wrap values ('carol', 'ALL', 'ALLOW')");
            try (var played = Played.gateway(
                    directory,
                    database,
                    "SQLNamedQuery clients SELECT \"clients FROM wrap WHERE name = '%{0}'\"",
                    "SQLNamedQuery options SELECT \"options FROM wrap WHERE name = '%{0}'\"",
                    "WrapEngine on",
                    "WrapLog " + directory.resolve("wrap.log"),
                    "WrapUserTables alice,bob builtin:none sql:/clients",
                    "WrapUserTables carol builtin:none sql:/clients/options",
                    "WrapTables builtin:none sql:/clients")) {
                assertThat(played.login("127.0.0.1", "alice")).startsWith("230");
                assertThat(played.login("127.0.0.3", "alice")).startsWith("530");
                assertThat(played.login("127.0.0.1", "bob")).startsWith("230");
                assertThat(played.login("127.0.0.9", "bob")).startsWith("530");
                assertThat(played.login("127.0.0.9", "carol")).startsWith("230");
                assertThat(played.login("127.0.0.4", "dave")).startsWith("530");
                assertThat(played.login("127.0.0.5", "dave")).startsWith("230");

                played.log("wrap.log", "(rule sql:/clients:1)");
            }
        }

        @Test
        @DisplayName("ACL-67 ACL-68 a database that fails is a table that cannot be read")
        void outages() throws Exception {
            var database = database("create table other (x text)");
            var query = "SQLNamedQuery clients SELECT \"clients FROM wrap\"";
            var tables = "WrapTables builtin:none sql:/clients";
            try (var played = Played.gateway(directory, database, query, "WrapEngine on", tables)) {
                assertThat(played.login("127.0.0.1", "alice")).startsWith("230");
                played.log("system.log", "error opening deny table");
            }
            try (var played =
                    Played.gateway(directory, database, query, "WrapEngine on", tables, "WrapOptions FailClosed")) {
                assertThat(played.login("127.0.0.1", "alice")).startsWith("530");
            }
        }

        @Test
        @DisplayName("ACL-67 a query that is not written is an error at the start")
        void missingQueries() {
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(() -> Played.gateway(directory, "WrapEngine on", "WrapTables builtin:all sql:/none"))
                    .withMessageContaining("error: unable to resolve SQLNamedQuery name 'none'");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "WrapEngine maybe|expecting Boolean parameter",
                "WrapTables builtin:all|missing parameters",
                "WrapTables builtin:all nonsense|bad table parameter: 'nonsense'",
                "WrapTables builtin:all ldap:/x|unsupported table source type: 'ldap'",
                "WrapTables file:relative builtin:all|error: table relative paths are forbidden",
                "WrapTables builtin:all redis:/clients|error: client key 'clients' lacks required 'list:' or 'set:'",
                "WrapTables builtin:all redis:/list:clients|redis table: Redis needs mod_redis.c",
                "WrapUserTables alice builtin:all|missing parameters",
                "WrapOptions Everything|: unknown WrapOption 'Everything'",
                "WrapLog wrap.log|path"
            })
    @DisplayName("ACL-70 what cannot be read is an error at the start")
    void errors(String line, String text) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> Played.gateway(directory, line))
                .withMessageContaining(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"builtin:some", "file:~/hosts.deny"})
    @DisplayName("ACL-70 tables that nobody will find are warned of")
    void warnings(String table) throws Exception {
        assertThat(Played.warnings(directory, "WrapTables builtin:all " + table))
                .anySatisfy(text -> assertThat(text).contains("WrapTables").contains("the table fits nobody"));
    }
}
