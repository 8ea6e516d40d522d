package io.sluice.acl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GeoDatabaseTest {
    private static final Map<String, ?> ZURICH = Map.of(
            "country", Map.of("iso_code", "CH", "names", Map.of("en", "Switzerland", "de", "Schweiz")),
            "continent", Map.of("code", "EU"),
            "subdivisions",
                    List.of(
                            Map.of("iso_code", "ZH", "names", Map.of("en", "Zurich")),
                            Map.of("iso_code", "XX", "names", Map.of("en", "Other"))),
            "city", Map.of("names", Map.of("en", "Zürich")),
            "postal", Map.of("code", "8001"),
            "location",
                    Map.of("metro_code", 807, "latitude", 47.3667, "longitude", -8.5, "time_zone", "Europe/Zurich"));

    private static final Map<String, ?> PROVIDER = Map.of(
            "isp", "Example Net",
            "organization", "Example Ltd",
            "autonomous_system_number", 64500,
            "autonomous_system_organization", "EXAMPLE",
            "connection_type", "Cable/DSL");

    @TempDir
    Path directory;

    private GeoDatabase database(GeoDatabase.Memory memory) throws IOException {
        var file = new GeoFile()
                .with("192.0.2.0/24", ZURICH)
                .with("198.51.100.0/25", PROVIDER)
                .with("203.0.113.1/32", Map.of("is_anonymous_vpn", true))
                .with("203.0.113.2/32", Map.of("traits", Map.of("is_satellite_provider", true)))
                .with("203.0.113.3/32", Map.of("is_anonymous", false))
                .with("2001:db8::/32", Map.of("country", Map.of("iso_code", "JP")))
                .writeTo(directory.resolve("test.mmdb"));
        return GeoDatabase.open(file, memory);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("ACL-74 every field of a city is told, wherever the file is kept")
    void cities(GeoDatabase.Memory memory) throws IOException {
        assertThat(database(memory).facts(InetAddress.ofLiteral("192.0.2.99")))
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry(GeoField.COUNTRY_CODE, "CH"),
                        Map.entry(GeoField.COUNTRY_CODE_3, "CHE"),
                        Map.entry(GeoField.COUNTRY_NAME, "Switzerland"),
                        Map.entry(GeoField.REGION_CODE, "ZH"),
                        Map.entry(GeoField.REGION_NAME, "Zurich"),
                        Map.entry(GeoField.CONTINENT, "EU"),
                        Map.entry(GeoField.CITY, "Zürich"),
                        Map.entry(GeoField.POSTAL_CODE, "8001"),
                        Map.entry(GeoField.AREA_CODE, "807"),
                        Map.entry(GeoField.LATITUDE, "47.3667"),
                        Map.entry(GeoField.LONGITUDE, "-8.5"),
                        Map.entry(GeoField.TIMEZONE, "Europe/Zurich")));
    }

    @Test
    @DisplayName("ACL-74 providers and systems are told")
    void providers() throws IOException {
        assertThat(database(GeoDatabase.Memory.HEAP).facts(InetAddress.ofLiteral("198.51.100.127")))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        GeoField.ISP, "Example Net",
                        GeoField.ORGANIZATION, "Example Ltd",
                        GeoField.ASN, "AS64500 EXAMPLE",
                        GeoField.NETWORK_SPEED, "cabledsl"));
    }

    @ParameterizedTest
    @CsvSource({"203.0.113.1,anonymous", "203.0.113.2,satellite"})
    @DisplayName("ACL-74 anonymous clients and those behind satellites are told")
    void proxies(String address, String kind) throws IOException {
        assertThat(database(GeoDatabase.Memory.HEAP).facts(InetAddress.ofLiteral(address)))
                .isEqualTo(Map.of(GeoField.PROXY, kind));
    }

    @Test
    @DisplayName("ACL-76 IPv6 addresses are looked up as they are, mapped ones as IPv4")
    void families() throws Exception {
        var database = database(GeoDatabase.Memory.HEAP);
        var mapped = Inet6Address.getByAddress(
                null, new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, (byte) 192, 0, 2, 1}, -1);

        assertThat(database.facts(InetAddress.ofLiteral("2001:db8::1"))).containsEntry(GeoField.COUNTRY_CODE, "JP");
        assertThat(database.facts(Client.of(mapped).address())).containsEntry(GeoField.COUNTRY_CODE, "CH");
    }

    @ParameterizedTest
    @CsvSource({"192.0.3.1", "203.0.113.3", "2001:db9::1"})
    void whatNobodyKnowsIsNotTold(String address) throws IOException {
        assertThat(database(GeoDatabase.Memory.HEAP).facts(InetAddress.ofLiteral(address)))
                .isEmpty();
    }

    @Test
    @DisplayName("ACL-77 a file of another format is not opened")
    void otherFormats() throws IOException {
        var file = Files.writeString(directory.resolve("other.mmdb"), "no database");

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> GeoDatabase.open(file, GeoDatabase.Memory.HEAP));
    }
}
