package io.sluice.acl;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.acl.WrapTable.Hit;
import io.sluice.acl.WrapTable.Ruling;
import io.sluice.acl.WrapTable.Word;
import io.sluice.acl.WrapTables.Source;
import io.sluice.acl.WrapTables.Unread;
import io.sluice.acl.WrapTables.Verdict;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WrapTableTest {
    private static final Client LOCAL = Client.of(InetAddress.ofLiteral("192.0.2.200"));
    private static final Map<String, String> FILES =
            Map.of("/etc/office", "203.0.113. [2001:db8::]/32\n/etc/other\n.org");

    private static WrapTable table(String... lines) {
        return WrapTable.parse("hosts", String.join("\n", lines), path -> Optional.ofNullable(FILES.get(path)));
    }

    private static WrapClient client(String address, String name) {
        return WrapClient.of(new Client(
                InetAddress.ofLiteral(address),
                name == null ? new Client.Name.None() : new Client.Name.Confirmed(name)));
    }

    private static Optional<Hit> find(WrapTable table, WrapClient client) {
        return table.find("proftpd", LOCAL, client);
    }

    private static boolean fits(String clients, WrapClient client) {
        return find(table("ALL: " + clients), client).isPresent();
    }

    @Nested
    class Elements {
        @ParameterizedTest(name = "{0} and {1}: {2}")
        @CsvSource({
            ".example.com, 192.0.2.1, true",
            ".EXAMPLE.com, 192.0.2.1, true",
            ".ample.com, 192.0.2.1, false",
            "www.example.com, 192.0.2.1, true",
            "WWW.Example.Com, 192.0.2.1, true",
            "example.com, 192.0.2.1, false",
            "192.0.2., 192.0.2.1, true",
            "192.0., 192.0.2.1, true",
            "192.0.2., 192.0.20.1, false",
            "192.0.2.1, 192.0.2.1, true",
            "192.0.2.1, 192.0.2.10, false",
            "[::ffff:192.0.2.1], 192.0.2.1, true",
            "192.0.2.0/255.255.255.0, 192.0.2.99, true",
            "192.0.2.1/255.255.255.0, 192.0.2.99, false",
            "192.0.2.0/255.255.255.0, 192.0.3.1, false",
            "192.0.2.1/255.255.255.255, 192.0.2.1, true",
            "192.0.2.1/255.255.255.255, 192.0.2.2, false",
            "192.0.2.0/24, 192.0.2.99, true",
            "192.0.2.0/24, 192.0.3.99, false",
            "[2001:db8::1], 2001:db8::1, true",
            "[2001:db8::]/32, 2001:db8:9::9, true",
            "[2001:db8::]/32, 2001:db9::9, false",
            "[2001:db8::]/32, 192.0.2.1, false",
            "192.0.2.*, 192.0.2.77, true",
            "192.0.2.?, 192.0.2.77, false",
            "*.example.com, 192.0.2.1, true",
            "w?w.example.com, 192.0.2.1, true",
            "ALL, 192.0.2.1, true",
            "KNOWN, 192.0.2.1, true",
            "UNKNOWN, 192.0.2.1, false",
            "LOCAL, 192.0.2.1, false",
            "/etc/office, 203.0.113.9, true",
            "/etc/office, 2001:db8::1, true",
            "/etc/office, 192.0.2.1, false",
            "/etc/nothing, 192.0.2.1, false",
            "@staff, 192.0.2.1, false"
        })
        @DisplayName("ACL-63 each form fits the right client, here one called www.example.com")
        void forms(String pattern, String address, boolean fits) {
            assertThat(WrapTableTest.fits(pattern, client(address, "www.example.com")))
                    .isEqualTo(fits);
        }

        @Test
        @DisplayName("ACL-63 clients without a name, with a short one, or with one that does not resolve back")
        void keywords() {
            assertThat(fits("UNKNOWN", client("192.0.2.1", null))).isTrue();
            assertThat(fits("KNOWN", client("192.0.2.1", null))).isFalse();
            assertThat(fits("LOCAL", client("192.0.2.1", "printer"))).isTrue();
            assertThat(fits("LOCAL", client("2001:db8::1", null))).isFalse();

            var liar = new WrapClient(client("192.0.2.1", null).client(), Optional.empty(), true);
            assertThat(fits("PARANOID", liar)).isTrue();
            assertThat(fits("PARANOID", client("192.0.2.1", null))).isFalse();
            assertThat(table("ALL: user@PARANOID").asksForMisnamed()).isTrue();
            assertThat(table("ALL: ALL EXCEPT PARANOID").asksForMisnamed()).isTrue();
            assertThat(table("ALL: KNOWN").asksForMisnamed()).isFalse();
        }

        @Test
        @DisplayName("ACL-63 user@pattern compares the user that the machine of the client tells")
        void users() {
            var alice = new WrapClient(client("192.0.2.1", null).client(), Optional.of("alice"), false);

            assertThat(fits("alice@192.0.2.", alice)).isTrue();
            assertThat(fits("bob@192.0.2.", alice)).isFalse();
            assertThat(fits("alice@198.51.100.", alice)).isFalse();
            assertThat(fits("unknown@192.0.2.1", client("192.0.2.1", null))).isTrue();
            assertThat(fits("KNOWN@ALL", client("192.0.2.1", null))).isFalse();
            assertThat(fits("KNOWN@ALL", alice)).isTrue();
        }

        @ParameterizedTest(name = "{0}: {1} is {2}")
        @CsvSource({
            "192.0.2. EXCEPT 192.0.2.66, 192.0.2.1, true",
            "192.0.2. EXCEPT 192.0.2.66, 192.0.2.66, false",
            "ALL EXCEPT 192.0.2. EXCEPT 192.0.2.66, 192.0.2.1, false",
            "ALL EXCEPT 192.0.2. EXCEPT 192.0.2.66, 192.0.2.66, true",
            "ALL EXCEPT 192.0.2. EXCEPT 192.0.2.66, 203.0.113.1, true"
        })
        @DisplayName("ACL-63 EXCEPT takes the rest of the list, from right to left")
        void exceptions(String list, String address, boolean fits) {
            assertThat(WrapTableTest.fits(list, client(address, null))).isEqualTo(fits);
        }
    }

    @Nested
    class Lines {
        @ParameterizedTest(name = "{0}: {1}")
        @CsvSource(
                delimiter = '|',
                value = {
                    "ALL|true",
                    "proftpd|true",
                    "ProFTPD|true",
                    "vsftpd|false",
                    "proftpd, vsftpd|true",
                    "vsftpd proftpd|true",
                    "ALL EXCEPT proftpd|false",
                    "ALL EXCEPT vsftpd|true",
                    "proftpd@192.0.2.200|true",
                    "proftpd@192.0.2.201|false"
                })
        @DisplayName("ACL-64 a line counts for the services that it names")
        void services(String services, boolean counts) {
            assertThat(find(table(services + ": ALL"), client("192.0.2.1", null))
                            .isPresent())
                    .isEqualTo(counts);
        }

        @Test
        @DisplayName("ACL-66 EXCEPT ends with its line, and the first line that fits counts")
        void exceptionsEndWithTheLine() {
            var table = table("ALL: ALL EXCEPT 192.0.2.1", "ALL: 192.0.2.1", "ALL: ALL");

            assertThat(find(table, client("192.0.2.1", null)))
                    .hasValueSatisfying(hit -> assertThat(hit.origin()).isEqualTo(new Origin("hosts", 2)));
        }

        @Test
        @DisplayName("ACL-63 comments, blank lines, continued lines, and a last line without its end")
        void layout() {
            var table = table("# ALL: ALL", "", "ALL: \\", "  192.0.2.1, \\", "192.0.2.2", "ALL: 192.0.2.3");

            assertThat(table.problems()).isEmpty();
            assertThat(find(table, client("192.0.2.2", null)))
                    .hasValueSatisfying(hit -> assertThat(hit.origin()).isEqualTo(new Origin("hosts", 3)));
            assertThat(find(table, client("192.0.2.3", null)))
                    .hasValueSatisfying(hit -> assertThat(hit.origin()).isEqualTo(new Origin("hosts", 6)));
            assertThat(find(table, client("192.0.2.4", null))).isEmpty();
        }

        @Test
        @DisplayName("ACL-63 what cannot be read is told, and the rest of the table counts")
        void problems() {
            var table = table("nonsense", "ALL: 192.0.2.0/33, @staff, 192.0.2.1 : dance", "ALL: /etc/office");

            assertThat(table.problems())
                    .containsExactly(
                            "file 'hosts': badly formatted list of daemon/service names at line 1",
                            "bad net/mask expression: '192.0.2.0/33'",
                            "warning: '@staff': NIS support is not enabled",
                            "unknown option 'dance' ignored",
                            "file '/etc/office': line '/etc/other' ignored, files are not named in such files");
            assertThat(find(table, client("192.0.2.1", null))).isPresent();
        }

        @Test
        @DisplayName("ACL-65 options are those of their line, also behind IPv6 addresses")
        void options() {
            var table = table(
                    "ALL: [2001:db8::1] : setenv WHERE=lab\\:1 : DENY", "ALL: 192.0.2.1 : nice 5", "ALL: ALL: ALLOW");

            assertThat(find(table, client("2001:db8::1", null))).hasValueSatisfying(hit -> {
                assertThat(hit.ruling()).contains(Ruling.DENY);
                assertThat(hit.environment()).isEqualTo(Map.of("WHERE", "lab:1"));
            });
            assertThat(find(table, client("192.0.2.1", null)))
                    .hasValueSatisfying(hit -> assertThat(hit.ruling()).isEmpty());
            assertThat(find(table, client("192.0.2.2", null)))
                    .hasValueSatisfying(hit -> assertThat(hit.ruling()).contains(Ruling.ALLOW));
            assertThat(table("ALL: ALL : ALLOW : nice").problems())
                    .containsExactly("option 'ALLOW' ignored: expected ALLOW as the last one");
        }
    }

    @Nested
    class Decisions {
        private static WrapTable words(String... clients) {
            return WrapTable.ofWords(
                    Arrays.stream(clients)
                            .map(word -> new Word(word, Origin.CODE))
                            .toList(),
                    List.of());
        }

        private static Verdict decide(WrapTable allow, WrapTable deny) {
            return new WrapTables(new Source.Opened(allow), new Source.Opened(deny))
                    .decide("proftpd", LOCAL, client("192.0.2.1", null), Unread.FAILS_OPEN);
        }

        @Test
        @DisplayName("ACL-60 the table that allows comes before the one that denies; nobody else is refused")
        void order() {
            assertThat(decide(words("192.0.2.1"), words("ALL"))).isInstanceOf(Verdict.Allowed.class);
            assertThat(decide(words("192.0.2.2"), words("ALL"))).isInstanceOf(Verdict.Refused.class);
            assertThat(decide(words("192.0.2.2"), words("192.0.2.3"))).isInstanceOf(Verdict.Allowed.class);
            assertThat(decide(WrapTable.EMPTY, WrapTable.EMPTY)).isEqualTo(new Verdict.Allowed(Optional.empty()));
        }

        @Test
        @DisplayName("ACL-65 a line may allow in the table that denies, and the other way round")
        void rulings() {
            assertThat(decide(table("ALL: 192.0.2.1: DENY"), WrapTable.EMPTY)).isInstanceOf(Verdict.Refused.class);
            assertThat(decide(WrapTable.EMPTY, table("ALL: 192.0.2.1: ALLOW", "ALL: ALL")))
                    .isInstanceOf(Verdict.Allowed.class);
        }

        @Test
        @DisplayName("ACL-68 while the table that denies cannot be read everybody is allowed, or if wanted refused")
        void missingTables() {
            var tables = new WrapTables(new Source.Opened(words("192.0.2.1")), new Source.Missing("gone"));
            var friend = client("192.0.2.1", null);
            var stranger = client("192.0.2.2", null);

            assertThat(tables.decide("proftpd", LOCAL, stranger, Unread.FAILS_OPEN))
                    .isInstanceOf(Verdict.Allowed.class);
            assertThat(tables.decide("proftpd", LOCAL, stranger, Unread.FAILS_CLOSED))
                    .isEqualTo(new Verdict.Undecidable("gone"));
            assertThat(tables.decide("proftpd", LOCAL, friend, Unread.FAILS_CLOSED))
                    .isInstanceOf(Verdict.Allowed.class);
        }
    }
}
