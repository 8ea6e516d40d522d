package io.sluice.acl.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.acl.GeoDatabase;
import io.sluice.acl.GeoField;
import io.sluice.acl.GeoFile;
import io.sluice.config.ConfigurationException;
import io.sluice.peers.Await;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeoTest {
    @TempDir
    Path directory;

    /// 127.0.0.0/24 is in Switzerland, 127.0.1.0/24 in Japan, other addresses nowhere.
    private String table() throws Exception {
        var file = new GeoFile()
                .with(
                        "127.0.0.0/24",
                        Map.of("country", Map.of("iso_code", "CH"), "city", Map.of("names", Map.of("en", "Bern"))))
                .with("127.0.1.0/24", Map.of("country", Map.of("iso_code", "JP")))
                .writeTo(directory.resolve("cities.mmdb"));
        return "GeoIPTable " + file + " MemoryCache";
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "GeoIPPolicy allow,deny|true|true|true",
                "GeoIPPolicy deny,allow|false|false|false",
                "GeoIPDenyFilter CountryCode CH|false|true|true",
                "GeoIPDenyFilter CountryCode ch|false|true|true",
                "GeoIPDenyFilter CountryCode H|false|true|true",
                "GeoIPDenyFilter CountryCode ^H$|true|true|true",
                "GeoIPDenyFilter CountryCode CH City Zug|true|true|true",
                "GeoIPDenyFilter CountryCode CH City Bern|false|true|true",
                "GeoIPDenyFilter CountryCode .*|false|false|true"
            })
    @DisplayName("ACL-72 ACL-73 ACL-75 filters and policy decide of clients from Switzerland, Japan, and nowhere")
    void filters(String line, boolean swiss, boolean japanese, boolean unknown) throws Exception {
        try (var played = Played.gateway(directory, "GeoIPEngine on", table(), line)) {
            assertThat(played.login("127.0.0.1", "alice").startsWith("230")).isEqualTo(swiss);
            assertThat(played.login("127.0.1.1", "alice").startsWith("230")).isEqualTo(japanese);
            assertThat(played.login("127.0.2.1", "alice").startsWith("230")).isEqualTo(unknown);
        }
    }

    @Test
    @DisplayName(
            "ACL-49 ACL-78 files, filters and their log may stand in a section for some clients, and can be traced")
    void inSections() throws Exception {
        try (var played = Played.gateway(
                directory,
                "TraceLog " + directory.resolve("trace.log"),
                "Trace geoip:12",
                "<Class some>",
                "From 127.0.0.2",
                "</Class>",
                "<IfClass some>",
                "GeoIPEngine on",
                table(),
                "GeoIPDenyFilter CountryCode CH",
                "GeoIPLog " + directory.resolve("geo.log"),
                "</IfClass>")) {
            assertThat(played.login("127.0.0.1", "alice")).startsWith("230");
            assertThat(played.login("127.0.0.2", "alice")).isEqualTo("null");

            played.log("geo.log", "Connection denied to 127.0.0.2 due to GeoIP filter/policy");
            played.log("trace.log", "'GeoIPDenyFilter CountryCode CH' fits: TRUE");
        }
    }

    @Test
    @DisplayName("ACL-79 a client that is refused gets no byte; the log names the filter, and there is an event")
    void refusals() throws Exception {
        try (var played = Played.gateway(
                directory,
                "GeoIPEngine on",
                table(),
                "GeoIPLog " + directory.resolve("geo.log"),
                "GeoIPDenyFilter CountryCode JP")) {
            try (var client = played.client("127.0.1.1")) {
                assertThat(client.reply()).isEqualTo("null");
            }
            assertThat(played.events()).contains("mod_geoip.connection-denied");
            assertThat(played.end())
                    .startsWith("Configured policy: GeoIP Filters")
                    .contains("mod_geoip")
                    .contains("line 13");
            var sentence = "Connection denied to 127.0.1.1 due to GeoIP filter/policy (";
            played.log("system.log", sentence);
            played.log("geo.log", sentence);
        }
    }

    @Test
    @DisplayName("ACL-74 what is known of a client is in its environment and its notes")
    void environment() throws Exception {
        try (var played = Played.gateway(directory, "GeoIPEngine on", table())) {
            played.login("127.0.0.1", "alice");

            assertThat(played.environment())
                    .containsEntry("GEOIP_COUNTRY_CODE", "CH")
                    .containsEntry("GEOIP_COUNTRY_CODE3", "CHE")
                    .containsEntry("GEOIP_CITY", "Bern");
            assertThat(played.notes()).containsEntry("GEOIP_CITY", "Bern");
        }
    }

    @Test
    @DisplayName("ACL-74 of several files the first that knows a value counts")
    void severalFiles() throws Exception {
        var other = new GeoFile()
                .with("127.0.0.0/16", Map.of("country", Map.of("iso_code", "AT"), "isp", "Example"))
                .writeTo(directory.resolve("isp.mmdb"));
        try (var played = Played.gateway(directory, "GeoIPEngine on", table(), "GeoIPTable " + other)) {
            played.login("127.0.0.1", "alice");

            assertThat(played.environment())
                    .containsEntry("GEOIP_COUNTRY_CODE", "CH")
                    .containsEntry("GEOIP_ISP", "Example");
        }
    }

    @Nested
    class Queries {
        private String[] lines(String policy, String directive) throws Exception {
            var file = directory.resolve("filters.db");
            try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                    var statement = connection.createStatement()) {
                statement.execute("create table if not exists filters (user text, name text, pattern text)");
                statement.execute("delete from filters");
                statement.execute("insert into filters values ('alice', 'CountryCode', '^CH$')");
            }
            return new String[] {
                "SQLBackend sqlite3",
                "SQLConnectInfo " + file,
                "SQLNamedQuery filters SELECT \"name, pattern FROM filters WHERE user = '%U'\"",
                "SQLNamedQuery broken SELECT \"name FROM nothing\"",
                "GeoIPEngine on",
                table(),
                "GeoIPPolicy " + policy,
                directive
            };
        }

        @Test
        @DisplayName("ACL-78 ACL-79 filters of a query count after the login, with 530 and the end of the connection")
        void afterTheLogin() throws Exception {
            try (var played = Played.gateway(directory, lines("allow,deny", "GeoIPDenyFilter sql:/filters"));
                    var client = played.client("127.0.0.1")) {
                assertThat(played.login("127.0.0.1", "bob")).startsWith("230");

                assertThat(client.reply()).startsWith("220");
                client.send("USER alice");
                assertThat(client.send("PASS secret")).isEqualTo("530 Login incorrect.");
                assertThat(client.reply()).isEqualTo("null");
                assertThat(played.events()).contains("mod_geoip.connection-denied");
            }
        }

        @Test
        @DisplayName("ACL-78 a query that fails allows nobody and denies everybody, and says so once")
        void failures() throws Exception {
            try (var played = Played.gateway(directory, lines("allow,deny", "GeoIPDenyFilter sql:/broken"))) {
                assertThat(played.login("127.0.0.1", "alice")).isEqualTo("530 Login incorrect.");
                assertThat(played.login("127.0.0.1", "alice")).isEqualTo("530 Login incorrect.");
                assertThat(played.log("system.log", "geoip: GeoIPDenyFilter sql:/broken"))
                        .containsOnlyOnce("geoip: GeoIPDenyFilter sql:/broken");
            }
        }
    }

    @Nested
    class Tables {
        private final Queue<String> said = new ConcurrentLinkedQueue<>();
        private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

        private GeoTable open(Path file) {
            return new GeoTable(
                    new GeoDirectives.Table(file, GeoDatabase.Memory.HEAP, true), () -> now.get(), said::add);
        }

        private Path write(String country) throws Exception {
            var file = new GeoFile()
                    .with("192.0.2.0/24", Map.of("country", Map.of("iso_code", country)))
                    .writeTo(directory.resolve("followed.mmdb"));
            Files.setLastModifiedTime(file, FileTime.from(now.get()));
            return file;
        }

        private static String country(GeoTable table) {
            return table.facts(InetAddress.ofLiteral("192.0.2.1")).getOrDefault(GeoField.COUNTRY_CODE, "");
        }

        @Test
        @DisplayName("ACL-77 with CheckCache a file that has changed is opened again within a minute; a damaged one is"
                + " told of and leaves the last good one in force")
        void changes() throws Exception {
            var table = open(write("CH"));
            assertThat(country(table)).isEqualTo("CH");

            now.set(Instant.EPOCH.plusSeconds(59));
            write("JP");
            assertThat(country(table)).isEqualTo("CH");
            now.set(Instant.EPOCH.plusSeconds(61));
            Await.until("the new table", () -> country(table).equals("JP"));

            now.set(Instant.EPOCH.plusSeconds(200));
            Files.writeString(directory.resolve("followed.mmdb"), "damaged");
            Await.until("the new table, and a word of it", () -> country(table).equals("JP") && !said.isEmpty());
            assertThat(said).singleElement().asString().contains("followed.mmdb' cannot be used");
            assertThat(country(table)).isEqualTo("JP");
        }

        @ParameterizedTest
        @CsvSource({"missing.mmdb,No such file or directory", "damaged.mmdb,Is this a valid MaxMind DB file"})
        @DisplayName("ACL-77 a file that cannot be used is told of at the start, and others count")
        void unusableFiles(String name, String why) throws Exception {
            Files.writeString(directory.resolve("damaged.mmdb"), "damaged");

            assertThat(Played.warnings(directory, "GeoIPTable " + directory.resolve(name)))
                    .anySatisfy(text ->
                            assertThat(text).contains(name + "' cannot be used").contains(why));
            try (var played = Played.gateway(
                    directory,
                    "GeoIPEngine on",
                    "GeoIPTable " + directory.resolve(name),
                    table(),
                    "GeoIPDenyFilter CountryCode JP")) {
                assertThat(played.login("127.0.0.1", "alice")).startsWith("230");
                assertThat(played.login("127.0.1.1", "alice")).isEqualTo("null");
            }
        }

        @Test
        @DisplayName("ACL-77 without any file that can be used everybody is allowed, and the log says why")
        void noFile() throws Exception {
            try (var played = Played.gateway(
                    directory,
                    "GeoIPEngine on",
                    "GeoIPTable relative.mmdb",
                    "GeoIPPolicy deny,allow",
                    "GeoIPLog " + directory.resolve("geo.log"))) {
                assertThat(played.login("127.0.0.1", "alice")).startsWith("230");

                played.log("geo.log", "no usable GeoIPTable files found, skipping GeoIP lookups");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GeoIPEngine maybe|expected Boolean parameter",
                "GeoIPTable /x/GeoIP.dat|legacy GeoIP database '/x/GeoIP.dat' is not supported, use .mmdb",
                "GeoIPTable /x/y.mmdb Fast|unknown GeoIPTable flag 'Fast'",
                "GeoIPPolicy open|: 'open' is not one of the approved GeoIPPolicy settings",
                "GeoIPAllowFilter CountryCode|wrong number of parameters",
                "GeoIPAllowFilter Planet Mars|unable to use 'Planet Mars' as filter: Invalid argument",
                "GeoIPAllowFilter City [|unable to use 'City [' as filter: Invalid argument",
                "GeoIPDenyFilter sql:/none|GeoIPDenyFilter: error processing SQLNamedQuery 'none'"
            })
    @DisplayName("ACL-77 what cannot be read is an error at the start")
    void errors(String line, String text) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> Played.gateway(directory, line))
                .withMessageContaining(text);
    }

    @Test
    void allFlagsAreTaken() throws Exception {
        assertThat(Played.warnings(directory, table() + " Standard MMapCache IndexCache CheckCache UTF8"))
                .isEqualTo(List.of());
    }
}
