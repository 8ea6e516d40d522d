package io.sluice.acl;

import static io.sluice.acl.Rules.client;
import static io.sluice.acl.Rules.line;
import static io.sluice.acl.Rules.named;
import static io.sluice.acl.Rules.nameless;
import static io.sluice.acl.Rules.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.acl.BadRule.Fault;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressRuleTest {

    @Nested
    class Addresses {
        @ParameterizedTest(name = "{0} and {1}: {2}")
        @DisplayName("ACL-01 every form on an IPv4 address matches its clients and no others")
        @CsvSource({
            "all, 192.0.2.7, true",
            "ALL, 192.0.2.7, true",
            "none, 192.0.2.7, false",
            "192.0.2.7, 192.0.2.7, true",
            "192.0.2.7, 192.0.2.8, false",
            "192.0.2.0/24, 192.0.2.255, true",
            "192.0.2.0/24, 192.0.3.0, false",
            "192.0.2.64/26, 192.0.2.127, true",
            "192.0.2.64/26, 192.0.2.128, false",
            "192.0.2.0/24, 2001:db8::1, false",
            "192.0.2., 192.0.2.7, true",
            "192.0.2.*, 192.0.2.7, true",
            "192.*, 192.0.2.7, true",
            "10.?.0.1, 10.5.0.1, true",
            "10.?.0.1, 10.55.0.1, false",
            "!192.0.2.7, 192.0.2.7, false",
            "!192.0.2.7, 192.0.2.8, true",
            "!192.0.2.0/24, 2001:db8::1, true"
        })
        void ofIpv4(String rule, String client, boolean holds) throws BadRule {
            assertThat(rule(rule).holds(client(client))).isEqualTo(holds);
        }

        @ParameterizedTest(name = "{0} and {1}: {2}")
        @DisplayName("ACL-02 IPv6 addresses, prefixes, and patterns on the compressed text")
        @CsvSource({
            "2001:db8::1, 2001:DB8:0:0:0:0:0:1, true",
            "2001:db8::1, 2001:db8::2, false",
            "2001:db8::/32, 2001:db8:ffff::1, true",
            "2001:db8::/33, 2001:db8:ffff::1, false",
            "2001:db8::/32, 192.0.2.7, false",
            "2001:DB8:*, 2001:db8::5, true",
            "2001:db8::5*, 2001:db8:0:0:0:0:0:5a, true",
            "2001:db8:0:*, 2001:db8::5, false",
            "::1, ::1, true",
            "fe80::*, fe80::1, true",
            "*::, 2001:db8::, true",
            "::, ::, true"
        })
        void ofIpv6(String rule, String client, boolean holds) throws BadRule {
            assertThat(rule(rule).holds(client(client))).isEqualTo(holds);
        }

        @ParameterizedTest(name = "{0} and {1}: {2}")
        @DisplayName("ACL-03 IPv4-mapped addresses are IPv4 addresses, in rules and of clients")
        @CsvSource({
            "192.0.2.7, ::ffff:192.0.2.7, true",
            "192.0.2.0/24, ::ffff:192.0.2.7, true",
            "::ffff:192.0.2.7, 192.0.2.7, true",
            "::ffff:10.0.0.1/8, 10.200.3.4, true",
            "::ffff:10.0.0.1/104, 10.200.3.4, true",
            "::ffff:10.0.0.1/104, 11.0.0.1, false",
            "::ffff:10.0.0.1/128, 10.0.0.2, false",
            "::ffff:10.*, 10.0.0.2, true",
            "::/0, ::ffff:192.0.2.7, false"
        })
        void mapped(String rule, String client, boolean holds) throws BadRule {
            assertThat(rule(rule).holds(client(client))).isEqualTo(holds);
        }

        @ParameterizedTest(name = "{0} and {1}: {2}")
        @DisplayName("ACL-04 brackets hold a set of single characters")
        @CsvSource({
            "192.0.2.[4-9], 192.0.2.4, true",
            "192.0.2.[4-9], 192.0.2.3, false",
            "192.0.2.[4-9], 192.0.2.45, false",
            "192.0.2.[!4-9], 192.0.2.3, true",
            "192.0.2.[!4-9], 192.0.2.4, false",
            "192.0.2.[10-20], 192.0.2.15, false",
            "192.0.2.[10-20], 192.0.2.2, true",
            "192.0.2.[4-9, 192.0.2.4, false",
            "192.0.2.{4}, 192.0.2.4, false"
        })
        void sets(String rule, String client, boolean holds) throws BadRule {
            assertThat(rule(rule).holds(client(client))).isEqualTo(holds);
        }

        @Test
        @DisplayName("ACL-05 a beginning ends at its dot")
        void aBeginningEndsAtItsDot() throws BadRule {
            assertThat(rule("10.1.2.").holds(client("10.1.2.1"))).isTrue();
            assertThat(rule("10.1.2.").holds(client("10.1.23.1"))).isFalse();
        }

        @Test
        @DisplayName("ACL-13 host bits are ignored, and a network of no bits has everybody of its family")
        void hostBitsAreIgnored() throws BadRule {
            assertThat(rule("1.2.3.4/8").pattern()).isEqualTo(rule("1.0.0.0/8").pattern());
            assertThat(rule("1.2.3.4/0").holds(client("203.0.113.9"))).isTrue();
            assertThat(rule("::/0").holds(client("2001:db8::1"))).isTrue();
        }
    }

    @Nested
    class Names {
        @ParameterizedTest(name = "{0} and {1}: {2}")
        @DisplayName("ACL-06 ACL-07 domains and exact names, in any case")
        @CsvSource({
            ".example.com, ftp.example.com, true",
            ".Example.COM, a.b.EXAMPLE.com, true",
            ".example.com, example.com, false",
            ".example.com, badexample.com, false",
            "*.example.com, ftp.example.com, true",
            "proxy?.example.com, proxy1.example.com, true",
            "proxy?.example.com, proxy12.example.com, false",
            "Host.example.com, hOST.example.com, true",
            "host.example.com, host2.example.com, false",
            "localhost, localhost, true",
            "!.example.com, ftp.example.com, false",
            "!.example.com, ftp.example.org, true"
        })
        void areCompared(String rule, String name, boolean holds) throws BadRule {
            assertThat(rule(rule).holds(named("192.0.2.7", name))).isEqualTo(holds);
        }

        @Test
        @DisplayName("ACL-10 a name of hexadecimal letters is a name")
        void ofHexadecimalLettersAreNames() throws BadRule {
            assertThat(rule("cafe.de").pattern()).isEqualTo(new AddressPattern.ExactName("cafe.de"));
            assertThat(rule("dead.beef").needsName()).isTrue();
        }

        @ParameterizedTest
        @DisplayName("ACL-11 rules on names match nobody whose name was not asked for, negated or not")
        @CsvSource({"host.example.com", "!host.example.com", ".example.com", "!.example.com", "!proxy?.example.com"})
        void decideNothingIfNobodyAsked(String rule) throws BadRule {
            assertThat(rule(rule).holds(client("192.0.2.7"))).isFalse();
        }

        @Test
        @DisplayName("ACL-11 a client without a confirmed name is in no domain")
        void areMissingIfUnconfirmed() throws BadRule {
            assertThat(rule("host.example.com").holds(nameless("192.0.2.7"))).isFalse();
            assertThat(rule("!host.example.com").holds(nameless("192.0.2.7"))).isTrue();
            assertThat(rule("!*.example.com").holds(nameless("192.0.2.7"))).isTrue();
        }

        @Test
        void aPatternWithoutOtherLettersIsOneOnTheAddress() throws BadRule {
            assertThat(rule("*").holds(named("192.0.2.7", "ftp.example.com"))).isTrue();
            assertThat(rule("*.de").holds(named("192.0.2.7", "cafe.de"))).isFalse();
        }
    }

    @Nested
    class Lines {
        @Test
        @DisplayName("ACL-08 rules stand apart by commas, blanks or both")
        void mayHoldSeveralRules() throws BadRule {
            assertThat(line("192.0.2.1,192.0.2.2,", "!.example.com"))
                    .extracting(AddressRule::text)
                    .containsExactly("192.0.2.1", "192.0.2.2", "!.example.com");
        }

        @ParameterizedTest(name = "{0}: {1}")
        @DisplayName("ACL-09 what cannot be read is refused with its fault")
        @CsvSource({
            "1.2.3.4/33, BAD_MASK",
            "1.2.3.4/-1, BAD_MASK",
            "1.2.3.4/255.0.0.0, BAD_MASK",
            "1.2.3.4/x, BAD_MASK",
            "1.2.3.4/, BAD_MASK",
            "2001:db8::/129, BAD_MASK",
            "::ffff:10.0.0.1/40, BAD_MASK",
            "1.2.3.400, NO_ADDRESS",
            "1.2.3, NO_ADDRESS",
            "10/8, NO_ADDRESS",
            "2001:db8::zz, NO_ADDRESS",
            "!, NO_ADDRESS",
            "!!1.2.3.4, NO_ADDRESS",
            "!all, NEGATED_WORD",
            "!None, NEGATED_WORD",
            "1.2.3.4 all, WORD_NOT_FIRST",
            "'1.2.3.4,none', WORD_NOT_FIRST",
            "',', NO_RULE"
        })
        void areRefused(String text, Fault fault) {
            assertThatExceptionOfType(BadRule.class)
                    .isThrownBy(() -> line(text.split(" ", -1)))
                    .satisfies(e -> assertThat(e.fault()).isEqualTo(fault));
        }
    }
}
