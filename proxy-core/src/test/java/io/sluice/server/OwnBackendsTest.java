package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.config.ConfigurationException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A reverse proxy whose backend is itself does not start.
class OwnBackendsTest {
    @TempDir
    Path folder;

    private RunningServer server;

    @BeforeEach
    void create() {
        server = RunningServer.of(folder);
        server.resolver.knows("gateway.example.com", "127.0.0.1");
    }

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "gateway.example.com", "0.0.0.0"})
    void isRefusedOnTheAddressItIsBoundTo(String backend) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> proxy("127.0.0.1", "on", "ftp://192.0.2.1 ftp://" + backend + ":{port}"))
                .withMessage(
                        "fatal: ProxyReverseServers: 'ftp://%1$s:%2$d' is where this server itself listens"
                                + " (127.0.0.1#%2$d), each session would begin another without end,"
                                + " on line 11 of 'sluice.conf'",
                        backend, server.port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.7", "gateway.example.com"})
    void isRefusedOnAnyAddressOfTheMachineWhereItListensOnAll(String backend) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> proxy("192.0.2.1", "off", "ftp://" + backend + ":{port}"))
                .withMessageContaining("is where this server itself listens");
    }

    @Test
    void isRefusedOnTheAddressesOfTheDevices() throws SocketException {
        var own = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address.getAddress().length == 4 && !address.isLoopbackAddress())
                .map(InetAddress::getHostAddress)
                .findFirst()
                .orElse("127.0.0.1");

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> proxy("127.0.0.1", "off", "ftp://" + own + ":{port}"))
                .withMessageContaining("is where this server itself listens");
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.2,{port}", "127.0.0.1,1", "192.0.2.1,{port}"})
    void anotherAddressOrPortIsAnotherServer(String address, String port) throws Exception {
        proxy("127.0.0.1", "on", "ftp://" + address + ":" + port);

        assertThat(server.server().addresses()).hasSize(1);
    }

    @Test
    void anotherVirtualHostOfTheSameProcessIsAnotherServer() throws Exception {
        server.apply(
                "SocketBindTight on",
                "DefaultAddress 127.0.0.1",
                "Port {port}",
                "ProxyTables " + folder.resolve("tables"),
                "ProxyEngine on",
                "ProxyRole reverse",
                "ProxyReverseServers ftp://127.0.0.2:{port}",
                "<VirtualHost 127.0.0.2>",
                "Port {port}",
                "ServerName other",
                "</VirtualHost>");

        try (var client = server.client()) {
            assertThat(client.line()).isEqualTo("220 other FTP proxy ready");
        }
    }

    private void proxy(String address, String tight, String backends) throws Exception {
        server.apply(
                "SocketBindTight " + tight,
                "DefaultAddress " + address,
                "Port {port}",
                "ProxyTables " + folder.resolve("tables"),
                "ProxyEngine on",
                "ProxyRole reverse",
                "ProxyReverseServers " + backends);
    }
}
