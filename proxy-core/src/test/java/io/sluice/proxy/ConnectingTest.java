package io.sluice.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.module.EndReason;
import io.sluice.proxy.lookup.BackendUrl;
import io.sluice.proxy.lookup.Member;
import io.sluice.session.Clock;
import io.sluice.session.peers.ScriptedBackend;
import io.sluice.session.peers.Stage;
import io.sluice.session.peers.TestGateway;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// From a client's connect to the backend's greeting.
class ConnectingTest {

    @Nested
    class Choosing {
        @Test
        @DisplayName("PROXY-RC-01 sessions get the backends in turn, beginning with the first")
        void inTurn() {
            try (var first = ScriptedBackend.listening();
                    var second = ScriptedBackend.listening();
                    var third = ScriptedBackend.listening();
                    var gateway = TestGateway.before(List.of(first.url(), second.url(), third.url()))) {
                for (ScriptedBackend expected : List.of(first, second, third, first, second)) {
                    try (var client = gateway.client();
                            var _ = expected.accepts().welcomes()) {
                        client.greeted();
                    }
                }
            }
        }

        @Test
        @DisplayName("PROXY-RC-02 PROXY-RC-34 each virtual host has its own turn, and HOST moves to its backends")
        void eachVirtualHostHasItsOwnTurn() {
            try (var first = ScriptedBackend.listening();
                    var second = ScriptedBackend.listening();
                    var otherFirst = ScriptedBackend.listening();
                    var otherSecond = ScriptedBackend.listening();
                    var gateway = TestGateway.before(
                            List.of(first.url(), second.url()),
                            "<VirtualHost 127.0.0.1>",
                            "Port PORT_HERE",
                            "ServerAlias other.example",
                            "ProxyEngine on",
                            "ProxyRole reverse",
                            "ProxyReverseServers " + otherFirst.url() + " " + otherSecond.url(),
                            "</VirtualHost>")) {
                moves(gateway, first, otherFirst);
                moves(gateway, second, otherSecond);
            }
        }

        private static void moves(TestGateway gateway, ScriptedBackend from, ScriptedBackend to) {
            try (var client = gateway.client();
                    var before = from.accepts().welcomes()) {
                client.greeted();
                client.sends("HOST other.example");
                try (var after = to.accepts().welcomes()) {
                    client.greeted();
                    before.seesEnd();
                    client.asks(after, "USER joe", "331 Go on");
                }
            }
        }

        @Test
        @DisplayName("PROXY-RC-19 a dead backend is passed over for the next")
        void aDeadBackendIsPassedOver() {
            try (var alive = ScriptedBackend.listening();
                    var gateway = TestGateway.before(List.of(ScriptedBackend.deadUrl(), alive.url()));
                    var client = gateway.client();
                    var _ = alive.accepts().welcomes()) {
                client.greeted();
                gateway.awaitLog("error connecting to 127.0.0.1#");
                assertThat(gateway.recorder().notes()).containsEntry("mod_proxy.backend-attempts", "2");
            }
        }

        @Test
        @DisplayName("PROXY-RC-20 a single dead backend is tried ProxyRetryCount times, then the client is let go")
        void aSingleDeadBackend() {
            try (var gateway = TestGateway.before(List.of(ScriptedBackend.deadUrl()), "ProxyRetryCount 3");
                    var client = gateway.client()) {
                client.seesEnd();
                gateway.awaitLog("ProxyRetryCount 3 reached with no successful connection, failing");
                assertThat(gateway.log().split("error connecting to", -1)).hasSize(4);
                assertThat(gateway.recorder().end().kind()).isEqualTo(EndReason.Kind.BACKEND_UNREACHABLE);
            }
        }

        @Test
        @DisplayName("PROXY-RC-24 a greeting that refuses counts as a failed attempt")
        void aGreetingThatRefuses() {
            try (var busy = ScriptedBackend.listening();
                    var alive = ScriptedBackend.listening();
                    var gateway = TestGateway.before(List.of(busy.url(), alive.url()));
                    var client = gateway.client()) {
                busy.accepts().replies("421 Too busy");
                try (var _ = alive.accepts().welcomes()) {
                    client.greeted();
                }
                gateway.awaitLog("DISCONNECTING: 421 Too busy");
            }
        }

        @Test
        void aBackendThatHangsUpAtOnceCountsAsAFailedAttempt() {
            try (var rude = ScriptedBackend.listening();
                    var alive = ScriptedBackend.listening();
                    var gateway = TestGateway.before(List.of(rude.url(), alive.url()));
                    var client = gateway.client()) {
                rude.accepts().close();
                try (var _ = alive.accepts().welcomes()) {
                    client.greeted();
                }
                gateway.awaitLog("unable to read banner from server");
            }
        }

        @Test
        void aClientThatLeavesWhileABackendIsAwaitedTakesTheConnectionWithIt() {
            try (var server = ScriptedBackend.listening();
                    var gateway = TestGateway.before(List.of(server.url()))) {
                var client = gateway.client();
                var backend = server.accepts();
                client.close();
                backend.seesEnd();
            }
        }
    }

    @Nested
    @DisplayName("PROXY-RC-23 the backend's greeting is the client's")
    class Greeting {
        @Test
        void verbatimOverSeveralLines() {
            try (var server = ScriptedBackend.listening();
                    var gateway = TestGateway.before(List.of(server.url()));
                    var client = gateway.client();
                    var backend = server.accepts()) {
                var said = List.of("220-Welcome", "   to us", "220 at last");
                backend.replies(said.toArray(String[]::new)).expects("FEAT").replies("500 what?");
                client.reads(said);
            }
        }

        @Test
        void commandsSentBeforeItWait() {
            try (var server = ScriptedBackend.listening();
                    var gateway = TestGateway.before(List.of(server.url()));
                    var client = gateway.client()) {
                client.sends("USER joe");
                try (var backend = server.accepts().welcomes()) {
                    client.greeted();
                    backend.expects("USER joe").replies("331 Go on");
                    client.reads("331 Go on");
                }
            }
        }

        @Test
        @DisplayName("PROXY-RC-35 HOST is sent to a backend whose FEAT lists it; a refusal is harmless")
        void host() {
            try (var server = ScriptedBackend.listening();
                    var gateway = TestGateway.before(List.of(server.url()));
                    var client = gateway.client();
                    var backend = server.accepts().welcomes("HOST")) {
                backend.expects("HOST 127.0.0.1").replies("504 Unknown host");
                client.greeted();
            }
        }

        @Test
        @DisplayName("PROXY-RC-35 an IPv6 address in HOST stands in brackets")
        void hostIsAnIpv6Address() {
            try (var server = ScriptedBackend.at("::1");
                    var gateway = TestGateway.before(List.of(server.url()));
                    var client = gateway.client();
                    var backend = server.accepts().welcomes("HOST")) {
                backend.expects("HOST [::1]").replies("220 As you like");
                client.greeted();
            }
        }

        @Test
        @DisplayName("PROXY-RC-29 without servers the connection is refused and the log says why")
        void withoutServers() {
            try (var gateway = TestGateway.before(List.of());
                    var client = gateway.client()) {
                client.seesEnd();
                gateway.awaitLog("'ProxyRole reverse' in effect, but no ProxyReverseServers configured");
            }
        }
    }

    @Nested
    class LoggingIn {
        @Test
        @DisplayName("PROXY-RC-25 the credentials of the URL replace the client's, and stay hidden from it")
        void credentialsOfTheUrl() {
            try (var server = ScriptedBackend.listening();
                    var gateway = TestGateway.before(List.of("ftp://shared:s3cret@127.0.0.1:" + server.port()));
                    var client = gateway.client();
                    var backend = server.accepts().welcomes("SIZE")) {
                client.reads(220);
                client.sends("USER joe");
                backend.expects("USER shared").replies("331 Password required for shared");
                client.reads("331 Password required for joe");
                client.sends("PASS mine");
                backend.expects("PASS s3cret").replies("230 User shared logged in");
                client.reads("230 User joe logged in");
                gateway.awaitLog("Login successful");
                assertThat(gateway.log())
                        .as("PROXY-CMD-15 passwords are never logged")
                        .doesNotContain("s3cret")
                        .doesNotContain("mine");
            }
        }

        @Test
        @DisplayName("PROXY-RC-26 a session lets go of the credentials of the URL when it has logged in")
        void credentialsAreForgotten() throws Exception {
            try (var server = ScriptedBackend.listening();
                    var channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", server.port()));
                    var clock = new Clock()) {
                var url = BackendUrl.parse("ftp://shared:s3cret@" + server.place());
                var backend = new FtpBackend(new Member(url, List.of()), channel, clock.sends(), Duration.ZERO);

                backend.forgetCredentials();

                assertThat(backend.member().url().user()).isEmpty();
                assertThat(backend.member().url().password()).isEmpty();
                assertThat(backend.member().url().written()).isEqualTo("ftp://shared:***@" + server.place());
            }
        }

        @Test
        @DisplayName("PROXY-RC-25 a user name that the client sends after the login is its own affair")
        void afterTheLogin() {
            try (var server = ScriptedBackend.listening();
                    var gateway = TestGateway.before(List.of("ftp://shared:s3cret@127.0.0.1:" + server.port()));
                    var client = gateway.client();
                    var backend = server.accepts().welcomes("SIZE")) {
                client.reads(220);
                client.sends("USER joe");
                backend.expects("USER shared").replies("331 Go on");
                client.reads(331);
                client.sends("PASS mine");
                backend.expects("PASS s3cret").replies("230 In");
                client.reads(230);
                client.asks(backend, "PASS again", "503 You are in");
            }
        }

        @Test
        @DisplayName("PROXY-URL-07 an empty password leaves the client's")
        void anEmptyPassword() {
            try (var server = ScriptedBackend.listening();
                    var gateway = TestGateway.before(List.of("ftp://shared:@127.0.0.1:" + server.port()));
                    var client = gateway.client();
                    var backend = server.accepts().welcomes("SIZE")) {
                client.reads(220);
                client.sends("USER joe");
                backend.expects("USER shared").replies("331 Go on");
                client.reads(331);
                client.asks(backend, "PASS mine", "230 In");
            }
        }

        @Test
        void a232ToUserIsALogin() {
            try (var stage = Stage.greeted(List.of("SIZE"))) {
                stage.asks("USER joe", "232 No password needed");
                stage.answersInStep();
            }
        }

        @Test
        @DisplayName("PROXY-RC-30 a backend lost during PASS is a 530, then the end")
        void lostDuringPass() {
            try (var stage = Stage.greeted(List.of("SIZE"))) {
                stage.asks("USER joe", "331 Go on");
                stage.client().sends("PASS x");
                stage.backend().expects("PASS x").close();
                stage.client().reads("530 Login incorrect.").seesEnd();
                stage.gateway().awaitLog("lost backend connection (EOF) handling PASS command");
            }
        }

        @Test
        void aBackendThatHidesItsFeaturesBeforeLoginIsAskedAgainAfterIt() {
            try (var stage = Stage.greeted(List.of(), "ProxyDataTransferPolicy EPSV")) {
                stage.asks("USER joe", "331 Go on");
                stage.client().sends("PASS x");
                stage.backend()
                        .expects("PASS x")
                        .replies("230 In")
                        .expects("FEAT")
                        .replies("211-F", " EPSV", "211 End");
                stage.client().reads("230 In");
                stage.client().sends("PASV");
                stage.backend().expectsEpsv();
                stage.client().readsPassive();
            }
        }

        @Test
        @DisplayName("CONF-DIR-27 DefaultTransferMode binary is told to the backend")
        void defaultTransferMode() {
            try (var stage = Stage.greeted(List.of("SIZE"), "DefaultTransferMode binary")) {
                stage.asks("USER joe", "331 Go on");
                stage.client().sends("PASS x");
                stage.backend()
                        .expects("PASS x")
                        .replies("230 In")
                        .expects("TYPE I")
                        .replies("200 Binary");
                stage.client().reads("230 In");
            }
        }

        @Test
        @DisplayName("PROXY-CMD-11 CONF-SES-08 the last refused password ends the session after its 530")
        void maxLoginAttempts() {
            try (var stage = Stage.greeted(List.of("SIZE"), "MaxLoginAttempts 2")) {
                for (int attempt = 1; attempt <= 2; attempt++) {
                    stage.client()
                            .tries(stage.backend(), "joe", "wrong", "530 No, number " + attempt)
                            .reads("530 No, number " + attempt);
                }
                stage.client().seesEnd();
                stage.recorder().awaitEvent("mod_auth.max-login-attempts");
                assertThat(stage.recorder().end().details()).contains("Denied by MaxLoginAttempts");
                stage.gateway().awaitLog("Maximum login attempts (2) exceeded, connection refused");
            }
        }

        @Test
        @DisplayName("CONF-SES-08 MaxLoginAttempts none counts nothing")
        void withoutMaxLoginAttempts() {
            try (var stage = Stage.greeted(List.of("SIZE"), "MaxLoginAttempts none")) {
                for (int attempt = 1; attempt <= 5; attempt++) {
                    stage.client()
                            .tries(stage.backend(), "joe", "wrong", "530 No")
                            .reads("530 No");
                }
                stage.login();
            }
        }

        @Test
        @DisplayName("PROXY-CMD-14 a USER longer than 256 bytes is a 501 and goes nowhere")
        void aLongUser() {
            try (var stage = Stage.greeted(List.of("SIZE"))) {
                stage.client().sends("USER " + "u".repeat(257)).reads("501 Login incorrect.");
                stage.login();
            }
        }

        @Test
        @DisplayName("CONF-DIR-20 a PASS longer than MaxPasswordSize is a 501 and goes nowhere")
        void aLongPassword() {
            try (var stage = Stage.greeted(List.of("SIZE"), "MaxPasswordSize 8")) {
                stage.asks("USER joe", "331 Go on");
                stage.client().sends("PASS 123456789").reads("501 Login incorrect.");
                stage.asks("PASS 12345678", "230 In");
            }
        }

        @Test
        @DisplayName("PROXY-CMD-16 a login that MaxClients refuses sees the 530 only")
        void maxClients() {
            try (var server = ScriptedBackend.listening();
                    var gateway = TestGateway.before(List.of(server.url()), "MaxClients 1")) {
                var first = gateway.client();
                var firstBackend = server.accepts().welcomes("SIZE");
                first.reads(220);
                first.tries(firstBackend, "joe", "x", "230 In").reads("230 In");
                try (var second = gateway.client();
                        var secondBackend = server.accepts().welcomes("SIZE")) {
                    second.reads(220);
                    second.asks(secondBackend, "USER ann", "331 Go on");
                    second.sends("PASS x");
                    secondBackend.expects("PASS x").replies("230 In");
                    second.reads("530 Sorry, the maximum number of allowed clients (1) are already connected.")
                            .seesEnd();
                    secondBackend.seesEnd();
                }
                first.close();
                firstBackend.close();
            }
        }

        @Test
        @DisplayName("PROXY-RC-31 the notes name backend address, port and URL")
        void notes() {
            try (var stage = Stage.loggedIn()) {
                assertThat(stage.recorder().notes())
                        .containsEntry("mod_proxy.backend-ip", "127.0.0.1")
                        .containsEntry(
                                "mod_proxy.backend-port",
                                Integer.toString(stage.server().port()))
                        .containsEntry("mod_proxy.backend-url", stage.server().url());
            }
        }
    }
}
