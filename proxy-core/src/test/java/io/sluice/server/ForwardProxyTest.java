package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.session.peers.Recorder;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A forward proxy among names and listening sockets that change.
class ForwardProxyTest {
    @TempDir
    Path folder;

    private RunningServer server;
    private TinyBackend backend;
    private int backendPort;

    @BeforeEach
    void start() throws Exception {
        server = RunningServer.of(folder, new Recorder());
        backend = TinyBackend.start("hello");
        backendPort = URI.create(backend.url()).getPort();
        forward("127.0.0.1");
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        backend.close();
    }

    private void forward(String address, String... more) throws Exception {
        listens("on", address, more);
    }

    private void listens(String tight, String address, String... more) throws Exception {
        var lines = new ArrayList<>(List.of(
                "SocketBindTight " + tight,
                "DefaultAddress " + address,
                "Port {port}",
                "ProxyTables " + folder.resolve("tables"),
                "ProxyEngine on",
                "ProxyRole forward",
                "ProxyForwardMethod user@host",
                "<Class all>",
                "ProxyForwardEnabled on",
                "</Class>"));
        lines.addAll(List.of(more));
        server.apply(lines.toArray(String[]::new));
    }

    @Test
    @DisplayName("PROXY-URL-15 all addresses of a name are tried in order")
    void everyAddressOfANameIsTried() {
        server.resolver.knows("ftp.example.com", "127.0.0.9", "127.0.0.1");
        try (var client = server.client()) {
            client.line();

            assertThat(client.says("USER joe@ftp.example.com:" + backendPort)).isEqualTo("331 password please");

            server.logs("error connecting to 127.0.0.9#" + backendPort + ": Connection refused");
            server.logs(
                    "connected to backend ftp://ftp.example.com:" + backendPort + " (127.0.0.1:" + backendPort + ")");
        }
    }

    @Test
    @DisplayName("PROXY-FWD-16 a name that has the proxy among its addresses is refused whole")
    void oneOwnAddressIsEnough() {
        server.resolver.knows("ftp.example.com", "192.0.2.7", "127.0.0.1");
        try (var client = server.client()) {
            client.line();

            assertThat(client.says("USER joe@ftp.example.com:" + server.port))
                    .isEqualTo("530 Unable to connect to ftp.example.com:" + server.port + ": Operation not permitted");

            server.logs("requested destination 127.0.0.1#" + server.port + " is local address 127.0.0.1#" + server.port
                    + ", rejecting");
        }
    }

    @Test
    @DisplayName("PROXY-FWD-16 sockets opened since the session began count too")
    void whatIsListenedOnNowCounts() throws Exception {
        try (var client = server.client()) {
            client.line();
            forward("127.0.0.1", "<VirtualHost 127.0.0.2>", "Port {port}", "</VirtualHost>");

            assertThat(client.says("USER joe@127.0.0.2:" + server.port)).endsWith(": Operation not permitted");
        }
    }

    @Test
    @DisplayName("PROXY-FWD-16 without SocketBindTight every address of the machine is the proxy's own")
    void everyAddressOfTheMachine() throws Exception {
        try (var client = server.client()) {
            client.line();
            assertThat(client.says("USER joe@127.0.0.77:" + server.port)).endsWith(": Connection refused");

            listens("off", "127.0.0.1");

            assertThat(client.says("USER joe@127.0.0.77:" + server.port)).endsWith(": Operation not permitted");
        }
    }

    @Test
    void namesAreAskedForAgainForEachUser() {
        try (var client = server.client()) {
            client.line();
            assertThat(client.says("USER joe@later.example.com:" + backendPort)).startsWith("530");

            server.resolver.knows("sooner.example.com", "127.0.0.1");

            assertThat(client.says("USER joe@sooner.example.com:" + backendPort))
                    .isEqualTo("331 password please");
        }
    }
}
