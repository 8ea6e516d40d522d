package io.sluice.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.session.peers.BackendControl;
import io.sluice.session.peers.DataSide;
import io.sluice.session.peers.ScriptedBackend;
import io.sluice.session.peers.ScriptedClient;
import io.sluice.session.peers.TestGateway;
import io.sluice.session.peers.TlsClient;
import io.sluice.session.peers.Wire;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// TLS towards backends: on the control connection before the greeting is passed on, then on data connections.
class BackendTlsTest {
    private static final String OWNER = "owner";

    private final TlsClient server = new TlsClient();
    private final TlsClient client = new TlsClient();

    private static TestGateway gateway(ScriptedBackend backend, String... directives) {
        return TestGateway.before(List.of(backend.url()), directives);
    }

    /// The backend under TLS, up to the answer to PBSZ; what resumes its TLS session is known by the mark on it.
    private BackendControl secured(BackendControl backend) throws IOException {
        backend.expects("AUTH TLS").replies("234 AUTH TLS successful");
        return shaken(backend);
    }

    private BackendControl shaken(BackendControl backend) throws IOException {
        var engine = server.server();
        var secured = new BackendControl(backend.wire().secured(engine), backend.address());
        engine.getSession().putValue(OWNER, this);
        return secured.expects("PBSZ 0").replies("200 PBSZ 0 successful");
    }

    /// A data connection under TLS, which must resume the TLS session of the control connection.
    private Wire resumed(Wire wire) throws IOException {
        var engine = server.server();
        var secured = wire.secured(engine);
        assertThat(engine.getSession().getValue(OWNER))
                .as("a resumed TLS session")
                .isSameAs(this);
        return secured;
    }

    @Nested
    class Connecting {
        @Test
        @DisplayName("PROXY-TLS-05 AUTH TLS, PBSZ 0 and PROT P come in this order, before the client is greeted")
        void order() throws IOException {
            try (var listening = ScriptedBackend.listening();
                    var gateway = gateway(listening, "ProxyTLSEngine ON");
                    var user = gateway.client();
                    var plain = listening.accepts().welcomes("AUTH TLS", "EPSV")) {
                var backend = secured(plain);
                assertThat(user.wire().isSilentFor(50)).isTrue();
                backend.expects("PROT P").replies("200 Protection set to Private");
                user.greeted();
                user.logsIn(backend);
                assertThat(gateway.recorder().notes()).containsEntry("mod_proxy.backend-protocol", "ftps");
            }
        }

        @Test
        @DisplayName("PROXY-TLS-05 a backend that refuses PBSZ and PROT is tolerated")
        void refusedLevel() throws IOException {
            try (var listening = ScriptedBackend.listening();
                    var gateway = gateway(listening, "ProxyTLSEngine ON");
                    var user = gateway.client();
                    var plain = listening.accepts().welcomes("EPSV")) {
                plain.expects("AUTH TLS").replies("234 Yes");
                var engine = server.server();
                var backend = new BackendControl(plain.wire().secured(engine), plain.address());
                backend.expects("PBSZ 0").replies("500 What?");
                backend.expects("PROT P").replies("500 What?");
                user.greeted();
            }
        }

        @Test
        @DisplayName("PROXY-TLS-01 on: a backend that refuses AUTH is not used")
        void demanded() {
            try (var listening = ScriptedBackend.listening();
                    var gateway = gateway(listening, "ProxyTLSEngine ON", "ProxyRetryCount 1");
                    var user = gateway.client();
                    var plain = listening.accepts().welcomes("EPSV")) {
                plain.expects("AUTH TLS").replies("502 Not here");
                plain.seesEnd();
                user.seesEnd();
                gateway.awaitLog("TLS is required, and AUTH TLS was answered '502 Not here'");
            }
        }

        @Test
        @DisplayName("PROXY-TLS-02 auto: AUTH is tried though FEAT does not list it, and a refusal leaves things plain")
        void tried() {
            try (var listening = ScriptedBackend.listening();
                    var gateway = gateway(listening, "ProxyTLSEngine AUTO");
                    var user = gateway.client();
                    var plain = listening.accepts().welcomes("EPSV")) {
                plain.expects("AUTH TLS").replies("334 No");
                user.greeted();
                user.logsIn(plain);
            }
        }

        @Test
        @DisplayName("PROXY-TLS-02 auto: a handshake that fails after 234 is a failed attempt")
        void failedHandshake() throws IOException {
            try (var listening = ScriptedBackend.listening();
                    var gateway = gateway(listening, "ProxyTLSEngine AUTO", "ProxyRetryCount 1");
                    var user = gateway.client();
                    var plain = listening.accepts().welcomes("EPSV")) {
                plain.expects("AUTH TLS").replies("234 Yes");
                assertThat(plain.wire().read()).as("begin of a handshake").isEqualTo(22);
                plain.replies("this is no handshake");
                user.seesEnd();
                gateway.awaitLog("unable to open control connection to 127.0.0.1:");
                gateway.awaitLog("TLS negotiation failed");
            }
        }

        @Test
        @DisplayName("PROXY-TLS-03 off: no AUTH")
        void off() {
            try (var listening = ScriptedBackend.listening();
                    var gateway = gateway(listening, "ProxyTLSEngine OFF");
                    var user = gateway.client();
                    var plain = listening.accepts().welcomes("AUTH TLS", "EPSV")) {
                user.greeted();
                user.logsIn(plain);
            }
        }

        @Test
        @DisplayName("PROXY-TLS-04 MatchClient: none for a client without TLS, one for a client with it")
        void matching() throws IOException {
            try (var listening = ScriptedBackend.listening();
                    var gateway = gateway(
                            listening,
                            "ProxyTLSEngine MATCH_CLIENT",
                            "TLSEngine on",
                            "ProxyReverseConnectPolicy PerUser")) {
                try (var user = gateway.client()) {
                    user.reads(220);
                    user.sends("USER joe");
                    try (var plain = listening.accepts().welcomes("EPSV")) {
                        plain.expects("USER joe").replies("331 Password");
                        user.reads(331);
                    }
                }
                try (var user = gateway.client()) {
                    user.reads(220);
                    var protectedUser = client.secures(user);
                    protectedUser.sends("USER joe");
                    try (var plain = listening.accepts().welcomes("EPSV")) {
                        var backend = secured(plain);
                        backend.expects("PROT P").replies("200 Private");
                        backend.expects("USER joe").replies("331 Password");
                        protectedUser.reads(331);
                    }
                }
            }
        }

        @ParameterizedTest
        @DisplayName("PROXY-URL-09 ftps wants TLS whatever ProxyTLSEngine says, and says so where FEAT has no AUTH")
        @ValueSource(strings = {"AUTO", "MATCH_CLIENT"})
        void byUrl(String use) {
            try (var listening = ScriptedBackend.listening();
                    var gateway = TestGateway.before(
                            List.of(listening.url().replace("ftp:", "ftps:")),
                            "ProxyTLSEngine " + use,
                            "ProxyRetryCount 1");
                    var user = gateway.client();
                    var plain = listening.accepts().welcomes("EPSV")) {
                plain.expects("AUTH TLS").replies("502 Not here");
                plain.seesEnd();
                user.seesEnd();
                gateway.awaitLog(
                        "backend server 127.0.0.1 does not support AUTH TLS (see FEAT response) but URI 'ftps:");
            }
        }

        @Test
        @DisplayName("PROXY-URL-09 ftps with ProxyTLSEngine off is a failed connect")
        void byUrlOff() {
            try (var listening = ScriptedBackend.listening();
                    var gateway = TestGateway.before(
                            List.of(listening.url().replace("ftp:", "ftps:")),
                            "ProxyTLSEngine OFF",
                            "ProxyRetryCount 1");
                    var user = gateway.client()) {
                user.seesEnd();
                gateway.awaitLog("needs TLS, and ProxyTLSEngine is off");
            }
        }

        @Test
        @DisplayName("PROXY-URL-09 ftps is refused at start where no module offers TLS")
        void byUrlWithoutModule() {
            assertThatThrownBy(() -> TestGateway.before(List.of("ftps://127.0.0.1")))
                    .hasMessageContaining(
                            "'ftps://127.0.0.1' needs TLS towards backends, which no loaded module offers");
        }

        @Test
        @DisplayName("PROXY-TLS-04 MatchClient: the handshake comes first for a client with implicit TLS")
        void matchingImplicit() throws IOException {
            try (var listening = ScriptedBackend.listening();
                    var gateway = gateway(
                            listening,
                            "ProxyTLSEngine MATCH_CLIENT",
                            "TLSEngine on",
                            "TLSOptions UseImplicitSSL",
                            "ProxyReverseConnectPolicy PerUser");
                    var plainUser = gateway.client()) {
                var user = client.over(plainUser);
                user.reads(220);
                user.sends("USER joe");
                var plain = listening.accepts();
                var engine = server.server();
                try (var backend = new BackendControl(plain.wire().secured(engine), plain.address())) {
                    backend.welcomes("EPSV");
                    backend.expects("PBSZ 0").replies("200 Done");
                    backend.expects("PROT P").replies("200 Done");
                    backend.expects("USER joe").replies("331 Password");
                    user.reads(331);
                }
            }
        }

        @Test
        @DisplayName("PROXY-TLS-13 a handshake has its time")
        void time() {
            try (var listening = ScriptedBackend.listening();
                    var gateway = gateway(
                            listening, "ProxyTLSEngine ON", "ProxyTLSTimeoutHandshake 50", "ProxyRetryCount 1");
                    var user = gateway.client();
                    var plain = listening.accepts().welcomes("EPSV")) {
                plain.expects("AUTH TLS").replies("234 Yes");
                user.seesEnd();
                plain.seesEnd();
            }
        }

        @Test
        void whatComesInTheClearBehindTheAnswerToAuthIsDropped() throws IOException {
            try (var listening = ScriptedBackend.listening();
                    var gateway = gateway(listening, "ProxyTLSEngine ON");
                    var user = gateway.client();
                    var plain = listening.accepts().welcomes("EPSV")) {
                plain.expects("AUTH TLS");
                plain.wire().sends("234 Yes\r\n230 Logged in\r\n250 inj");
                var backend = shaken(plain);
                backend.expects("PROT P").replies("200 Private");
                user.greeted();
                user.logsIn(backend);
            }
        }
    }

    @Nested
    class Data {
        @ParameterizedTest
        @DisplayName("PROXY-TLS-06 PROXY-TLS-10 policies, with and without TLS and PROT P of the client, both ways")
        @CsvSource({
            "REQUIRED,false,RETR,PASV,true", "REQUIRED,true,RETR,PASV,true", "REQUIRED,true,STOR,PASV,true",
            "REQUIRED,false,STOR,PORT,true", "REQUIRED,true,LIST,PORT,true", "CLEAR,true,RETR,PASV,false",
            "CLEAR,false,STOR,PASV,false", "CLIENT,true,RETR,PASV,true", "CLIENT,true,STOR,PORT,true",
            "CLIENT,false,LIST,PASV,true"
        })
        void transfers(String policy, boolean protectedClient, String verb, String by, boolean isProtected)
                throws IOException {
            try (var listening = ScriptedBackend.listening();
                    var gateway = gateway(
                            listening,
                            "ProxyTLSEngine ON",
                            "ProxyTLSTransferProtectionPolicy " + policy,
                            "TLSEngine on",
                            "ProxyReverseConnectPolicy PerUser");
                    var plainUser = gateway.client()) {
                plainUser.reads(220);
                var user = protectedClient ? client.secures(plainUser) : plainUser;
                user.sends("USER joe");
                try (var plain = listening.accepts().welcomes("EPSV")) {
                    var backend = secured(plain);
                    boolean follows = policy.equals("CLIENT") && protectedClient;
                    if (!follows) {
                        backend.expects(policy.equals("CLEAR") ? "PROT C" : "PROT P")
                                .replies("200 Done");
                    }
                    backend.expects("USER joe").replies("331 Password");
                    user.reads(331);
                    user.asks(backend, "PASS secret", "230 In");
                    if (protectedClient) {
                        user.sends("PROT P");
                        if (follows) {
                            backend.expects("PROT P").replies("200 Done");
                        }
                        user.reads("200 Protection set to Private");
                    }
                    transfer(user, backend, verb, by, protectedClient, isProtected);
                    user.asks(backend, "PWD", "257 \"/\"");
                    var legs = gateway.recorder().transfer(verb).legs().orElseThrow();
                    assertThat(legs.frontendProtected()).isEqualTo(protectedClient);
                    assertThat(legs.backendProtected()).isEqualTo(isProtected);
                }
            }
        }

        private void transfer(
                ScriptedClient user,
                BackendControl backend,
                String verb,
                String by,
                boolean protectedClient,
                boolean isProtected)
                throws IOException {
            var content = "content".repeat(100_000);
            try (var own = DataSide.Listening.at("127.0.0.1")) {
                user.sends(by.equals("PASV") ? "PASV" : "PORT " + own.numbers());
                var backendSide = backend.takes(by);
                DataSide userSide = own;
                if (by.equals("PASV")) {
                    userSide = user.readsPassive();
                } else {
                    user.reads(200);
                }
                user.asks(backend, verb + " f", "150 Opening");
                var side = userSide;
                var server = CompletableFuture.supplyAsync(
                        () -> isProtected ? attempt(backendSide.connects()) : backendSide.connects(),
                        task -> Thread.ofVirtual().start(task));
                var at = side.connects();
                var userWire = protectedClient ? at.secured(engine()) : at;
                var backendWire = server.join();
                boolean upload = verb.equals("STOR");
                var source = upload ? userWire : backendWire;
                var sink = upload ? backendWire : userWire;
                var received = CompletableFuture.supplyAsync(
                        sink::text, task -> Thread.ofVirtual().start(task));
                source.sends(content);
                if (upload ? protectedClient : isProtected) {
                    source.endsTls();
                }
                source.endsOutput();
                assertThat(received.join()).isEqualTo(content);
                sink.close();
                backend.replies("226 Done");
                user.reads("226 Done");
            }
        }

        private SSLEngine engine() {
            return client.engine();
        }

        private Wire attempt(Wire wire) {
            try {
                return resumed(wire);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }
}
