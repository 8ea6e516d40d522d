package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.system.client.RawClient;
import io.sluice.system.peer.ScriptedBackend;
import io.sluice.system.process.Scene;
import java.io.IOException;
import java.net.ConnectException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Which server of the file a connection belongs to, told by the greeting of its backend.
class VirtualHostsIT {
    @RegisterExtension
    final Scene scene = new Scene();

    @Test
    @DisplayName("CONF-VH-01 an exact address beats the wildcard")
    void anExactAddressBeatsTheWildcard() throws IOException {
        var configuration = main("main").with("DefaultAddress", "0.0.0.0").with("SocketBindTight", "off");
        start(configuration.lines(virtualHost("127.0.0.2", configuration.port(), "exact")));

        assertThat(greeting("127.0.0.2", configuration.port())).isEqualTo("exact");
        assertThat(greeting("127.0.0.1", configuration.port())).isEqualTo("main");
    }

    @Test
    @DisplayName("CONF-VH-02 the wildcard beats another server on the port")
    void theWildcardBeatsAnotherServerOnThePort() throws IOException {
        var configuration = main("main").with("DefaultAddress", "127.0.0.3").with("SocketBindTight", "off");
        start(configuration.lines(virtualHost("0.0.0.0", configuration.port(), "wildcard")));

        assertThat(greeting("127.0.0.1", configuration.port())).isEqualTo("wildcard");
        assertThat(greeting("127.0.0.3", configuration.port())).isEqualTo("main");
    }

    @Test
    @DisplayName("CONF-VH-03 the only server on a port serves any address")
    void theOnlyServerOnAPortServesAnyAddress() throws IOException {
        var configuration = main("main").with("DefaultAddress", "127.0.0.1").with("SocketBindTight", "off");
        start(configuration);

        assertThat(greeting("127.0.0.2", configuration.port())).isEqualTo("main");
    }

    @Test
    @DisplayName("CONF-VH-16 SocketBindTight on listens on configured addresses only")
    void bindingTightlyListensOnConfiguredAddressesOnly() throws IOException {
        var configuration = main("main").with("DefaultAddress", "127.0.0.1");
        start(configuration.lines(virtualHost("127.0.0.2", configuration.port(), "second")));

        assertThat(greeting("127.0.0.1", configuration.port())).isEqualTo("main");
        assertThat(greeting("127.0.0.2", configuration.port())).isEqualTo("second");
        assertThatThrownBy(() -> greeting("127.0.0.3", configuration.port())).isInstanceOf(ConnectException.class);
    }

    @Test
    @DisplayName("CONF-VH-17 IPv6 and IPv4 connections find their servers")
    void bothFamiliesFindTheirServers() throws IOException {
        var configuration = main("four").with("DefaultAddress", "127.0.0.1").with("SocketBindTight", "off");
        start(configuration.lines(virtualHost("::1", configuration.port(), "six")));

        assertThat(greeting("127.0.0.1", configuration.port())).isEqualTo("four");
        assertThat(greeting("::1", configuration.port())).isEqualTo("six");
    }

    @Test
    @DisplayName("PROXY-RC-02 each virtual host takes its backends in turn by itself")
    void eachVirtualHostTakesItsBackendsInTurn() throws IOException {
        var configuration = SluiceConfiguration.reverse(scene, backend("a"), backend("b"));
        start(configuration.lines(virtualHost("127.0.0.2", configuration.port(), "c", "d")));

        assertThat(greeting("127.0.0.1", configuration.port())).isEqualTo("a");
        assertThat(greeting("127.0.0.2", configuration.port())).isEqualTo("c");
        assertThat(greeting("127.0.0.1", configuration.port())).isEqualTo("b");
        assertThat(greeting("127.0.0.2", configuration.port())).isEqualTo("d");
    }

    private SluiceConfiguration main(String greeting) {
        return SluiceConfiguration.reverse(scene, backend(greeting));
    }

    private String virtualHost(String address, int port, String... greetings) {
        var backends = new StringBuilder();
        for (var greeting : greetings) {
            backends.append(' ').append(backend(greeting));
        }
        return """
                <VirtualHost %s>
                  Port %d
                  ServerName "%s"
                  ProxyEngine on
                  ProxyRole reverse
                  ProxyReverseServers%s
                </VirtualHost>
                """.formatted(address, port, greetings[0], backends);
    }

    private void start(SluiceConfiguration configuration) {
        SluiceProcess.start(scene, configuration);
    }

    private String greeting(String address, int port) throws IOException {
        try (var client = RawClient.connect(scene, address, port)) {
            return client.expects(220).text();
        }
    }

    private String backend(String greeting) {
        return ScriptedBackend.start(scene, session -> {
                    session.replies("220 " + greeting);
                    session.expectsEnd();
                })
                .url();
    }
}
