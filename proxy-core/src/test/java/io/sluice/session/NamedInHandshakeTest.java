package io.sluice.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.session.peers.BackendControl;
import io.sluice.session.peers.ScriptedBackend;
import io.sluice.session.peers.ScriptedClient;
import io.sluice.session.peers.TestGateway;
import io.sluice.session.peers.TlsClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The name of a server in the TLS handshake, among servers on one address and port.
class NamedInHandshakeTest {
    private static final String LOGIN_FIRST = "530 Please login with USER and PASS";

    private final ScriptedBackend first = ScriptedBackend.listening();
    private final ScriptedBackend second = ScriptedBackend.listening();
    private final List<BackendControl> backends = new ArrayList<>();

    /// A server on the same address and port.
    private static List<String> server(String name, String... directives) {
        var lines = new ArrayList<>(List.of("<VirtualHost 127.0.0.1>", "Port PORT_HERE", "ServerAlias " + name));
        lines.addAll(List.of(directives));
        lines.add("</VirtualHost>");
        return lines;
    }

    /// `main.example.com` before one backend, `b.example.com` before another, and `clear.example.com` without TLS.
    private TestGateway gateway(String... ofMain) {
        return gateway(List.of(ofMain), "TLSEngine on");
    }

    private TestGateway gateway(List<String> ofMain, String... ofOther) {
        var lines = new ArrayList<>(List.of(
                "TLSEngine on",
                "ServerAlias main.example.com",
                "ProxyEngine on",
                "ProxyRole reverse",
                "ProxyReverseServers " + first.url()));
        lines.addAll(ofMain);
        var other =
                new ArrayList<>(List.of("ProxyEngine on", "ProxyRole reverse", "ProxyReverseServers " + second.url()));
        other.addAll(List.of(ofOther));
        lines.addAll(server("b.example.com", other.toArray(String[]::new)));
        lines.addAll(server("clear.example.com"));
        return TestGateway.with("127.0.0.1", lines);
    }

    /// A connection to a backend, which has greeted on it; kept until the end of the test.
    private BackendControl welcomed(ScriptedBackend backend, String... features) {
        var control = backend.accepts().welcomes(features);
        backends.add(control);
        return control;
    }

    @AfterEach
    void close() {
        backends.forEach(BackendControl::close);
        first.close();
        second.close();
    }

    /// A client that the first backend has greeted.
    private ScriptedClient greeted(TestGateway gateway) {
        var client = gateway.client();
        welcomed(first);
        client.greeted();
        return client;
    }

    private void refused(TestGateway gateway, ScriptedClient client, String name, String line) {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> TlsClient.of(name).secures(client));
        gateway.tls().awaitLog(line);
    }

    @Nested
    class Moving {
        @Test
        @DisplayName("TLS-SNI-01 TLS-SNI-09 the session moves to the server that is named, and is not greeted again")
        void moves() throws IOException {
            try (var gateway = gateway();
                    var client = gateway.client();
                    var former = welcomed(first)) {
                client.greeted();
                var secured = TlsClient.of("B.example.com").secures(client);

                var backend = welcomed(second);
                former.seesEnd();
                secured.asks(backend, "USER joe", "331 Password required for joe");
            }
        }

        @Test
        @DisplayName("TLS-SNI-01 the name of the server the client is at changes nothing")
        void stays() throws IOException {
            try (var gateway = gateway();
                    var client = gateway.client();
                    var backend = welcomed(first)) {
                client.greeted();
                var secured = TlsClient.of("main.example.com").secures(client);

                secured.asks(backend, "USER joe", "331 Password required for joe");
            }
        }

        @Test
        @DisplayName("TLS-SNI-09 under implicit TLS the one greeting is that of the server that is named")
        void implicit() throws IOException {
            try (var gateway = gateway("TLSOptions UseImplicitSSL");
                    var client = gateway.client()) {
                var secured = TlsClient.of("b.example.com").over(client);

                welcomed(second);
                secured.greeted();
            }
        }

        @Test
        @DisplayName("TLS-SNI-09 the rules of the server that is named hold")
        void rules() throws IOException {
            try (var gateway = gateway(List.of(), "TLSEngine on", "MaxConnectionsPerHost 1 \"only %m\"");
                    var one = greeted(gateway)) {
                TlsClient.of("b.example.com").secures(one);
                welcomed(second);
                try (var two = greeted(gateway)) {
                    var secured = TlsClient.of("b.example.com").secures(two);

                    secured.reads("530 only 1");
                    secured.seesEnd();
                }
            }
        }

        @Test
        @DisplayName("TLS-SNI-09 AUTH SSL protects data connections only where the server that is named lets it")
        void impliedPrivacy() throws IOException {
            try (var gateway = gateway(List.of("TLSRequired !data"), "TLSEngine on", "TLSRequired data");
                    var client = greeted(gateway)) {
                client.sends("AUTH SSL").reads("234 AUTH SSL successful");
                var secured = TlsClient.of("b.example.com").over(client);
                welcomed(second);

                secured.sends("LIST").reads(530);
                secured.sends("PROT C").reads("534 Unwilling to accept security parameter");
            }
        }
    }

    @Nested
    class Refused {
        @Test
        @DisplayName("TLS-SNI-02 a name without a server ends the handshake")
        void unknown() {
            try (var gateway = gateway();
                    var client = greeted(gateway)) {
                refused(
                        gateway,
                        client,
                        "other.example.com",
                        "UNRECOGNIZED_NAME: no matching server found for client-sent SNI 'other.example.com', rejecting"
                                + " connection");
            }
        }

        @Test
        @DisplayName("TLS-SNI-06 a server without TLS ends the handshake")
        void engineOff() {
            try (var gateway = gateway();
                    var client = greeted(gateway)) {
                refused(
                        gateway,
                        client,
                        "clear.example.com",
                        "UNRECOGNIZED_NAME: TLSEngine not enabled for SNI 'clear.example.com', rejecting client");
            }
        }

        @Test
        @DisplayName("TLS-SNI-03 another name than that of HOST ends the handshake, an address too")
        void differsFromHost() {
            for (String name : List.of("b.example.com", "127.0.0.1")) {
                try (var gateway = gateway();
                        var client = greeted(gateway)) {
                    client.sends("HOST main.example.com").reads("220 HOST command successful");
                    refused(
                            gateway,
                            client,
                            name,
                            "ACCESS_DENIED: warning: SNI '" + name + "' does not match HOST 'main.example.com',"
                                    + " rejecting connection");
                }
            }
        }

        @Test
        @DisplayName("TLS-SNI-09 after the login no other server may be named")
        void afterLogin() {
            try (var gateway = gateway("TLSOptions AllowPerUser");
                    var client = gateway.client();
                    var backend = welcomed(first, "EPSV")) {
                client.greeted();
                client.logsIn(backend);

                refused(
                        gateway,
                        client,
                        "b.example.com",
                        "ACCESS_DENIED: SNI 'b.example.com' names another server after the login, rejecting connection");
            }
        }

        @Test
        @DisplayName("TLS-SNI-03 the name of HOST in another case is the same")
        void sameAsHost() throws IOException {
            try (var gateway = gateway();
                    var client = greeted(gateway)) {
                client.sends("HOST b.example.com");
                welcomed(second);
                client.reads(220);

                var secured = TlsClient.of("B.EXAMPLE.com").secures(client);
                secured.sends("NOOP").reads(LOGIN_FIRST);
            }
        }
    }

    @Nested
    class Ignored {
        @ParameterizedTest
        @DisplayName("TLS-SNI-04 an address is no name")
        @ValueSource(strings = {"127.0.0.1", "192.0.2.1"})
        void address(String name) throws IOException {
            try (var gateway = gateway();
                    var client = greeted(gateway)) {
                TlsClient.of(name).secures(client).sends("NOOP").reads(LOGIN_FIRST);
            }
        }

        @Test
        @DisplayName("TLS-SNI-05 where no server has a name any is ignored")
        void noNames() throws IOException {
            try (var gateway = TestGateway.with("127.0.0.1", List.of("TLSEngine on"));
                    var client = gateway.client()) {
                client.reads(220);
                var secured = TlsClient.of("b.example.com").secures(client);

                secured.sends("NOOP").reads("200 NOOP command successful");
                secured.sends("HOST b.example.com").reads("504 b.example.com: Unknown hostname provided");
            }
        }

        @Test
        @DisplayName("TLS-SNI-08 CONF-VH-09 with IgnoreSNI it is as if no name were there")
        void ignored() throws IOException {
            try (var gateway = gateway("TLSOptions IgnoreSNI");
                    var client = greeted(gateway)) {
                var secured = TlsClient.of("other.example.com").secures(client);

                secured.sends("HOST b.example.com").reads("503 Bad sequence of commands");
            }
        }
    }

    @Nested
    class HostAfterwards {
        @ParameterizedTest
        @DisplayName(
                "CONF-VH-15 CONF-VH-11 after a name in the handshake HOST takes that name alone, or the own address")
        @CsvSource({
            "b.example.com, 220 HOST command successful",
            "B.Example.com, 220 HOST command successful",
            "main.example.com, 504 main.example.com: Unknown hostname provided",
            "other.example.com, 504 other.example.com: Unknown hostname provided",
            "127.0.0.1, 220 HOST command successful",
            "127.0.0.2, 504 127.0.0.2: Unknown hostname provided"
        })
        void differs(String argument, String reply) throws IOException {
            try (var gateway = gateway();
                    var client = greeted(gateway)) {
                var secured = TlsClient.of("b.example.com").secures(client);
                welcomed(second);

                secured.sends("HOST " + argument).reads(reply);
            }
        }

        @Test
        @DisplayName("CONF-VH-09 after a handshake without a name HOST comes too late")
        void tooLate() throws IOException {
            try (var gateway = gateway();
                    var client = greeted(gateway)) {
                var secured = TlsClient.nameless().secures(client);

                secured.sends("HOST b.example.com").reads("503 Bad sequence of commands");
                secured.sends("HOST 127.0.0.1").reads("503 Bad sequence of commands");
            }
        }
    }

    @Nested
    class ForwardProxy {
        private TestGateway gateway(String... directives) {
            var lines = new ArrayList<>(List.of("TLSEngine on", "ProxyForwardMethod user@sni"));
            lines.addAll(List.of(directives));
            return TestGateway.forward(lines.toArray(String[]::new));
        }

        @ParameterizedTest
        @DisplayName(
                "PROXY-FWD-15 the name in the handshake is the server to connect to, and USER is passed on as it is")
        @ValueSource(strings = {"localhost", "127.0.0.1"})
        void connects(String host) throws IOException {
            try (var gateway = gateway();
                    var client = gateway.client()) {
                client.reads(220);
                var secured = TlsClient.of(host + ".port" + first.port()).secures(client);

                secured.sends("USER joe@elsewhere.example");
                var backend = welcomed(first, "EPSV").expects("USER joe@elsewhere.example");
                backend.replies("331 Password required");
                secured.reads("331 Password required");
                secured.tries(backend, "ada", "secret", "230 User ada logged in")
                        .reads("230 User ada logged in");
            }
        }

        @Test
        @DisplayName("PROXY-FWD-15 without a name nobody can log in")
        void nameless() throws IOException {
            try (var gateway = gateway();
                    var client = gateway.client()) {
                client.reads(220);
                var secured = TlsClient.nameless().secures(client);

                secured.sends("USER joe").reads("530 Login incorrect.");
                gateway.awaitLog("unable to use ProxyForwardMethod 'user@sni' due to missing TLS SNI");
                assertThat(gateway.log()).doesNotContain("needs TLS");
            }
        }

        @Test
        @DisplayName(
                "PROXY-FWD-15 a name with something else than a port is refused, and so is one ProxyForwardTo denies")
        void refused() throws IOException {
            try (var gateway = gateway("ProxyForwardTo ^ftp\\.example\\.com:21$");
                    var client = gateway.client();
                    var other = gateway.client()) {
                client.reads(220);
                TlsClient.of("localhost.portx")
                        .secures(client)
                        .sends("USER joe")
                        .reads("530 Login incorrect.");
                gateway.awaitLog("malformed port number 'x' found in SNI 'localhost:x', rejecting");
                other.reads(220);
                TlsClient.of("localhost.port21")
                        .secures(other)
                        .sends("USER joe")
                        .reads("530 Login incorrect.");
                gateway.awaitLog("'localhost:21' did not match ProxyForwardTo");
            }
        }
    }
}
