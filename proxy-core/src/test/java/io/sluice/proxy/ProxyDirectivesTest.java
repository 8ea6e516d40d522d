package io.sluice.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.Gateway;
import io.sluice.GatewaySettings;
import io.sluice.config.ConfigurationException;
import io.sluice.config.ConfigurationReader;
import io.sluice.config.DirectiveSet;
import io.sluice.config.Problem;
import io.sluice.net.SourceAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyDirectivesTest {
    @TempDir
    private Path folder;

    private Path tables;

    @BeforeEach
    void tables() {
        tables = folder.resolve("state/tables");
    }

    /// What a start would complain about, given these directives beside those of a whole reverse proxy.
    private List<Problem> check(String... directives) throws ConfigurationException {
        var builder = GatewaySettings.builder();
        var lines = new ArrayList<>(List.of(
                "ServerName Test",
                "DefaultAddress 127.0.0.1",
                "SocketBindTight on",
                "Port 2121",
                "ProxyEngine on",
                "ProxyReverseServers ftp://127.0.0.1:2201"));
        lines.addAll(Arrays.asList(directives));
        for (String line : lines) {
            var words = line.split(" ", -1);
            builder.directive(words[0], Arrays.copyOfRange(words, 1, words.length));
        }
        return Gateway.check(builder.build());
    }

    private void isRefused(String message, String... directives) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> check(directives))
                .withMessageContaining(message);
    }

    @Nested
    class Tables {
        @Test
        @DisplayName("PROXY-CFG-01 a proxy without ProxyTables does not start")
        void areRequired() {
            isRefused("missing required ProxyTables directive, failing to start up");
        }

        @Test
        @DisplayName("PROXY-CFG-02 a relative directory is refused")
        void areAbsolute() {
            isRefused("must be a full path: 'state/tables'", "ProxyTables state/tables");
        }

        @Test
        @DisplayName("PROXY-CFG-02 a missing directory is made, with an empty one in it that nobody can write to")
        void areMade() throws Exception {
            check("ProxyTables " + tables);

            assertThat(mode(tables)).isEqualTo("rwxr-xr-x");
            assertThat(mode(tables.resolve("empty"))).isEqualTo("--x--x--x");
        }

        @Test
        @DisplayName("PROXY-CFG-03 an empty directory of another mode is refused, and the mode is shown")
        void areNotLoose() throws Exception {
            Files.createDirectories(tables.resolve("empty"));
            Files.setPosixFilePermissions(tables.resolve("empty"), PosixFilePermissions.fromString("rwxr-x---"));

            isRefused(
                    "directory '" + tables + "/empty' has incorrect permissions (0750, not 0111 as required)",
                    "ProxyTables " + tables);
        }

        @Test
        void areADirectory() throws Exception {
            Files.createDirectories(tables.getParent());
            Files.createFile(tables);

            isRefused("unable to use '" + tables + "': Not a directory", "ProxyTables " + tables);
        }

        private static String mode(Path path) throws IOException {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        }
    }

    @Nested
    class Datastores {
        @ParameterizedTest
        @DisplayName("PROXY-CFG-05 an unknown datastore is refused, and so is Redis without a prefix")
        @CsvSource(
                delimiter = '|',
                value = {
                    "ProxyDatastore Files | unsupported ProxyDatastore: files",
                    "ProxyDatastore Redis | missing required Redis key prefix",
                    "ProxyDatastore Redis 192.0.2.1. | datastore 'Redis' needs mod_redis.c, and no loaded module stands for it",
                    "ProxyDatastore SQLite more | wrong number of parameters",
                })
        void areRefused(String line, String message) {
            isRefused(message, "ProxyTables " + tables, line);
        }

        @Test
        void areTakenInAnyCase() throws Exception {
            assertThat(check("ProxyTables " + tables, "ProxyRole reverse", "ProxyDatastore sqlite"))
                    .isEmpty();
        }

        @ParameterizedTest
        @DisplayName("PROXY-CFG-04 tables and datastore belong to the whole process")
        @ValueSource(strings = {"ProxyTables /var/lib/sluice", "ProxyDatastore SQLite"})
        void areNotOfOneServer(String line) {
            for (var section : List.of("VirtualHost 192.0.2.1", "Global")) {
                assertThatExceptionOfType(ConfigurationException.class)
                        .isThrownBy(() -> ConfigurationReader.readText(
                                "sluice.conf",
                                "<" + section + ">\n" + line + "\n</" + section.split(" ")[0] + ">\n",
                                GatewaySettings.table(List.of()),
                                new ConfigurationReader.Inputs(Set.of(), Set.of(), Map.of())))
                        .withMessageContaining("not allowed in");
            }
        }
    }

    @Nested
    class Words {
        @ParameterizedTest
        @DisplayName("PROXY-CFG-06 PROXY-CFG-09 PROXY-CFG-10 PROXY-CFG-12 PROXY-CFG-15 PROXY-CFG-16 PROXY-CFG-17"
                + " bad words are named")
        @CsvSource(
                delimiter = '|',
                value = {
                    "ProxyRole sideways | unknown proxy role 'sideways'",
                    "ProxyForwardEnabled on | directive not allowed in server config context",
                    "ProxyForwardMethod user@ | unknown/unsupported forward method: user@",
                    "ProxyForwardTo . NC | : badly formatted flags parameter: 'NC'",
                    "ProxyForwardTo . [CN] | : unknown filter flags '[CN]'",
                    "ProxyForwardTo !( | ProxyForwardTo: '(' failed regex compilation: Unclosed group",
                    "ProxyRetryCount 0 | retry count must be one or more",
                    "ProxyRetryCount -1 | retry count must be one or more",
                    "ProxyRetryCount abc | retry count must be one or more",
                    "ProxyTimeoutConnect -1 | error parsing timeout value '-1'",
                    "ProxyTimeoutLinger 5x | error parsing timeout value '5x'",
                    "ProxyDataTransferPolicy both | unsupported DataTransferPolicy: both",
                    "ProxyDirectoryListPolicy NLST | unsupported DirectoryListPolicy: NLST",
                    "ProxyDirectoryListPolicy LIST useslink | unknown DirectoryListPolicy option: useslink",
                    "ProxyReverseConnectPolicy Nearest | unknown/unsupported connect policy: Nearest",
                    "ProxyOptions showfeatures | : unknown ProxyOption 'showfeatures'",
                    "ProxyOptions ShowFeatures Nonsense | : unknown ProxyOption 'Nonsense'",
                    "ProxySourceAddress no-such-host.invalid | unable to resolve 'no-such-host.invalid'",
                    "ProxyEngine perhaps | expected Boolean parameter",
                    "ProxyReverseServers | wrong number of parameters",
                    "ProxyReverseServers file:backends.json | error reading ProxyReverseServers file 'backends.json':"
                            + " Invalid argument",
                    "ProxyReverseServers ftp://192.0.2.1 file:/etc/backends.json | error parsing"
                            + " 'file:/etc/backends.json'",
                    "ProxyReverseServers sql:/ | error parsing 'sql:/'",
                })
        void areRefused(String line, String message) {
            isRefused(message, "ProxyTables " + tables, line);
        }

        @ParameterizedTest
        @DisplayName("PROXY-CFG-10 PROXY-CFG-11 PROXY-CFG-12 good words are taken")
        @ValueSource(
                strings = {
                    "ProxyRole REVERSE",
                    "ProxyForwardMethod User@Host",
                    "ProxyForwardMethod proxyuser,user@host",
                    "ProxyForwardMethod proxyuser@host,user",
                    "ProxyForwardTo !^10\\.",
                    "ProxyForwardTo example [NoCase]",
                    "ProxyRetryCount 1",
                    "ProxyTimeoutConnect 5",
                    "ProxyTimeoutConnect 5sec",
                    "ProxyTimeoutConnect 2min",
                    "ProxyTimeoutConnect 1hr",
                    "ProxyTimeoutConnect 00:01:30",
                    "ProxySourceAddress 127.0.0.1",
                    "ProxySourceAddress localhost",
                    "ProxySourceAddress lo",
                    "ProxyDataTransferPolicy epsv",
                    "ProxyDirectoryListPolicy client",
                    "ProxyDirectoryListPolicy list",
                    "ProxyDirectoryListPolicy LIST UseSlink",
                    "ProxyOptions ShowFeatures IgnoreForeignAddress",
                    "ProxyReverseConnectPolicy Random",
                    "ProxyReverseConnectPolicy RoundRobin",
                    "ProxyReverseConnectPolicy Shuffle",
                    "ProxyReverseConnectPolicy LeastConns",
                    "ProxyReverseConnectPolicy leastresponsetime",
                    "ProxyReverseConnectPolicy PERUSER",
                    "ProxyReverseConnectPolicy PerHost",
                })
        void areTaken(String line) throws Exception {
            assertThat(check("ProxyTables " + tables, "ProxyRole reverse", line))
                    .isEmpty();
        }

        @Test
        @DisplayName("PROXY-CFG-12 a forward proxy needs no servers")
        void aForwardProxyNeedsNoServers() throws Exception {
            assertThat(check("ProxyTables " + tables, "ProxyRole FORWARD")).isEmpty();
        }

        @Test
        @DisplayName("PROXY-FWD-15 a server named in the handshake is warned of where there is no TLS")
        void aServerNamedInTheHandshake() throws Exception {
            assertThat(check("ProxyTables " + tables, "ProxyRole forward", "ProxyForwardMethod user@sni"))
                    .extracting(Problem::text)
                    .singleElement()
                    .asString()
                    .contains("ProxyForwardMethod user@sni needs TLS");
        }

        @Test
        @DisplayName("PROXY-CFG-12 a missing role is reverse, with a warning")
        void aMissingRoleIsReverse() throws Exception {
            assertThat(check("ProxyTables " + tables))
                    .extracting(Problem::text)
                    .singleElement()
                    .asString()
                    .contains("without ProxyRole", "reverse");
        }
    }

    @Test
    @DisplayName("PROXY-RC-09 PerGroup needs UseReverseProxyAuth")
    void perGroupNeedsReverseProxyAuth() throws Exception {
        isRefused(
                "PerGroup ProxyReverseConnectPolicy requires the UseReverseProxyAuth ProxyOption",
                "ProxyTables " + tables,
                "ProxyReverseConnectPolicy PerGroup");
        assertThat(check(
                        "ProxyTables " + tables,
                        "ProxyRole reverse",
                        "ProxyReverseConnectPolicy PerGroup",
                        "ProxyOptions UseReverseProxyAuth"))
                .isEmpty();
    }

    @Test
    @DisplayName("PROXY-CFG-07 options of several directives add up")
    void optionsAddUp() throws Exception {
        var settings = ProxySettings.of(
                new DirectiveSet.Builder()
                        .put(ProxyDirectives.OPTIONS, Set.of(ProxyDirectives.ProxyOption.ShowFeatures))
                        .put(ProxyDirectives.OPTIONS, Set.of(ProxyDirectives.ProxyOption.IgnoreForeignAddress))
                        .build(),
                SourceAddress.CHOSEN_BY_SYSTEM);

        assertThat(settings.options())
                .containsExactlyInAnyOrder(
                        ProxyDirectives.ProxyOption.ShowFeatures, ProxyDirectives.ProxyOption.IgnoreForeignAddress);
    }
}
