package io.sluice.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.peers.Ports;
import io.sluice.session.peers.DataSide;
import io.sluice.session.peers.ScriptedBackend;
import io.sluice.session.peers.Stage;
import io.sluice.session.peers.TestGateway;
import io.sluice.session.peers.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The addresses and ports of data connections, on both legs.
class DataConnectionTest {

    @Nested
    class TowardsTheClient {
        @Test
        @DisplayName("PROXY-DT-05 227 ends with a full stop, 229 names the port alone")
        void theFormOfTheReplies() {
            try (var stage = Stage.loggedIn()) {
                stage.client().sends("PASV");
                stage.backend().expectsPasv();
                assertThat(stage.client().reads(227).lines().getFirst())
                        .matches("227 Entering Passive Mode \\(127,0,0,1,\\d+,\\d+\\)\\.");
                stage.client().sends("EPSV");
                stage.backend().expectsEpsv();
                assertThat(stage.client().reads(229).lines().getFirst())
                        .matches("229 Entering Extended Passive Mode \\(\\|\\|\\|\\d+\\|\\)");
            }
        }

        @Test
        @DisplayName("PROXY-DT-06 CONF-DIR-02 PassivePorts is used, and left with a warning when exhausted")
        void passivePorts() throws IOException {
            int port = Ports.free(2).first();
            try (var _ = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
                try (var stage = Stage.loggedIn("PassivePorts " + port + " " + (port + 1))) {
                    stage.client().sends("PASV");
                    stage.backend().expectsPasv();
                    assertThat(stage.client().readsPassive().target().getPort()).isEqualTo(port + 1);
                    try (var second = Stage.loggedIn("PassivePorts " + port + " " + (port + 1))) {
                        second.client().sends("PASV");
                        second.backend().expectsPasv();
                        assertThat(second.client().readsPassive().target().getPort())
                                .isNotIn(port, port + 1);
                        second.gateway()
                                .awaitLog("unable to find open port in PassivePorts range " + port + "-" + (port + 1)
                                        + ": defaulting to INPORT_ANY");
                    }
                }
            }
        }

        @Test
        @DisplayName("PROXY-DT-07 MasqueradeAddress is shown in 227 only")
        void masqueradeAddress() {
            try (var stage = Stage.loggedIn("MasqueradeAddress 203.0.113.9")) {
                stage.client().sends("PASV");
                stage.backend().expectsPasv();
                assertThat(stage.client().reads(227).text()).contains("(203,0,113,9,");
                stage.client().sends("EPSV");
                stage.backend().expectsEpsv();
                assertThat(stage.client().reads(229).text()).contains("(|||");
            }
        }

        @Test
        @DisplayName("PROXY-DT-08 PASV over IPv6 is refused, EPSV is not")
        void pasvOverIpv6() {
            try (var server = ScriptedBackend.listening();
                    var gateway = gatewayOnIpv6(server);
                    var client = gateway.client();
                    var backend = server.accepts().welcomes("EPSV")) {
                client.reads(220);
                client.sends("PASV").reads("501 PASV: Operation not permitted");
                gateway.awaitLog("Unable to handle PASV for IPv6 address '");
                client.sends("EPSV 1").reads("522 Network protocol not supported, use (2)");
                client.sends("EPSV 2");
                backend.expectsEpsv();
                client.readsExtendedPassive();
            }
        }

        private static TestGateway gatewayOnIpv6(ScriptedBackend server) {
            try (var _ = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
                return TestGateway.with(
                        "::1", List.of("ProxyEngine on", "ProxyRole reverse", "ProxyReverseServers " + server.url()));
            } catch (IOException _) {
                return Assumptions.abort("no ::1 here");
            }
        }

        @Test
        @DisplayName("PROXY-DT-20 a second PASV closes the first listener")
        void aSecondPasvClosesTheFirstListener() {
            try (var stage = Stage.loggedIn()) {
                var first = stage.passive();
                var waiting = first.client().connects();
                var data = stage.begins("RETR a", stage.passive());
                waiting.seesAnyEnd();
                data.backend().close();
                data.client().seesEnd();
                stage.backend().replies("226 Done");
                stage.client().reads(226);
            }
        }

        @Test
        @DisplayName("CONF-DIR-07 a passive connection from another address is dropped, and the wait goes on")
        void aStrangerIsDropped() {
            try (var stage = Stage.loggedIn()) {
                var sides = stage.passive();
                var stranger = Wire.from("127.0.0.5", ((DataSide.Dialling) sides.client()).target());
                var data = stage.begins("RETR a", sides);
                stranger.seesAnyEnd();
                stage.gateway().awaitLog("SECURITY VIOLATION: Passive connection from 127.0.0.5 rejected.");
                data.backend().sends("x").close();
                assertThat(data.client().text()).isEqualTo("x");
                stage.backend().replies("226 Done");
                stage.client().reads(226);
            }
        }

        @Test
        void aStrangerIsAdmittedWithAllowForeignAddress() {
            try (var stage = Stage.loggedIn("AllowForeignAddress on")) {
                var sides = stage.passive();
                stage.asks("RETR a", "150 Opening");
                sides.backend().connects().sends("x").close();
                assertThat(Wire.from("127.0.0.5", ((DataSide.Dialling) sides.client()).target())
                                .text())
                        .isEqualTo("x");
            }
        }
    }

    @Nested
    @DisplayName("PROXY-DT-09 the addresses of PORT and EPRT")
    class NamedByTheClient {
        @ParameterizedTest
        @DisplayName("CONF-DIR-05 a foreign address is refused")
        @ValueSource(strings = {"PORT 127,0,0,9,20,0", "EPRT |1|127.0.0.9|5120|", "EPRT |2|2001:db8::1|5120|"})
        void aForeignAddressIsRefused(String command) {
            try (var stage = Stage.loggedIn()) {
                stage.client().sends(command);
                stage.client().reads("500 Illegal " + command.substring(0, 4) + " command");
                stage.gateway().awaitLog("Refused " + command);
                stage.answersInStep();
            }
        }

        @Test
        @DisplayName("CONF-DIR-05 a foreign address is allowed with on, and by class")
        void aForeignAddressIsAllowed() {
            try (var stage = Stage.loggedIn("AllowForeignAddress on")) {
                stage.client().sends("PORT 127,0,0,9,20,0");
                stage.backend().expectsPort();
                stage.client().reads(200);
            }
            try (var stage = Stage.loggedIn("AllowForeignAddress near")) {
                stage.client().sends("PORT 127,0,0,9,20,0");
                stage.client().reads(500);
                stage.client().sends("PORT 127,0,0,3,20,0");
                stage.backend().expectsPort();
                stage.client().reads(200);
            }
        }

        @ParameterizedTest
        @DisplayName("CONF-DIR-06 a port below 1024 is refused whatever is allowed")
        @ValueSource(strings = {"PORT 127,0,0,1,3,255", "EPRT |1|127.0.0.1|1023|"})
        void aLowPortIsRefused(String command) {
            try (var stage = Stage.loggedIn("AllowForeignAddress on")) {
                stage.client().sends(command);
                stage.client().reads("500 Illegal " + command.substring(0, 4) + " command");
                stage.gateway().awaitLog("(port 1023 below 1024, possible bounce attack)");
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "PORT",
                    "PORT 1,2,3",
                    "PORT 127,0,0,1,256,1",
                    "PORT 0,0,0,0,20,0",
                    "PORT 127,0,0,1,0,0",
                    "EPRT",
                    "EPRT |1|127.0.0.1",
                    "EPRT |1|nowhere|5120|"
                })
        void whatCannotBeReadIsA501(String command) {
            try (var stage = Stage.loggedIn()) {
                stage.client().sends(command);
                stage.client().reads("501 Illegal " + command.substring(0, 4) + " command");
                stage.answersInStep();
            }
        }

        @Test
        @DisplayName("PROXY-DT-10 EPRT with protocol 3 is a 522")
        void anUnknownProtocol() {
            try (var stage = Stage.loggedIn()) {
                stage.client().sends("EPRT |3|127.0.0.1|5120|");
                stage.client().reads("522 Network protocol not supported, use (1,2)");
            }
        }

        @Test
        void afterEpsvAllNothingElseIsTaken() {
            try (var stage = Stage.loggedIn()) {
                stage.client().sends("EPSV ALL").reads("200 EPSV ALL command successful");
                stage.client().sends("PASV").reads("501 PASV not allowed after EPSV ALL");
                stage.client().sends("PORT 127,0,0,1,20,0").reads("501 PORT not allowed after EPSV ALL");
                stage.client().sends("EPSV");
                stage.backend().expectsEpsv();
                stage.client().readsExtendedPassive();
            }
        }
    }

    @Nested
    @DisplayName("PROXY-DT-11 the passive address of a backend")
    class NamedByTheBackend {
        private static final String ELSEWHERE = "227 Entering Passive Mode (127,0,0,9,20,0).";

        @Test
        void isRefusedIfItIsNotItsOwn() {
            try (var stage = Stage.loggedIn()) {
                stage.client().sends("PASV");
                stage.backend().expects("PASV").replies(ELSEWHERE);
                stage.client().reads("500 PASV: Operation not permitted");
                stage.gateway().awaitLog("Refused PASV address 127.0.0.9 (address mismatch with 127.0.0.1)");
                stage.answersInStep();
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"ProxyOptions IgnoreForeignAddress", "ProxyOptions AllowForeignAddress IgnoreForeignAddress"
                })
        void isReplacedWithIgnoreForeignAddress(String option) {
            try (var stage = Stage.loggedIn(option);
                    var listening = DataSide.Listening.at("127.0.0.1")) {
                stage.client().sends("PASV");
                stage.backend()
                        .expects("PASV")
                        .replies("227 Entering Passive Mode ("
                                + listening.numbers().replaceFirst("127,0,0,1", "127,0,0,9") + ").");
                var data = stage.begins("RETR a", new Stage.Data(stage.client().readsPassive(), listening));
                data.backend().sends("x").close();
                assertThat(data.client().text()).isEqualTo("x");
                stage.gateway()
                        .awaitLog("Ignoring PASV address 127.0.0.9 per IgnoreForeignAddress ProxyOption, using"
                                + " 127.0.0.1 instead");
            }
        }

        @Test
        void isUsedWithAllowForeignAddress() {
            try (var stage = Stage.loggedIn("ProxyOptions AllowForeignAddress");
                    var listening = DataSide.Listening.at("127.0.0.9")) {
                stage.client().sends("PASV");
                stage.backend().expects("PASV").replies("227 Entering Passive Mode (" + listening.numbers() + ").");
                var data = stage.begins("RETR a", new Stage.Data(stage.client().readsPassive(), listening));
                data.backend().sends("x").close();
                assertThat(data.client().text()).isEqualTo("x");
            }
        }

        @Test
        @DisplayName("PROXY-DT-12 a port below 1024 is refused")
        void aLowPortIsRefused() {
            try (var stage = Stage.loggedIn()) {
                stage.client().sends("PASV");
                stage.backend().expects("PASV").replies("227 Entering Passive Mode (127,0,0,1,3,255).");
                stage.client().reads("500 PASV: Operation not permitted");
                stage.gateway().awaitLog("Refused PASV port 1023 (below 1024)");
            }
        }

        @Test
        void whatCannotBeReadIsNotPermitted() {
            try (var stage = Stage.loggedIn()) {
                stage.client().sends("PASV");
                stage.backend().expects("PASV").replies("227 Entering Passive Mode");
                stage.client().reads("500 PASV: Operation not permitted");
            }
        }

        @Test
        void anotherReplyIsRelayed() {
            try (var stage = Stage.loggedIn()) {
                stage.asks("PASV", "421 Too many connections");
                stage.gateway().awaitLog("received response code 421, but expected 227 for PASV command");
            }
        }

        @Test
        void aRefusedPortIsA425() {
            try (var stage = Stage.loggedIn("ProxyDataTransferPolicy PORT")) {
                stage.client().sends("PASV");
                assertThat(stage.backend().wire().line()).startsWith("PORT ");
                stage.backend().replies("500 Illegal PORT command");
                stage.client().reads("425 Illegal PORT command");
            }
        }
    }

    @Test
    @DisplayName("PROXY-DT-22 TransferRate limits a proxied transfer")
    void transferRate() {
        try (var stage = Stage.loggedIn("TransferRate STOR 1", "TransferRate RETR 100:10240")) {
            var data = stage.begins("RETR a");
            long began = System.nanoTime();
            data.backend().sends(new byte[60 * 1024]).close();
            assertThat(data.client().everything()).hasSize(60 * 1024);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(250));
            stage.backend().replies("226 Done");
            stage.client().reads(226);
        }
    }

    @Test
    void aTransferThatWasNotArrangedIsA425AndNeverReachesTheBackend() {
        try (var stage = Stage.loggedIn()) {
            stage.client().sends("RETR a");
            stage.client().reads("425 Unable to build data connection: Operation not permitted");
            stage.answersInStep();
        }
    }

    @Test
    @DisplayName("PROXY-DT-24 transfer commands before login are refused with 530")
    void transfersBeforeLogin() {
        try (var stage = Stage.greeted(List.of("EPSV"))) {
            for (String verb : List.of("RETR", "STOR", "APPE", "LIST", "NLST", "MLSD")) {
                stage.client().sends(verb + " a").reads("530 Please login with USER and PASS");
            }
            stage.login();
        }
    }
}
