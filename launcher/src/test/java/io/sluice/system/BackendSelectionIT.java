package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.peers.Ports;
import io.sluice.system.client.RawClient;
import io.sluice.system.peer.Proftpd;
import io.sluice.system.peer.ScriptedBackend;
import io.sluice.system.process.Scene;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Which backend a session gets, and what becomes of it where none can be had.
class BackendSelectionIT {
    @RegisterExtension
    final Scene scene = new Scene();

    @Test
    @DisplayName("PROXY-RC-01 round robin gives sessions the backends in turn, the first one first")
    void roundRobinGivesSessionsTheBackendsInTurn() throws IOException {
        var gateway = SluiceProcess.start(
                scene,
                SluiceConfiguration.reverse(scene, greeting("one"), greeting("two"), greeting("three"))
                        .with("ProxyReverseConnectPolicy", "RoundRobin"));

        var greetings = new ArrayList<String>();
        for (var session = 0; session < 7; session++) {
            try (var client = RawClient.connect(scene, gateway.port())) {
                greetings.add(client.expects(220).text());
            }
        }

        assertThat(greetings).containsExactly("one", "two", "three", "one", "two", "three", "one");
    }

    @Test
    @DisplayName("PROXY-RC-19 a dead backend is passed over for the next one")
    void aDeadBackendIsPassedOver() throws IOException {
        var living = Proftpd.start(scene);
        var gateway = SluiceProcess.start(scene, SluiceConfiguration.reverse(scene, dead(), dead(), living.url()));

        for (var session = 0; session < 3; session++) {
            try (var client = RawClient.login(scene, gateway.port(), living.account())) {
                client.asks("PWD", 257);
            }
        }
    }

    @Test
    @DisplayName("PROXY-RC-19 after ProxyRetryCount dead backends the connection is closed without a greeting")
    void afterTheLastAttemptTheConnectionIsClosed() throws IOException {
        var gateway = SluiceProcess.start(
                scene,
                SluiceConfiguration.reverse(scene, dead(), dead(), greeting("living"))
                        .with("ProxyRetryCount", "2"));

        var client = RawClient.connect(scene, gateway.port());

        client.expectsEnd();
    }

    @Test
    @DisplayName("PROXY-RC-20 PROXY-RC-24 a single backend that refuses is tried ProxyRetryCount times")
    void aSingleBackendIsTriedAsOftenAsConfigured() throws IOException {
        var backend = ScriptedBackend.start(scene, session -> session.replies("421 Too busy"));
        var gateway = SluiceProcess.start(
                scene, SluiceConfiguration.reverse(scene, backend.url()).with("ProxyRetryCount", "3"));

        var client = RawClient.connect(scene, gateway.port());

        client.expectsEnd();
        assertThat(backend.accepted()).isEqualTo(3);
    }

    @Test
    @DisplayName("PROXY-RC-23 the greeting of the backend is the only one, and verbatim")
    void theGreetingOfTheBackendIsRelayedVerbatim() throws IOException {
        var greeting = List.of("220-Welcome", " to the archive", "220-of example.com", "220 Ready.");
        var backend = ScriptedBackend.start(scene, session -> {
            session.replies(greeting.toArray(String[]::new));
            session.expects("QUIT");
            session.replies("221 Bye");
            session.expectsEnd();
        });
        var gateway = SluiceProcess.start(scene, SluiceConfiguration.reverse(scene, backend.url()));

        var client = RawClient.connect(scene, gateway.port());

        assertThat(client.reply().lines()).isEqualTo(greeting);
        assertThat(client.asks("QUIT", 221).text()).isEqualTo("Bye");
        client.expectsEnd();
        backend.played(1);
    }

    @Test
    @DisplayName("PROXY-RC-23 where the gateway checks users itself, the greeting is its own")
    void theGreetingIsTheGatewaysOwnWhereItChecksUsersItself() throws IOException {
        var gateway = SluiceProcess.start(
                scene,
                SluiceConfiguration.reverse(scene, dead())
                        .with("ProxyOptions", "UseReverseProxyAuth")
                        .with("ServerIdent", "on \"gateway\""));

        try (var client = RawClient.connect(scene, gateway.port())) {
            assertThat(client.expects(220).lines()).containsExactly("220 gateway");
            assertThat(client.asks("USER joe", 331).text()).isEqualTo("Password required for joe");
        }
    }

    @Test
    @DisplayName("PROXY-RC-29 a reverse proxy without backends refuses connections and says why")
    void aReverseProxyWithoutBackendsRefusesConnections() throws IOException {
        var gateway =
                SluiceProcess.start(scene, SluiceConfiguration.plain(scene).with("ProxyRole", "reverse"));

        RawClient.connect(scene, gateway.port()).expectsEnd();

        gateway.logs("'ProxyRole reverse' in effect, but no ProxyReverseServers configured");
    }

    private String greeting(String name) {
        return ScriptedBackend.start(scene, session -> {
                    session.replies("220 " + name);
                    session.expectsEnd();
                })
                .url();
    }

    private static String dead() {
        return "ftp://127.0.0.1:" + Ports.free();
    }
}
