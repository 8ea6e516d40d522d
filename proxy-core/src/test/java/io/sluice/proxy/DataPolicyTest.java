package io.sluice.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.session.peers.DataSide;
import io.sluice.session.peers.Stage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// By which command the backend is asked for its side of a data connection (`ProxyDataTransferPolicy`).
class DataPolicyTest {

    @ParameterizedTest(name = "{0}")
    @DisplayName("PROXY-DT-01 the policy matrix")
    @CsvSource({
        "client,PASV,EPSV,PORT,EPRT",
        "PASV,PASV,PASV,PASV,PASV",
        "EPSV,EPSV,EPSV,EPSV,EPSV",
        "passive,EPSV,EPSV,EPSV,EPSV",
        "PORT,PORT,PORT,PORT,PORT",
        "EPRT,EPRT,EPRT,EPRT,EPRT",
        "active,EPRT,EPRT,EPRT,EPRT"
    })
    void thePolicyMatrix(String policy, String onPasv, String onEpsv, String onPort, String onEprt) {
        try (var stage = Stage.loggedIn("ProxyDataTransferPolicy " + policy);
                var listening = DataSide.Listening.at("127.0.0.1")) {
            arranges(stage, "PASV", "PASV", onPasv);
            arranges(stage, "EPSV", "EPSV", onEpsv);
            arranges(stage, "PORT " + listening.numbers(), "PORT", onPort);
            arranges(stage, "EPRT " + listening.extendedPort(), "EPRT", onEprt);
        }
    }

    private static void arranges(Stage stage, String command, String verb, String expected) {
        stage.client().sends(command);
        stage.backend().takes(expected);
        stage.client().readsArranged(verb);
    }

    @ParameterizedTest
    @DisplayName("PROXY-DT-02 without the feature the plain command is used")
    @CsvSource({"EPSV,PASV", "passive,PASV", "EPRT,PORT", "active,PORT"})
    void fallsBackWhereTheFeatureIsMissing(String policy, String expected) {
        try (var stage = Stage.greeted(List.of("SIZE"), "ProxyDataTransferPolicy " + policy)
                .login()) {
            arranges(stage, "PASV", "PASV", expected);
            arranges(stage, "EPSV", "EPSV", expected);
        }
    }

    @ParameterizedTest
    @DisplayName("PROXY-DT-02 a refused extended command is replaced, and not tried again in this session")
    @CsvSource({"EPSV,EPSV,PASV", "passive,EPSV,PASV", "EPRT,EPRT,PORT", "active,EPRT,PORT"})
    void fallsBackWhereTheCommandIsRefused(String policy, String refused, String expected) {
        try (var stage = Stage.loggedIn("ProxyDataTransferPolicy " + policy)) {
            stage.client().sends("PASV");
            assertThat(stage.backend().wire().line()).startsWith(refused);
            stage.backend().replies("500 not understood").takes(expected);
            stage.client().readsPassive();
            arranges(stage, "PASV", "PASV", expected);
        }
    }

    @Test
    @DisplayName("PROXY-DT-02 a backend that does not know an extended command is not asked again by later sessions")
    void laterSessionsDoNotAskInVain() {
        try (var stage = Stage.loggedIn("ProxyDataTransferPolicy EPSV")) {
            stage.client().sends("PASV");
            stage.backend().expects("EPSV").replies("502 EPSV not implemented").takes("PASV");
            stage.client().readsPassive();

            try (var other = stage.joined()) {
                other.client().sends("EPSV");
                other.backend().takes("PASV");
                other.client().readsExtendedPassive();
            }
        }
    }

    @Test
    @DisplayName("PROXY-DT-02 a refusal for the moment is remembered in this session only")
    void aPassingRefusalIsForgottenWithTheSession() {
        try (var stage = Stage.loggedIn("ProxyDataTransferPolicy EPSV")) {
            stage.client().sends("PASV");
            stage.backend().expects("EPSV").replies("425 No ports left").takes("PASV");
            stage.client().readsPassive();

            try (var other = stage.joined()) {
                other.client().sends("EPSV");
                other.backend().takes("EPSV");
                other.client().readsExtendedPassive();
            }
        }
    }

    @Test
    void underPolicyClientARefusalOfEpsvIsRelayed() {
        try (var stage = Stage.loggedIn()) {
            stage.asks("EPSV", "522 Use PASV");
            arranges(stage, "PASV", "PASV", "PASV");
        }
    }

    @Test
    @DisplayName("PROXY-DT-03 under policy client EPSV stays EPSV if it, or EPRT, is a feature, else it becomes PASV")
    void epsvByFeature() {
        try (var stage = Stage.greeted(List.of("EPRT")).login()) {
            arranges(stage, "EPSV", "EPSV", "EPSV");
        }
        try (var stage = Stage.greeted(List.of("SIZE")).login()) {
            arranges(stage, "EPSV", "EPSV", "PASV");
        }
    }

    @ParameterizedTest
    @DisplayName("PROXY-DT-04 an IPv6 backend is never asked for PASV or PORT")
    @CsvSource({"PASV,EPSV", "PORT,EPRT", "client,EPSV"})
    void anIpv6BackendGetsTheExtendedCommands(String policy, String expected) {
        assumeTrue(hasIpv6(), "no ::1 here");
        try (var stage = Stage.at("::1", List.of("SIZE"), "ProxyDataTransferPolicy " + policy)
                .login()) {
            stage.client().sends("PASV");
            var backendSide = stage.backend().takes(expected);
            var clientSide = stage.client().readsPassive();
            var data = stage.begins("RETR a", new Stage.Data(clientSide, backendSide));
            data.backend().sends("six").close();
            assertThat(data.client().text()).isEqualTo("six");
            stage.backend().replies("226 Done");
            stage.client().reads(226);
        }
    }

    private static boolean hasIpv6() {
        try (var _ = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    @ParameterizedTest
    @CsvSource({"PASV,EPSV", "PORT,EPRT", "EPSV,PORT", "EPRT,PASV"})
    void dataFlowsWhateverTheTwoLegsUse(String client, String policy) {
        try (var stage = Stage.loggedIn("ProxyDataTransferPolicy " + policy);
                var listening = DataSide.Listening.at("127.0.0.1")) {
            stage.client()
                    .sends(
                            switch (client) {
                                case "PORT" -> "PORT " + listening.numbers();
                                case "EPRT" -> "EPRT " + listening.extendedPort();
                                default -> client;
                            });
            var backendSide = stage.backend().takes(policy);
            DataSide clientSide = switch (client) {
                case "PASV" -> stage.client().readsPassive();
                case "EPSV" -> stage.client().readsExtendedPassive();
                default -> {
                    stage.client().reads(200);
                    yield listening;
                }
            };
            var data = stage.begins("STOR a", new Stage.Data(clientSide, backendSide));
            data.client().sends("payload").close();
            assertThat(data.backend().text()).isEqualTo("payload");
            data.backend().close();
            stage.backend().replies("226 Done");
            stage.client().reads(226);
        }
    }
}
