package io.sluice.acl.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.config.ConfigurationException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DnsListTest {
    private ListServer dns;

    @TempDir
    Path directory;

    @BeforeEach
    void startTheNameServer() throws Exception {
        dns = new ListServer();
        System.setProperty("dns.server", dns.place());
    }

    @AfterEach
    void stopTheNameServer() {
        System.clearProperty("dns.server");
        dns.close();
    }

    private Played gateway(String... lines) throws Exception {
        return Played.gateway(
                directory,
                "DNSBLEngine on",
                "DNSBLLog " + directory.resolve("dnsbl.log"),
                "DNSBLDomain .first.example",
                "DNSBLDomain second.example",
                String.join("\n", lines));
    }

    @Test
    @DisplayName("ACL-80 with allow,deny who is listed is refused without a byte, and the log has the reason")
    void blackLists() throws Exception {
        dns.lists("2.0.0.127.second.example", "127.0.0.4", "sends rubbish");
        try (var played = gateway("DNSBLPolicy allow,deny")) {
            assertThat(played.login("127.0.0.2", "alice")).isEqualTo("null");
            assertThat(played.end())
                    .startsWith("Module-specific policy")
                    .contains("mod_dnsbl")
                    .contains("line 14");
            assertThat(played.login("127.0.0.3", "alice")).startsWith("230");

            played.log("system.log", "client not allowed by DNSBLPolicy, rejecting connection (rule ");
            played.log("dnsbl.log", "client address '127.0.0.2' is listed by 'second.example': sends rubbish");
        }
    }

    @Test
    @DisplayName("ACL-80 with deny,allow only who is listed is admitted")
    void whiteLists() throws Exception {
        dns.lists("2.0.0.127.first.example", "127.0.0.2", "a friend");
        try (var played = gateway("DNSBLPolicy deny,allow")) {
            assertThat(played.login("127.0.0.2", "alice")).startsWith("230");
            assertThat(played.login("127.0.0.3", "alice")).isEqualTo("null");
        }
    }

    @Test
    @DisplayName("ACL-80 the first list in the order of the file is the one that is named")
    void order() throws Exception {
        dns.lists("2.0.0.127.first.example", "127.0.0.2", "the first");
        dns.lists("2.0.0.127.second.example", "127.0.0.2", "the second");
        try (var played = gateway("DNSBLPolicy allow,deny")) {
            assertThat(played.login("127.0.0.2", "alice")).isEqualTo("null");

            assertThat(played.log("dnsbl.log", "'first.example': the first")).doesNotContain("the second");
        }
    }

    @Test
    @DisplayName("ACL-80 an answer outside of 127.0.0.0/8 lists nobody, and is told")
    void brokenLists() throws Exception {
        dns.lists("2.0.0.127.first.example", "192.0.2.1", "buy this domain");
        try (var played = gateway("DNSBLPolicy allow,deny")) {
            assertThat(played.login("127.0.0.2", "alice")).startsWith("230");

            played.log("dnsbl.log", "'first.example' answers with addresses outside of 127.0.0.0/8 and is no list");
        }
    }

    @Test
    @DisplayName("ACL-80 a list that does not answer lists nobody, and nobody waits for it beyond 3 seconds")
    void silence() throws Exception {
        dns.isSilent();
        try (var played = gateway("DNSBLPolicy allow,deny")) {
            assertThat(played.login("127.0.0.2", "alice")).startsWith("230");

            played.log("dnsbl.log", "no answer from 'first.example' in 3000 ms");
        }
    }

    @Test
    @DisplayName("ACL-49 ACL-80 lists may be asked about some clients, and what they say can be traced")
    void inSections() throws Exception {
        dns.lists("2.0.0.127.first.example", "127.0.0.2", "the first");
        dns.lists("3.0.0.127.first.example", "127.0.0.2", "the first");
        try (var played = Played.gateway(
                directory,
                "TraceLog " + directory.resolve("trace.log"),
                "Trace dnsbl:8",
                "<Class some>",
                "From 127.0.0.2",
                "</Class>",
                "<IfClass some>",
                "DNSBLEngine on",
                "DNSBLDomain first.example",
                "DNSBLPolicy allow,deny",
                "DNSBLLog " + directory.resolve("dnsbl.log"),
                "</IfClass>")) {
            assertThat(played.login("127.0.0.2", "alice")).isEqualTo("null");
            assertThat(played.login("127.0.0.3", "alice")).startsWith("230");

            played.log("dnsbl.log", "client address '127.0.0.2' is listed by 'first.example'");
            played.log("trace.log", "asked [first.example] about 127.0.0.2");
        }
    }

    @Test
    @DisplayName("ACL-81 an engine without a policy is an error in a section too")
    void sectionsWithoutPolicy() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> Played.gateway(
                        directory, "<Class some>\nFrom all\n</Class>\n<IfClass some>\nDNSBLEngine on\n</IfClass>"))
                .withMessageContaining("add 'DNSBLPolicy allow,deny'");
    }

    @Test
    @DisplayName("ACL-80 answers are kept")
    void answersAreKept() throws Exception {
        dns.lists("2.0.0.127.first.example", "127.0.0.2", "kept");
        try (var played = gateway("DNSBLPolicy allow,deny")) {
            assertThat(played.login("127.0.0.2", "alice")).isEqualTo("null");
            assertThat(played.login("127.0.0.2", "alice")).isEqualTo("null");

            assertThat(dns.asked())
                    .filteredOn("2.0.0.127.first.example/A"::equals)
                    .hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"'',230", "DNSBLOptions IPv6,null"})
    @DisplayName("ACL-80 clients with IPv6 addresses are admitted unasked, or looked up where that is wanted")
    void ipv6(String option, String reply) throws Exception {
        dns.lists(
                "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.first.example",
                "127.0.0.2",
                "the sixth");
        try (var played = Played.gateway(
                directory,
                "UseIPv6 on",
                "DNSBLEngine on",
                "DNSBLPolicy allow,deny",
                "DNSBLDomain first.example",
                "DNSBLLog " + directory.resolve("dnsbl.log"),
                option)) {
            assertThat(played.login("::1", "alice")).startsWith(reply);
            if (option.isEmpty()) {
                played.log("dnsbl.log", "is an IPv6 address, skipping");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DNSBLEngine on|add 'DNSBLPolicy allow,deny' or 'DNSBLPolicy deny,allow'",
                "DNSBLEngine maybe|expected Boolean parameter",
                "DNSBLPolicy open|: 'open' is not one of the approved DNSBLPolicy settings",
                "DNSBLLog dnsbl.log|: dnsbl.log is not a valid path",
                "DNSBLOptions IPv5|: unknown DNSBLOption 'IPv5'"
            })
    @DisplayName("ACL-81 an engine without a policy, and what cannot be read, is an error at the start")
    void errors(String line, String text) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> Played.gateway(directory, line))
                .withMessageContaining(text);
    }
}
