package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.config.ConfigurationException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VirtualHostsTest {
    @TempDir
    Path folder;

    private static String host(String addresses, String name, String... more) {
        return "<VirtualHost " + addresses + ">\nPort {port}\nServerName " + name + "\n" + String.join("\n", more)
                + "\n</VirtualHost>";
    }

    private static String greeting(RunningServer server, String address) {
        try (var client = server.client(address)) {
            return client.line();
        }
    }

    @Nested
    class TheServerOfAConnection {
        @Test
        @DisplayName("CONF-VH-01 an exact address beats the wildcard")
        void isTheOneBoundToExactlyItsAddress() throws Exception {
            try (var server = RunningServer.of(folder)
                    .apply("Port {port}", "DefaultAddress 0.0.0.0", host("127.0.0.2", "exact"))) {
                assertThat(greeting(server, "127.0.0.2")).isEqualTo("220 exact FTP proxy ready");
                assertThat(greeting(server, "127.0.0.1")).isEqualTo("220 main FTP proxy ready");
            }
        }

        @Test
        @DisplayName("CONF-VH-02 the wildcard beats every other server on the port")
        void isElseTheOneOnEveryAddress() throws Exception {
            try (var server = RunningServer.of(folder)
                    .apply(
                            "Port {port}",
                            "DefaultAddress 127.0.0.1",
                            host("0.0.0.0", "every"),
                            host("127.0.0.2", "default", "DefaultServer on"))) {
                assertThat(greeting(server, "127.0.0.3")).isEqualTo("220 every FTP proxy ready");
            }
        }

        @Test
        @DisplayName("CONF-VH-03 a single server on the port serves any address")
        void isElseTheOnlyOneOnThePort() throws Exception {
            try (var server = RunningServer.of(folder).apply("Port {port}", "DefaultAddress 203.0.113.1")) {
                assertThat(greeting(server, "127.0.0.9")).isEqualTo("220 main FTP proxy ready");
            }
        }

        @Test
        @DisplayName("CONF-VH-04 DefaultServer serves what nobody else claims")
        void isElseTheDefaultServer() throws Exception {
            try (var server = RunningServer.of(folder)
                    .apply(
                            "Port {port}",
                            "DefaultAddress 127.0.0.1",
                            host("203.0.113.2", "default", "DefaultServer on"))) {
                assertThat(greeting(server, "127.0.0.3")).isEqualTo("220 default FTP proxy ready");
            }
        }

        @Test
        void isElseForALoopbackAddressTheOneOnLoopback() throws Exception {
            try (var server = RunningServer.of(folder)
                    .apply("Port {port}", "DefaultAddress 203.0.113.1", host("127.0.0.1", "loopback"))) {
                assertThat(greeting(server, "127.0.0.3")).isEqualTo("220 loopback FTP proxy ready");
            }
        }

        @Test
        @DisplayName("CONF-VH-05 a connection without a server is told so and closed")
        void isNoneIfNobodyClaimsIt() throws Exception {
            try (var server = RunningServer.of(folder)
                            .apply("Port {port}", "DefaultAddress 203.0.113.1", host("203.0.113.2", "other"));
                    var client = server.client()) {
                assertThat(client.line()).isEqualTo("500 Sorry, no server available to handle request on 127.0.0.1");
                assertThat(client.line()).isEqualTo("closed");
            }
        }

        @Test
        @DisplayName("CONF-VH-17 connections by IPv6 and by IPv4 on the same socket find their servers")
        void isFoundForBothFamilies() throws Exception {
            try (var server =
                    RunningServer.of(folder).apply("Port {port}", "DefaultAddress 127.0.0.1", host("::1", "six"))) {
                assertThat(server.server().addresses())
                        .containsExactly(new InetSocketAddress(InetAddress.ofLiteral("::"), server.port));
                assertThat(greeting(server, "::1")).isEqualTo("220 six FTP proxy ready");
                assertThat(greeting(server, "127.0.0.1")).isEqualTo("220 main FTP proxy ready");
            }
        }

        @Test
        @DisplayName("CONF-SEC-05 a virtual host is at all addresses of its header")
        void maybeAtSeveralAddresses() throws Exception {
            try (var server = RunningServer.of(folder)
                    .apply("Port {port}", "DefaultAddress 127.0.0.1", host("127.0.0.2 127.0.0.3", "two"))) {
                assertThat(greeting(server, "127.0.0.2")).isEqualTo("220 two FTP proxy ready");
                assertThat(greeting(server, "127.0.0.3")).isEqualTo("220 two FTP proxy ready");
            }
        }
    }

    @Nested
    class Listening {
        @Test
        @DisplayName("CONF-VH-06 Port 0 does not listen")
        void isNotDoneOnPort0() throws Exception {
            try (var server =
                    RunningServer.of(folder).apply("Port 0", "DefaultAddress 127.0.0.1", host("127.0.0.1", "other"))) {
                assertThat(server.server().addresses())
                        .extracting(InetSocketAddress::getPort)
                        .containsExactly(server.port);
                assertThat(greeting(server, "127.0.0.1")).isEqualTo("220 other FTP proxy ready");
            }
        }

        @Test
        @DisplayName("CONF-VH-16 SocketBindTight listens only on the configured addresses")
        void isTightOnDemand() throws Exception {
            try (var server = RunningServer.of(folder)
                    .apply("Port {port}", "DefaultAddress 127.0.0.1", "SocketBindTight on", host("127.0.0.2", "two"))) {
                assertThat(greeting(server, "127.0.0.1")).isEqualTo("220 main FTP proxy ready");
                assertThat(greeting(server, "127.0.0.2")).isEqualTo("220 two FTP proxy ready");
                assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> server.client("127.0.0.3"));
            }
        }

        @Test
        void isOnIpv4AloneWithoutUseIPv6() throws Exception {
            try (var server = RunningServer.of(folder)
                    .apply("Port {port}", "DefaultAddress 127.0.0.1", "UseIPv6 off", host("::1", "six"))) {
                assertThat(server.server().addresses())
                        .containsExactly(new InetSocketAddress(InetAddress.ofLiteral("0.0.0.0"), server.port));
                assertThat(server.warnings())
                        .anyMatch(text -> text.startsWith("warning: error resolving '::1': Name or service not known"));
            }
        }

        @Test
        void isAtTheAddressOfTheCommandLineUnlessThereIsADefaultAddress() throws Exception {
            var options = new ServerOptions(Optional.of("127.0.0.7"), true, true, false);
            try (var server = RunningServer.of(folder, options).apply("Port {port}", "SocketBindTight on")) {
                assertThat(server.server().addresses())
                        .containsExactly(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.7"), server.port));

                server.apply("Port {port}", "SocketBindTight on", "DefaultAddress 127.0.0.8");

                assertThat(server.server().addresses())
                        .containsExactly(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.8"), server.port));
            }
        }
    }

    @Nested
    class WhatIsWrong {
        @Test
        @DisplayName("CONF-VH-04 two default servers are an error")
        void twoDefaultServers() {
            try (var server = RunningServer.of(folder)) {
                assertThatThrownBy(() -> server.apply(
                                "Port {port}",
                                "DefaultAddress 127.0.0.1",
                                "DefaultServer on",
                                host("127.0.0.2", "two", "DefaultServer on")))
                        .isInstanceOf(ConfigurationException.class)
                        .hasMessageContaining("DefaultServer has already been set.");
            }
        }

        @Test
        @DisplayName("CONF-VH-07 a second server on the same address and port is dropped with a warning")
        void theSameAddressTwice() throws Exception {
            try (var server = RunningServer.of(folder)
                    .apply("Port {port}", "DefaultAddress 127.0.0.1", host("127.0.0.1", "second"))) {
                assertThat(server.warnings())
                        .contains("warning: \"second\" address/port (127.0.0.1:" + server.port
                                + ") already in use by \"main\"");
                assertThat(greeting(server, "127.0.0.1")).isEqualTo("220 main FTP proxy ready");
            }
        }

        @Test
        @DisplayName("CONF-VH-07 the same is fatal if the command line says so")
        void theSameAddressTwiceIsFatalOnDemand() {
            var options = new ServerOptions(Optional.empty(), true, true, true);
            try (var server = RunningServer.of(folder, options)) {
                assertThatThrownBy(() ->
                                server.apply("Port {port}", "DefaultAddress 127.0.0.1", host("127.0.0.1", "second")))
                        .isInstanceOf(ConfigurationException.class)
                        .hasMessageContaining("already in use by \"main\"");
            }
        }

        @Test
        void aNameThatTwoServersHave() throws Exception {
            try (var server = RunningServer.of(folder)
                    .apply(
                            "Port {port}",
                            "DefaultAddress 127.0.0.1",
                            host("127.0.0.1", "one", "ServerAlias a.example"),
                            host("127.0.0.1", "two", "ServerAlias A.example"))) {
                assertThat(server.warnings())
                        .contains("warning: ServerAlias 'A.example' of \"two\" is already used by \"one\","
                                + " which gets it");
            }
        }

        @Test
        @DisplayName("CONF-SEC-07 a virtual host whose name has no address is dropped with a warning")
        void aNameWithoutAnAddress() throws Exception {
            try (var server = RunningServer.of(folder)
                    .apply("Port {port}", "DefaultAddress 127.0.0.1", host("nowhere.example", "lost"))) {
                assertThat(server.warnings())
                        .anyMatch(text -> text.startsWith(
                                "warning: error resolving 'nowhere.example': Name or service not known"));
                assertThat(greeting(server, "127.0.0.1")).isEqualTo("220 main FTP proxy ready");
            }
        }

        @Test
        void aDefaultAddressWithoutAnAddress() {
            try (var server = RunningServer.of(folder)) {
                assertThatThrownBy(() -> server.apply("Port {port}", "DefaultAddress nowhere.example"))
                        .isInstanceOf(ConfigurationException.class)
                        .hasMessage("fatal: DefaultAddress: unable to resolve \"nowhere.example\""
                                + " on line 6 of 'sluice.conf'");
            }
        }
    }
}
