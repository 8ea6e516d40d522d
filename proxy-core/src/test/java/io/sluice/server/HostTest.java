package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `HOST` (RFC 7151) among servers on one address and port.
class HostTest {
    @TempDir
    Path folder;

    private TinyBackend backend;
    private RunningServer server;
    private Client client;

    @BeforeEach
    void twoNamedServersAndOneOfAnotherPort() throws Exception {
        backend = TinyBackend.start("backend of b");
        server = RunningServer.of(folder);
        server.resolver.knows("dns.example.com", "127.0.0.1");
        server.apply(
                "Port {port}",
                "DefaultAddress 127.0.0.1",
                "ServerAlias main.example.com",
                "ProxyTables " + folder.resolve("tables"),
                "<VirtualHost 127.0.0.1>",
                "Port {port}",
                "ServerName b",
                "ServerAlias b.example.com *.wild.example.com",
                "MaxConnectionsPerHost none",
                "ProxyEngine on",
                "ProxyRole reverse",
                "ProxyReverseServers " + backend.url(),
                "</VirtualHost>",
                "<VirtualHost dns.example.com>",
                "Port {port}",
                "ServerName c",
                "MaxConnectionsPerHost 1 \"only %m\"",
                "</VirtualHost>");
        client = server.client();
        assertThat(client.line()).isEqualTo("220 main FTP proxy ready");
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        server.close();
        backend.close();
    }

    @Test
    @DisplayName("CONF-VH-09 HOST without an argument")
    void needsAnArgument() {
        assertThat(client.says("HOST")).isEqualTo("500 'HOST' not understood");
    }

    @Test
    @DisplayName("CONF-VH-09 HOST after login")
    void comesTooLateAfterLogin() {
        assertThat(client.says("HOST b.example.com")).isEqualTo("220 backend of b");
        assertThat(client.says("USER ada")).isEqualTo("331 password please");
        assertThat(client.says("PASS secret")).isEqualTo("230 welcome");

        assertThat(client.says("HOST main.example.com")).isEqualTo("503 Bad sequence of commands");
    }

    @Test
    @DisplayName("CONF-VH-10 HOST with IPv6 addresses and with garbage")
    void checksTheFormOfItsArgument() {
        assertThat(client.says("HOST [::g]")).isEqualTo("501 HOST-[::g]: Invalid IPv6 address provided");
        assertThat(client.says("HOST ::1")).isEqualTo("501 ::1: Invalid IPv6 address provided");
        assertThat(client.says("HOST b.example.com:21")).isEqualTo("501 b.example.com:21: Invalid hostname provided");
    }

    @Test
    @DisplayName("CONF-VH-11 HOST with an address")
    void takesItsOwnAddressAlone() {
        assertThat(client.says("HOST 127.0.0.1")).isEqualTo("220 HOST command successful");
        assertThat(client.says("HOST 127.0.0.2")).isEqualTo("504 127.0.0.2: Unknown hostname provided");
        assertThat(client.says("HOST [::1]")).isEqualTo("504 [::1]: Unknown hostname provided");
    }

    @Test
    @DisplayName("CONF-VH-12 HOST with an unknown name")
    void doesNotKnowEveryName() {
        assertThat(client.says("HOST other.example.com")).isEqualTo("504 other.example.com: Unknown hostname provided");
    }

    @Test
    void takesTheNameOfTheServerItIsAt() {
        assertThat(client.says("HOST MAIN.example.com")).isEqualTo("220 HOST command successful");
    }

    @Test
    @DisplayName("CONF-VH-13 HOST by a glob, in another case")
    void findsGlobsInAnyCase() {
        assertThat(client.says("HOST Some.WILD.example.com")).isEqualTo("220 backend of b");
    }

    @Test
    @DisplayName("CONF-VH-08, CONF-VH-14 HOST moves to another server: its greeting, its role, its limits")
    void movesToTheOtherServer() {
        assertThat(client.says("HOST b.example.com")).isEqualTo("220 backend of b");
        assertThat(client.says("USER ada")).isEqualTo("331 password please");
    }

    @Test
    @DisplayName("CONF-VH-14 the limits of the other server hold")
    void meetsTheLimitsOfTheOtherServer() {
        assertThat(client.says("HOST dns.example.com")).isEqualTo("220 c FTP proxy ready");
        try (var second = server.client()) {
            assertThat(second.line()).isEqualTo("220 main FTP proxy ready");

            assertThat(second.says("HOST dns.example.com")).isEqualTo("530 only 1");
        }
    }

    @Test
    @DisplayName("CONF-SEC-06 a virtual host by DNS name is found by that name")
    void findsVirtualHostsByTheNameInTheirHeader() {
        assertThat(client.says("HOST dns.example.com")).isEqualTo("220 c FTP proxy ready");
    }

    @Test
    @DisplayName("CONF-DIR-09 EPRT with an IPv6 address is refused without UseIPv6")
    void ipv6IsNoProtocolWithoutUseIPv6() throws Exception {
        server.apply(
                "Port {port}",
                "DefaultAddress 127.0.0.1",
                "UseIPv6 off",
                "ProxyTables " + folder.resolve("tables"),
                "ProxyEngine on",
                "ProxyRole reverse",
                "ProxyReverseServers " + backend.url());
        try (var fresh = server.client()) {
            assertThat(fresh.line()).isEqualTo("220 backend of b");
            fresh.says("USER ada");
            fresh.says("PASS secret");

            assertThat(fresh.says("EPRT |2|::1|2048|")).isEqualTo("522 Network protocol not supported, use (1)");
        }
    }
}
