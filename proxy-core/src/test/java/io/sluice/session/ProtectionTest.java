package io.sluice.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.module.EndReason;
import io.sluice.peers.Await;
import io.sluice.session.peers.ScriptedBackend;
import io.sluice.session.peers.ScriptedClient;
import io.sluice.session.peers.Stage;
import io.sluice.session.peers.TestGateway;
import io.sluice.session.peers.TlsClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// TLS on the control connection towards the client: the commands about it, the handshake, and what is demanded.
class ProtectionTest {
    private static final String UNWILLING = "534 Unwilling to accept security parameters";
    private static final String LOGIN_FIRST = "530 Please login with USER and PASS";

    private final TlsClient tls = new TlsClient();

    private static TestGateway gateway(String... directives) {
        var lines = new ArrayList<>(List.of("TLSEngine on"));
        lines.addAll(List.of(directives));
        return TestGateway.with("127.0.0.1", lines);
    }

    private static ScriptedClient greeted(TestGateway gateway) {
        var client = gateway.client();
        client.reads(220);
        return client;
    }

    private static Stage stage(String... directives) {
        var lines = new ArrayList<>(List.of("TLSEngine on"));
        lines.addAll(List.of(directives));
        return Stage.loggedIn(lines.toArray(String[]::new));
    }

    @Nested
    class Auth {
        @Test
        @DisplayName("TLS-AUTH-01 without TLSEngine AUTH is not understood")
        void engineOff() {
            try (var gateway = TestGateway.with("127.0.0.1", List.of("TLSEngine off"));
                    var client = greeted(gateway)) {
                client.sends("AUTH TLS").reads("500 AUTH not understood");
                client.sends("PBSZ 0").reads("500 PBSZ not understood");
                client.sends("PROT P").reads("500 PROT not understood");
                client.sends("CCC").reads(LOGIN_FIRST);
                client.sends("SSCN ON").reads(LOGIN_FIRST);
            }
        }

        @Test
        @DisplayName("TLS-AUTH-02 TLS-AUTH-09 a second AUTH is refused, whatever its argument")
        void second() throws IOException {
            try (var gateway = gateway();
                    var client = tls.secures(greeted(gateway))) {
                client.sends("AUTH TLS").reads("503 Unwilling to accept second AUTH");
                client.sends("AUTH").reads("503 Unwilling to accept second AUTH");
                gateway.tls().awaitLog("Unwilling to accept AUTH after AUTH for this session");
            }
        }

        @Test
        @DisplayName("TLS-AUTH-03 TLS-AUTH-09 AUTH wants an argument, with or without a certificate")
        void argument() {
            try (var gateway = gateway("TLSOptions NoCertificate");
                    var client = greeted(gateway)) {
                client.sends("AUTH").reads("504 AUTH requires at least one argument");
                client.sends("AUTH  ").reads("504 AUTH requires at least one argument");
            }
        }

        @Test
        @DisplayName("TLS-CFG-24 TLS-AUTH-09 without a certificate AUTH gets 431, whatever the mechanism")
        void certificate() {
            try (var gateway = gateway("TLSOptions NoCertificate");
                    var client = greeted(gateway)) {
                client.sends("AUTH TLS").reads("431 Necessary security resource unavailable");
                client.sends("AUTH KERBEROS").reads("431 Necessary security resource unavailable");
            }
        }

        @Test
        @DisplayName("TLS-AUTH-04 after CCC AUTH is refused")
        void afterClearing() throws IOException {
            try (var stage = stage("TLSOptions AllowPerUser")) {
                var client = tls.secures(stage.client());
                client.sends("CCC").reads("200 Clearing control channel protection");
                client.wire().seesEndOfTlsSession();
                var clear = new ScriptedClient(client.wire().cleared());
                clear.sends("AUTH TLS").reads(UNWILLING);
                stage.gateway().tls().awaitLog("Unwilling to accept AUTH after CCC for this session");
            }
        }

        @Test
        @DisplayName("TLS-AUTH-05 TLS-AUTH-14 after the login AUTH is refused")
        void afterLogin() {
            try (var stage = stage()) {
                stage.client().sends("AUTH TLS").reads(UNWILLING);
                stage.answersInStep();
            }
        }

        @Test
        @DisplayName(
                "TLS-AUTH-05 TLS-AUTH-14 after the login AUTH is taken with AllowPerUser, and the backend hears nothing")
        void afterLoginPerUser() throws IOException {
            try (var stage = stage("TLSOptions AllowPerUser")) {
                var client = tls.secures(stage.client());
                client.sends("PBSZ 0").reads("200 PBSZ 0 successful");
                client.asks(stage.backend(), "PWD", "257 \"/\"");
            }
        }

        @ParameterizedTest
        @DisplayName("TLS-AUTH-06 TLS-AUTH-07 the mechanisms, in any case")
        @CsvSource({"TLS,TLS", "tls,TLS", "TLS-C,TLS-C", "tls-c,TLS-C", "SSL,SSL", "ssl,SSL", "TLS-P,TLS-P"})
        void mechanisms(String sent, String answered) throws IOException {
            try (var gateway = gateway();
                    var client = greeted(gateway)) {
                client.sends("AUTH " + sent).reads("234 AUTH " + answered + " successful");
                try (var secured = tls.over(client)) {
                    secured.sends("NOOP").reads("200 NOOP command successful");
                    gateway.tls().awaitLog("TLSv1.3 connection accepted");
                    gateway.recorder().awaitEvent("mod_tls.ctrl-handshake");
                    assertThat(gateway.recorder().notes()).containsEntry("TLS_PROTOCOL", "TLSv1.3");
                    assertThat(gateway.recorder().session().protocol()).isEqualTo("ftps");
                }
            }
        }

        @Test
        void theOldProtocolDoesToo() throws IOException {
            try (var gateway = gateway("TLSProtocol TLSv1.2");
                    var client = tls.secures(greeted(gateway))) {
                client.sends("NOOP").reads("200 NOOP command successful");
                gateway.tls().awaitLog("TLSv1.2 connection accepted");
            }
        }

        @Test
        @DisplayName("TLS-AUTH-08 other mechanisms are not understood")
        void otherMechanism() {
            try (var gateway = gateway();
                    var client = greeted(gateway)) {
                client.sends("AUTH KERBEROS_V4").reads("500 AUTH not understood");
                gateway.tls().awaitLog("AUTH KERBEROS_V4 unsupported, declining");
            }
        }

        @Test
        @DisplayName("TLS-AUTH-10 what was sent in the clear behind AUTH is dropped")
        void pipelined() throws IOException {
            try (var gateway = gateway();
                    var client = greeted(gateway)) {
                client.wire().sends("AUTH TLS\r\nUSER intruder\r\nNOOP\r\nSIT");
                client.reads("234 AUTH TLS successful");
                try (var secured = tls.over(client)) {
                    secured.sends("E x", "SYST").reads("500 E not understood");
                    secured.reads("215 UNIX Type: L8");
                    assertThat(gateway.recorder().session().requestedUser()).isEmpty();
                }
            }
        }

        @Test
        @DisplayName("TLS-AUTH-10 any number of lines sent in the clear behind AUTH is dropped")
        void manyPipelined() throws IOException {
            try (var gateway = gateway();
                    var client = greeted(gateway)) {
                client.wire().sends("AUTH TLS\r\n" + "NOOP\r\n".repeat(1000));
                client.reads("234 AUTH TLS successful");
                try (var secured = tls.over(client)) {
                    secured.sends("SYST").reads("215 UNIX Type: L8");
                }
            }
        }

        @Test
        @DisplayName("TLS-AUTH-11 TLS-AUTH-13 a failed handshake gets 421 in the clear, and the connection ends")
        void failed() {
            try (var gateway = gateway();
                    var client = greeted(gateway)) {
                client.sends("AUTH TLS").reads(234);
                client.sends("this is no handshake");
                assertThat(client.wire().text()).endsWith("421 TLS handshake failed\r\n");
                gateway.tls().awaitLog("unable to accept TLS connection: protocol error");
                gateway.tls().awaitLog("TLS/TLS-C negotiation failed on control channel");
                assertThat(gateway.recorder().end().kind()).isEqualTo(EndReason.Kind.MODULE_POLICY);
            }
        }

        @Test
        @DisplayName("TLS-AUTH-11 TLS-AUTH-13 a client that goes away within the handshake is noticed")
        void gone() {
            try (var gateway = gateway();
                    var client = greeted(gateway)) {
                client.sends("AUTH SSL").reads(234);
                client.close();
                gateway.tls().awaitLog("unable to accept TLS connection: TLS connection closed");
                gateway.tls().awaitLog("SSL/TLS-P negotiation failed on control channel");
                assertThat(gateway.recorder().end().kind()).isEqualTo(EndReason.Kind.CLIENT_EOF);
            }
        }

        @Test
        @DisplayName("TLS-AUTH-12 a handshake that takes longer than TLSTimeoutHandshake has failed")
        void tooLong() {
            try (var gateway = gateway("TLSTimeoutHandshake 50");
                    var client = greeted(gateway)) {
                client.sends("AUTH TLS").reads(234);
                assertThat(client.wire().text()).isEqualTo("421 TLS handshake failed\r\n");
                gateway.tls().awaitLog("unable to accept TLS connection: TLS negotiation timed out (50 ms)");
            }
        }

        @Test
        @DisplayName("TLS-AUTH-12 TLSTimeoutHandshake 0 is no limit, other limits go on")
        void unlimited() {
            try (var gateway = gateway("TLSTimeoutHandshake 0", "TimeoutLogin 1");
                    var client = greeted(gateway)) {
                client.sends("AUTH TLS").reads(234);
                client.reads("421 Login timeout (1 second): closing control connection");
            }
        }
    }

    @Nested
    class Commands {
        @Test
        @DisplayName("TLS-CMD-01 before TLS PBSZ and PROT are not understood")
        void beforeTls() {
            try (var gateway = gateway();
                    var client = greeted(gateway)) {
                client.sends("PBSZ 0").reads("500 PBSZ not understood");
                client.sends("PROT P").reads("500 PROT not understood");
            }
        }

        @Test
        @DisplayName("TLS-CMD-02 CCC and SSCN want a login")
        void beforeLogin() throws IOException {
            try (var gateway = gateway();
                    var client = tls.secures(greeted(gateway))) {
                client.sends("CCC").reads(LOGIN_FIRST);
                client.sends("SSCN").reads(LOGIN_FIRST);
            }
        }

        @Test
        @DisplayName("TLS-CMD-03 PBSZ knows one size")
        void bufferSize() throws IOException {
            try (var gateway = gateway();
                    var client = tls.secures(greeted(gateway))) {
                client.sends("PBSZ 0").reads("200 PBSZ 0 successful");
                client.sends("PBSZ 100").reads("200 PBSZ=0 successful");
                client.sends("PBSZ x").reads("200 PBSZ=0 successful");
                client.sends("PBSZ").reads("501 Invalid number of parameters");
            }
        }

        @Test
        @DisplayName("TLS-CMD-04 TLS-CMD-07 PROT, without PBSZ, in any case")
        void levels() throws IOException {
            try (var gateway = gateway();
                    var client = tls.secures(greeted(gateway))) {
                client.sends("PROT P").reads("200 Protection set to Private");
                client.sends("PROT c").reads("200 Protection set to Clear");
                client.sends("PROT p").reads("200 Protection set to Private");
                client.sends("PROT C").reads("200 Protection set to Clear");
                client.sends("PROT S").reads("536 PROT S unsupported");
                client.sends("PROT e").reads("536 PROT E unsupported");
                client.sends("PROT X").reads("504 PROT X unsupported");
                client.sends("PROT").reads("501 Invalid number of parameters");
            }
        }

        @ParameterizedTest
        @DisplayName("TLS-CMD-05 TLS-CMD-06 PROT is refused where TLSRequired says otherwise")
        @CsvSource({"data,C", "on,C", "!data,P", "ctrl+!data,P"})
        void demandedLevel(String required, String level) throws IOException {
            try (var gateway = gateway("TLSRequired " + required);
                    var client = tls.secures(greeted(gateway))) {
                client.sends("PROT " + level).reads("534 Unwilling to accept security parameter");
            }
        }

        @Test
        @DisplayName("TLS-CMD-08 CCC without TLS: 533; SSCN without TLS is not understood")
        void clearingNothing() {
            try (var stage = stage()) {
                stage.client().sends("CCC").reads("533 CCC not allowed on insecure control connection");
                stage.client().sends("SSCN").reads("500 SSCN not understood");
                stage.answersInStep();
            }
        }

        @Test
        @DisplayName("TLS-CMD-09 CCC is refused where TLSRequired includes the control connection")
        void clearingDenied() throws IOException {
            try (var server = ScriptedBackend.listening();
                    var gateway = TestGateway.before(List.of(server.url()), "TLSEngine on", "TLSRequired ctrl");
                    var plain = gateway.client();
                    var backend = server.accepts().welcomes("EPSV")) {
                plain.reads(220);
                var client = tls.secures(plain);
                client.logsIn(backend);
                client.sends("CCC").reads(UNWILLING);
                client.asks(backend, "NOOP", "200 still here");
            }
        }

        @ParameterizedTest
        @DisplayName("TLS-CMD-10 TLS-CMD-11 TLS-REQ-04 the reply to CCC is protected, what follows is not")
        @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
        void clearing(String version) throws IOException {
            try (var server = ScriptedBackend.listening();
                    var gateway = TestGateway.before(
                            List.of(server.url()), "TLSEngine on", "TLSRequired auth", "TLSProtocol " + version);
                    var plain = gateway.client();
                    var backend = server.accepts().welcomes("EPSV")) {
                plain.reads(220);
                plain.sends("USER joe").reads("550 SSL/TLS required on the control channel");
                plain.sends("PASS secret").reads("550 SSL/TLS required on the control channel");
                var client = tls.secures(plain);
                client.logsIn(backend);
                client.sends("CCC").reads("200 Clearing control channel protection");
                client.wire().seesEndOfTlsSession();
                client.wire().endsTls();
                var clear = new ScriptedClient(client.wire().cleared());
                clear.sends("PROT P").reads("200 Protection set to Private");
                clear.sends("CCC").reads("533 CCC not allowed on insecure control connection");
                clear.asks(backend, "PWD", "257 \"/\"");
                gateway.tls().awaitLog("received CCC, clearing control channel protection");
            }
        }

        @Test
        @DisplayName("TLS-CMD-10 a client that does not end its TLS session after CCC goes on in the clear too")
        void clearingOnOurSideOnly() throws IOException {
            try (var stage = stage("TLSOptions AllowPerUser")) {
                var client = tls.secures(stage.client());
                client.sends("CCC").reads("200 Clearing control channel protection");
                client.wire().seesEndOfTlsSession();
                var clear = new ScriptedClient(client.wire().cleared());
                clear.asks(stage.backend(), "PWD", "257 \"/\"");
            }
        }

        @Test
        @DisplayName("TLS-CMD-12 SSCN asks, and changes the side")
        void side() throws IOException {
            try (var stage = stage("TLSOptions AllowPerUser")) {
                var client = tls.secures(stage.client());
                client.sends("SSCN").reads("200 SSCN:SERVER METHOD");
                client.sends("SSCN ON").reads("200 SSCN:CLIENT METHOD");
                client.sends("SSCN").reads("200 SSCN:CLIENT METHOD");
                client.sends("SSCN on").reads("501 SSCN: Invalid argument");
                client.sends("SSCN ON OFF").reads("504 SSCN: Invalid argument");
                client.sends("SSCN OFF").reads("200 SSCN:SERVER METHOD");
            }
        }

        @Test
        @DisplayName("TLS-CMD-13 FEAT lists what TLS adds")
        void features() {
            try (var gateway = gateway();
                    var client = greeted(gateway)) {
                var lines = client.sends("FEAT").reads(211).lines();
                assertThat(lines).contains(" AUTH TLS", " CCC", " PBSZ", " PROT", " SSCN");
            }
            try (var gateway = TestGateway.with("127.0.0.1", List.of());
                    var client = greeted(gateway)) {
                assertThat(client.sends("FEAT").reads(211).lines()).noneMatch(line -> line.contains("AUTH"));
            }
        }
    }

    @Nested
    class Implicit {
        @Test
        @DisplayName("TLS-IMP-01 TLS-IMP-03 the banner follows the handshake, AUTH is refused")
        void banner() throws IOException {
            try (var gateway = gateway("TLSOptions UseImplicitSSL");
                    var plain = gateway.client()) {
                assertThat(plain.wire().isSilentFor(100)).isTrue();
                var client = tls.over(plain);
                client.reads(220);
                client.sends("AUTH TLS").reads("503 Unwilling to accept second AUTH");
                gateway.tls().awaitLog("TLSOption UseImplicitSSL in effect, starting SSL/TLS handshake");
            }
        }

        @Test
        @DisplayName("TLS-IMP-01 the backend's banner follows the handshake")
        void backendsBanner() throws IOException {
            try (var server = ScriptedBackend.listening();
                    var gateway =
                            TestGateway.before(List.of(server.url()), "TLSEngine on", "TLSOptions UseImplicitSSL");
                    var plain = gateway.client()) {
                var client = tls.over(plain);
                try (var backend = server.accepts().welcomes("EPSV")) {
                    client.greeted();
                    client.logsIn(backend);
                }
            }
        }

        @Test
        @DisplayName("TLS-IMP-04 a failed handshake gets 421 in the clear, and the connection ends")
        void failed() {
            try (var gateway = gateway("TLSOptions UseImplicitSSL");
                    var client = gateway.client()) {
                client.sends("USER joe");
                assertThat(client.wire().text()).endsWith("421 TLS handshake failed\r\n");
                gateway.tls().awaitLog("implicit SSL/TLS negotiation failed on control channel");
            }
        }
    }

    @Nested
    class Demands {
        private static final String ON_CONTROL = "550 SSL/TLS required on the control channel";

        @Test
        @DisplayName("TLS-REQ-01 TLS-REQ-02 ctrl lets a few commands pass in the clear")
        void exempt() throws IOException {
            try (var gateway = gateway("TLSRequired ctrl");
                    var client = greeted(gateway)) {
                client.sends("SYST").reads("215 UNIX Type: L8");
                client.sends("FEAT").reads(211);
                client.sends("CLNT x").reads("200 OK");
                client.sends("HOST other.example.com").reads(504);
                for (var command : List.of("NOOP", "HELP", "USER joe", "PASS x", "PBSZ 0", "PROT P", "RETR f", "XYZ")) {
                    client.sends(command).reads(ON_CONTROL);
                }
                gateway.tls().awaitLog("SSL/TLS required but absent on control channel, denying RETR command");
                var secured = tls.secures(client);
                secured.sends("NOOP").reads("200 NOOP command successful");
                secured.sends("QUIT").reads("221 Goodbye.");
                secured.wire().seesEndOfTls();
            }
        }

        @Test
        @DisplayName("TLS-REQ-02 QUIT passes in the clear")
        void quit() {
            try (var gateway = gateway("TLSRequired ctrl");
                    var client = greeted(gateway)) {
                client.sends("QUIT").reads("221 Goodbye.");
                client.seesEnd();
            }
        }

        @ParameterizedTest
        @DisplayName("TLS-REQ-03 TLS-REQ-07 data: what opens a data connection is refused without PROT P")
        @ValueSource(strings = {"APPE f", "LIST", "MLSD", "NLST", "RETR f", "STOR f", "STOU"})
        void data(String command) {
            try (var stage = stage("TLSRequired data")) {
                stage.client().sends(command).reads("522 SSL/TLS required on the data channel");
                stage.answersInStep();
            }
        }

        @Test
        @DisplayName("TLS-REQ-07 nothing that is refused reaches the backend")
        void unheard() {
            try (var server = ScriptedBackend.listening();
                    var gateway = TestGateway.before(List.of(server.url()), "TLSEngine on", "TLSRequired on");
                    var client = gateway.client();
                    var backend = server.accepts().welcomes("EPSV")) {
                client.reads(220);
                client.sends("USER joe").reads(ON_CONTROL);
                client.sends("PASS secret").reads(ON_CONTROL);
                client.sends("PWD").reads(ON_CONTROL);
                client.asks(backend, "QUIT", "221 Bye");
            }
        }

        @Test
        @DisplayName("TLS-REQ-05 AllowPerUser: the login is taken in the clear and then counts for nothing")
        void perUser() {
            try (var server = ScriptedBackend.listening();
                    var gateway = TestGateway.before(
                            List.of(server.url()), "TLSEngine on", "TLSRequired ctrl", "TLSOptions AllowPerUser");
                    var client = gateway.client();
                    var backend = server.accepts().welcomes("EPSV")) {
                client.reads(220);
                client.asks(backend, "USER joe", "331 Password required for joe");
                client.sends("PASS secret");
                backend.expects("PASS secret").replies("230 User joe logged in");
                client.reads("530 Login incorrect.");
                client.seesEnd();
                backend.seesEnd();
                assertThat(gateway.recorder().end())
                        .isEqualTo(EndReason.of(EndReason.Kind.MODULE_POLICY, "TLSRequired"));
            }
        }
    }

    @Nested
    class Bytes {
        @Test
        void manyCommandsInOneRecordAndOneCommandInMany() throws IOException {
            try (var gateway = gateway();
                    var client = tls.secures(greeted(gateway))) {
                client.wire().sends("NOOP\r\n".repeat(2000));
                for (int i = 0; i < 2000; i++) {
                    client.reads("200 NOOP command successful");
                }
                for (char c : "SYST\r\n".toCharArray()) {
                    client.wire().sends(String.valueOf(c));
                }
                client.reads("215 UNIX Type: L8");
            }
        }

        @Test
        void aClientThatEndsItsTlsSessionHasItsAnswersFirst() throws IOException {
            try (var gateway = gateway();
                    var client = tls.secures(greeted(gateway))) {
                client.sends("NOOP").reads(200);
                client.wire().endsTls();
                client.wire().seesEndOfTls();
                Await.until("the end", () -> gateway.recorder().end().kind() == EndReason.Kind.CLIENT_EOF);
            }
        }

        @Test
        void garbageWithinTheTlsSessionEndsIt() throws IOException {
            try (var gateway = gateway();
                    var client = tls.secures(greeted(gateway))) {
                client.sends("NOOP").reads(200);
                client.wire().sendsRaw("QUIT\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(gateway.recorder().end().kind()).isEqualTo(EndReason.Kind.CLIENT_EOF);
            }
        }
    }
}
