package io.sluice.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.session.peers.DataSide;
import io.sluice.session.peers.Stage;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Transfers whose data pass the proxy by (`UseDirectDataTransfers`).
class DirectTransferTest {
    private Stage stage;

    @BeforeEach
    void logIn() {
        stage = Stage.greeted(List.of("EPSV"), "ProxyOptions UseDirectDataTransfers", "TimeoutIdle 1")
                .login();
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @ParameterizedTest
    @DisplayName("PROXY-DT-23 the commands that arrange data connections are relayed, and so are their replies")
    @ValueSource(
            strings = {
                "PASV>227 Entering Passive Mode (192,0,2,9,3,4).",
                "EPSV>229 Entering Extended Passive Mode (|||4242|)",
                "EPSV ALL>200 EPSV ALL",
                "PORT 192,0,2,7,0,25>501 PORT: Operation not permitted",
                "EPRT |3|192.0.2.7|25|>522 Network protocol not supported"
            })
    void arrangingIsRelayedVerbatim(String dialogue) {
        var parts = dialogue.split(">");

        stage.asks(parts[0], parts[1]);
    }

    @ParameterizedTest
    @DisplayName("PROXY-DT-23 a transfer command has two replies, and its data go from end to end")
    @ValueSource(strings = {"RETR file", "LIST", "NLST", "MLSD /"})
    void dataGoFromEndToEnd(String command) {
        try (var listening = DataSide.Listening.at("127.0.0.1")) {
            stage.client().sends("PASV");
            stage.backend().expects("PASV").replies("227 Entering Passive Mode (" + listening.numbers() + ").");
            var data = stage.client().readsPassive();
            stage.asks(command, "150 Here it comes");
            var receiver = data.connects();
            listening.connects().sends("data").close();
            assertThat(receiver.text()).isEqualTo("data");
            stage.backend().replies("226 Done");

            stage.client().reads("226 Done");
            stage.answersInStep();
        }
    }

    @Test
    @DisplayName("PROXY-DT-23 a transfer that is refused is answered once, and the log tells")
    void aRefusalIsTheOnlyReply() {
        stage.asks("RETR file", "550 No such file");
        stage.gateway().awaitLog("received non-1xx response from backend for RETR: 550 No such file");
        stage.answersInStep();
    }

    @Test
    void anAbortIsPassedOnAtOnceAndAnsweredTwice() {
        begins("STOR file");

        stage.client().sends("ABOR");
        stage.backend().expectsAbort().replies("426 Aborted", "226 Abort successful");

        stage.client().reads("426 Aborted").reads("226 Abort successful");
        stage.answersInStep();
    }

    @Test
    void otherCommandsWaitForItsEnd() {
        begins("RETR file");

        stage.client().sends("PWD");
        stage.backend().replies("226 Done").expects("PWD").replies("257 \"/\"");

        stage.client().reads("226 Done").reads("257 \"/\"");
    }

    @Test
    void isNotIdleWhileItRunsAndIsAgainAfterwards() {
        begins("RETR file");
        assertThat(stage.client().wire().isSilentFor(1500)).isTrue();

        stage.backend().replies("226 Done");

        stage.client().reads("226 Done").reads("421 Idle timeout (1 seconds): closing control connection");
    }

    private void begins(String command) {
        stage.asks(command, "150 Go on");
    }
}
