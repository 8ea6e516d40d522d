package io.sluice;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.ConfigurationException;
import io.sluice.peers.Ports;
import io.sluice.server.TinyBackend;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The example of the READMEs, which is the text between the two marks below.
class EmbeddingExampleTest {
    private static final Path SOURCE = Path.of("src/test/java/io/sluice/EmbeddingExampleTest.java");
    private static final List<Path> READMES = List.of(Path.of("README.md"), Path.of("../README.md"));

    // README
    static Gateway reverseProxy(InetSocketAddress address, Path state, String backend)
            throws ConfigurationException, IOException {
        var settings = GatewaySettings.builder()
                .listen(address)
                .reverse(state, List.of(backend))
                .directive("TimeoutIdle", "300")
                .directive("MaxClientsPerHost", "10")
                .build();
        return Gateway.start(settings);
    }
    // end of README

    @Test
    void theReadmesShowThisExample() throws IOException {
        var source = Files.readString(SOURCE);
        var example = source.substring(source.indexOf("    // README\n") + 14, source.indexOf("    // end of README"));

        assertThat(READMES)
                .allSatisfy(readme ->
                        assertThat(Files.readString(readme)).contains("```java\n" + example.indent(-4) + "```"));
    }

    @Test
    void theExampleProxies(@TempDir Path folder) throws Exception {
        var address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), Ports.free());
        try (var backend = TinyBackend.start("hello from the backend");
                var gateway = reverseProxy(address, folder.resolve("state"), backend.url());
                var client = new Socket(address.getAddress(), address.getPort())) {
            var in = new BufferedReader(new InputStreamReader(client.getInputStream(), US_ASCII));

            assertThat(gateway.addresses()).containsExactly(address);
            assertThat(in.readLine()).isEqualTo("220 hello from the backend");
            client.getOutputStream().write("USER ada\r\n".getBytes(US_ASCII));
            assertThat(in.readLine()).isEqualTo("331 password please");
        }
    }
}
