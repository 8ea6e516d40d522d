package io.sluice.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.module.CommandOutcome.Status;
import io.sluice.session.peers.Stage;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Commands that come while a transfer runs.
@Execution(ExecutionMode.CONCURRENT)
class TransferCommandsTest {
    private static final byte[] HELLO = "hello, world".getBytes(US_ASCII);
    private static final String ABORTED = "426 Transfer aborted";
    private static final String ABORT_DONE = "226 Abort successful";

    @Nested
    @DisplayName("PROXY-DT-18 ABOR during and without a transfer, and a usable session afterwards")
    class Abort {
        @Test
        void duringADownloadHasTwoReplies() {
            try (var stage = Stage.loggedIn()) {
                var data = stage.begins("RETR a");
                data.backend().sends(HELLO);
                data.client().bytes(HELLO.length);
                stage.client().sends("ABOR");
                stage.backend().expectsAbort();
                data.backend().seesAnyEnd();
                stage.backend().replies(ABORTED, ABORT_DONE);
                stage.client().reads(ABORTED).reads(ABORT_DONE);
                data.client().seesAnyEnd();
                assertThat(stage.recorder().transfer("RETR").status()).isEqualTo(Status.CANCELLED);
                stage.answersInStep();
            }
        }

        @Test
        void duringAnUploadLeavesNoFileThatLooksComplete() {
            try (var stage = Stage.loggedIn()) {
                var data = stage.begins("STOR a");
                data.client().sends(HELLO);
                data.backend().bytes(HELLO.length);
                stage.client().sends("ABOR");
                stage.backend().expectsAbort();
                data.backend().seesReset();
                stage.backend().replies(ABORTED, ABORT_DONE);
                stage.client().reads(ABORTED).reads(ABORT_DONE);
                stage.answersInStep();
            }
        }

        @Test
        void aServerThatSendsOneReplyOnlyIsHelpedOut() {
            try (var stage = Stage.loggedIn("ProxyTimeoutLinger 1")) {
                stage.begins("RETR a");
                stage.client().sends("ABOR");
                stage.backend().expectsAbort().replies(ABORTED);
                stage.client().reads(ABORTED).reads(ABORT_DONE);
                stage.answersInStep();
                var again = stage.begins("RETR b");
                again.backend().sends(HELLO).close();
                assertThat(again.client().everything()).isEqualTo(HELLO);
                stage.backend().replies("226 Transfer complete");
                stage.client().reads("226 Transfer complete");
            }
        }

        @Test
        void aServerThatSendsNoReplyIsHelpedOutTwice() {
            try (var stage = Stage.loggedIn("ProxyTimeoutLinger 1")) {
                stage.begins("RETR a");
                stage.client().sends("ABOR");
                stage.backend().expectsAbort();
                stage.client().reads(426);
                stage.client().reads(ABORT_DONE);
                stage.answersInStep();
            }
        }

        @Test
        void repliesThatComeTooLateAreSwallowed() {
            try (var stage = Stage.loggedIn("ProxyTimeoutLinger 1")) {
                stage.begins("RETR a");
                stage.client().sends("ABOR");
                stage.backend().expectsAbort();
                stage.client().reads(426);
                stage.client().reads(ABORT_DONE);
                stage.client().sends("CWD x");
                stage.backend().expects("CWD x").replies(ABORTED, ABORT_DONE, "250 Changed");
                stage.client().reads("250 Changed");
                stage.answersInStep();
            }
        }

        @Test
        void withoutATransferHasOneReply() {
            try (var stage = Stage.loggedIn()) {
                stage.client().sends("ABOR");
                stage.backend().expectsAbort().replies("226 Abort successful");
                stage.client().reads("226 Abort successful");
                stage.answersInStep();
            }
        }

        @Test
        void beforeThePreliminaryReply() {
            try (var stage = Stage.loggedIn()) {
                var sides = stage.passive();
                stage.client().sends("RETR slow");
                stage.backend().expects("RETR slow");
                sides.backend().connects();
                stage.aborts();
                stage.answersInStep();
            }
        }

        @Test
        void afterTheBackendsReplyEndsTheRestOfTheData() {
            try (var stage = Stage.loggedIn()) {
                var data = stage.begins("RETR a");
                data.backend().sends(HELLO);
                data.client().bytes(HELLO.length);
                stage.backend().replies("226 Transfer complete");
                stage.client().sends("ABOR");
                stage.backend().expectsAbort().replies("225 No transfer to abort");
                // 226 if the ABOR reached the gateway before the backend's reply did
                assertThat(stage.client().reply().code()).isIn(226, 426);
                stage.client().reads(225);
                stage.answersInStep();
            }
        }

        @Test
        void overtakesWhatWaitsForTheEndOfTheTransfer() {
            try (var stage = Stage.loggedIn()) {
                stage.begins("RETR a");
                stage.client().sends("PWD", "ABOR");
                stage.backend()
                        .expectsAbort()
                        .replies(ABORTED, ABORT_DONE)
                        .expects("PWD")
                        .replies("257 \"/\"");
                stage.client().reads(ABORTED).reads(ABORT_DONE).reads("257 \"/\"");
            }
        }

        @Test
        void theTelnetSignalsOfTheClientAreUnderstood() {
            try (var stage = Stage.loggedIn()) {
                stage.begins("RETR a");
                stage.client().wire().sends("\u00FF\u00F4\u00FF\u00F2ABOR\r\n");
                stage.backend().expectsAbort().replies(ABORTED, ABORT_DONE);
                stage.client().reads(ABORTED).reads(ABORT_DONE);
                stage.answersInStep();
            }
        }
    }

    @Nested
    @DisplayName("PROXY-DT-25 commands received during a transfer are answered during the transfer")
    class Meanwhile {
        @Test
        void statusIsAskedOfTheBackend() {
            try (var stage = Stage.loggedIn()) {
                var data = stage.begins("RETR a");
                stage.client().sends("STAT");
                stage.backend().expects("STAT").replies("211-Status", " 12 bytes sent", "211 End");
                assertThat(stage.client().reads(211).lines()).hasSize(3);
                finish(stage, data);
            }
        }

        @Test
        void aStatusAnsweredAfterTheTransferStillGetsItsReply() {
            try (var stage = Stage.loggedIn()) {
                var data = stage.begins("RETR a");
                stage.client().sends("STAT");
                stage.backend().expects("STAT");
                data.backend().sends(HELLO).close();
                assertThat(data.client().everything()).isEqualTo(HELLO);
                stage.backend().replies("226 Transfer complete", "211 Idle");
                // the 226 waits for the end of the data connection, and the 211 does not
                assertThat(List.of(
                                stage.client().reply().code(),
                                stage.client().reply().code()))
                        .containsExactlyInAnyOrder(226, 211);
                stage.answersInStep();
            }
        }

        @Test
        void noopIsAnsweredHere() {
            try (var stage = Stage.loggedIn()) {
                var data = stage.begins("RETR a");
                stage.client().sends("NOOP");
                stage.client().reads("200 NOOP command successful");
                finish(stage, data);
            }
        }

        @Test
        void everythingElseWaitsForTheEnd() {
            try (var stage = Stage.loggedIn()) {
                var data = stage.begins("RETR a");
                stage.client().sends("PWD", "TYPE I");
                finish(stage, data);
                stage.backend().expects("PWD").replies("257 \"/\"");
                stage.client().reads(257);
                stage.backend().expects("TYPE I").replies("200 Type set to I");
                stage.client().reads(200);
            }
        }

        private static void finish(Stage stage, Stage.Running data) {
            data.backend().sends(HELLO).close();
            assertThat(data.client().everything()).isEqualTo(HELLO);
            stage.backend().replies("226 Transfer complete");
            stage.client().reads("226 Transfer complete");
        }
    }
}
