package io.sluice.proxy;

import io.sluice.session.peers.Stage;
import org.junit.jupiter.api.Test;

/// A client that has ended its own side of the control connection.
class HalfCloseTest {

    @Test
    void whatWasAskedBeforeIsStillAnswered() {
        try (var stage = Stage.loggedIn()) {
            stage.client().sends("PWD", "SYST");
            stage.client().wire().endsOutput();

            stage.backend().expects("PWD").replies("257 \"/\" here");
            stage.backend().expects("SYST").replies("215 UNIX Type: L8");

            stage.client().reads("257 \"/\" here");
            stage.client().reads("215 UNIX Type: L8");
            stage.client().seesEnd();
            stage.backend().seesEnd();
        }
    }

    @Test
    void theAnswerOnItsWayStillArrives() {
        try (var stage = Stage.loggedIn()) {
            stage.client().sends("PWD");
            stage.backend().expects("PWD");
            stage.client().wire().endsOutput();

            stage.backend().replies("257 \"/\" here");

            stage.client().reads("257 \"/\" here");
            stage.backend().seesEnd();
        }
    }

    @Test
    void anEndWithNothingAskedEndsTheSession() {
        try (var stage = Stage.loggedIn()) {
            stage.client().wire().endsOutput();

            stage.backend().seesEnd();
        }
    }
}
