package io.sluice.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.module.CommandOutcome.Status;
import io.sluice.module.EndReason;
import io.sluice.session.peers.DataSide;
import io.sluice.session.peers.Stage;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A transfer ends when two facts have met, in either order: its data have ended, its final reply has been seen.
@Execution(ExecutionMode.CONCURRENT)
class TransferEndTest {
    private static final String COMPLETE = "226 Transfer complete";
    private static final byte[] HELLO = "hello, world".getBytes(US_ASCII);

    private static byte[] large() {
        var bytes = new byte[3_000_000];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    @Nested
    class InGoodOrder {
        @Test
        void aDownloadEndsWithItsDataThenItsReply() {
            try (var stage = Stage.loggedIn()) {
                var data = stage.begins("RETR a");
                data.backend().sends(HELLO).close();
                assertThat(data.client().everything()).isEqualTo(HELLO);
                stage.backend().replies(COMPLETE);
                stage.client().reads(COMPLETE);
                var made = stage.recorder().transfer("RETR");
                assertThat(made.bytes()).isEqualTo(HELLO.length);
                assertThat(made.status()).isEqualTo(Status.SUCCESS);
                stage.answersInStep();
            }
        }

        @Test
        void anUploadReachesTheBackendWholeAndEndsThereInGoodOrder() {
            try (var stage = Stage.loggedIn()) {
                var data = stage.begins("STOR a");
                data.client().sends(HELLO).close();
                assertThat(data.backend().everything()).isEqualTo(HELLO);
                data.backend().close();
                stage.backend().replies(COMPLETE);
                stage.client().reads(COMPLETE);
                assertThat(stage.recorder().transfer("STOR").bytes()).isEqualTo(HELLO.length);
            }
        }

        @Test
        @DisplayName("PROXY-DT-16 empty files are transferred in both directions")
        void emptyFiles() {
            try (var stage = Stage.loggedIn()) {
                var down = stage.begins("RETR empty");
                down.backend().close();
                down.client().seesEnd();
                stage.backend().replies(COMPLETE);
                stage.client().reads(COMPLETE);
                var up = stage.begins("STOR empty");
                up.client().close();
                up.backend().seesEnd();
                stage.backend().replies(COMPLETE);
                stage.client().reads(COMPLETE);
                stage.answersInStep();
            }
        }

        @Test
        void dataOverActiveConnections() {
            try (var stage = Stage.loggedIn()) {
                var data = stage.begins("LIST", stage.active());
                data.backend().sends(HELLO).close();
                assertThat(data.client().everything()).isEqualTo(HELLO);
                stage.backend().replies(COMPLETE);
                stage.client().reads(COMPLETE);
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"RETR", "LIST", "NLST", "MLSD"})
        void everyCommandThatReadsHasItsDataRelayed(String verb) {
            try (var stage = Stage.loggedIn()) {
                var data = stage.begins(verb + " a");
                data.backend().sends(HELLO).close();
                assertThat(data.client().everything()).isEqualTo(HELLO);
                stage.backend().replies(COMPLETE);
                stage.client().reads(COMPLETE);
            }
        }

        @ParameterizedTest
        @DisplayName("PROXY-DT-17 REST with RETR and STOR, APPE and STOU are passed on")
        @ValueSource(strings = {"STOR a", "APPE a", "STOU"})
        void everyCommandThatWritesHasItsDataRelayed(String command) {
            try (var stage = Stage.loggedIn()) {
                stage.asks("REST 100", "350 Restarting at 100");
                var data = stage.begins(command);
                data.client().sends(HELLO).close();
                assertThat(data.backend().everything()).isEqualTo(HELLO);
                stage.backend().replies("226 Unique file name: a.1");
                stage.client().reads("226 Unique file name: a.1");
                assertThat(stage.recorder().transfer(command.substring(0, 4)).offset())
                        .isEqualTo(100);
            }
        }
    }

    @Nested
    @DisplayName("PROXY-DT-13 the 226 reaches the client after the last byte, and cuts nothing off")
    class EarlyReply {
        @Test
        void aReplyBeforeTheDataWaitsForTheLastByte() {
            var large = large();
            try (var stage = Stage.loggedIn()) {
                var data = stage.begins("RETR big");
                stage.backend().replies(COMPLETE);
                data.backend().sends(HELLO);
                assertThat(data.client().bytes(HELLO.length)).isEqualTo(HELLO);
                data.backend().sends(large).close();
                assertThat(data.client().everything()).isEqualTo(large);
                stage.client().reads(COMPLETE);
                assertThat(stage.recorder().transfer("RETR").bytes()).isEqualTo(HELLO.length + large.length);
            }
        }

        @Test
        void theReplyMayBeCutAtEveryByte() {
            var reply = "226-Quota\r\n 10 left\r\n226 Transfer complete";
            try (var stage = Stage.loggedIn()) {
                for (int at = 1; at < reply.length() + 2; at++) {
                    var data = stage.begins("RETR a");
                    stage.backend().repliesSplit(reply, at);
                    data.backend().sends(HELLO).close();
                    assertThat(data.client().everything()).isEqualTo(HELLO);
                    assertThat(stage.client().reads(226).lines()).hasSize(3);
                }
                stage.answersInStep();
            }
        }

        @Test
        void bothRepliesInOneSegmentBeforeTheClientHasConnected() {
            try (var stage = Stage.loggedIn()) {
                var sides = stage.passive();
                stage.client().sends("RETR a");
                stage.backend().expects("RETR a");
                stage.backend().wire().sends("150 Opening\r\n226 Done\r\n");
                sides.backend().connects().sends(HELLO).close();
                stage.client().reads(150);
                assertThat(sides.client().connects().everything()).isEqualTo(HELLO);
                stage.client().reads("226 Done");
            }
        }

        @Test
        void aReplyWithoutAPreliminaryOneIsPassedOnAfterTheData() {
            try (var stage = Stage.loggedIn()) {
                var sides = stage.passive();
                stage.client().sends("NLST");
                stage.backend().expects("NLST").replies("226 No files");
                sides.backend().connects().close();
                sides.client().connects().seesEnd();
                stage.client().reads("226 No files");
            }
        }
    }

    @Nested
    class WithoutSuccess {
        @Test
        @DisplayName("PROXY-DT-14 a refusal is relayed and both data sockets are closed")
        void aRefusalIsRelayed() {
            try (var stage = Stage.loggedIn()) {
                var sides = stage.passive();
                var waiting = sides.client().connects();
                stage.client().sends("RETR nothing");
                stage.backend().expects("RETR nothing");
                var toBackend = sides.backend().connects();
                stage.backend().replies("550 nothing: No such file or directory");
                stage.client().reads("550 nothing: No such file or directory");
                toBackend.seesAnyEnd();
                waiting.seesAnyEnd();
                stage.answersInStep();
            }
        }

        @Test
        @DisplayName("PROXY-DT-15 without a final reply the client is told so after ProxyTimeoutLinger")
        void aReplyThatNeverComes() {
            try (var stage = Stage.loggedIn("ProxyTimeoutLinger 1")) {
                var data = stage.begins("RETR a");
                data.backend().sends(HELLO).close();
                assertThat(data.client().everything()).isEqualTo(HELLO);
                stage.client().reads("500 RETR: Connection timed out");
                assertThat(stage.recorder().transfer("RETR").status()).isEqualTo(Status.TIMEOUT);
                stage.answersInStep();
            }
        }

        @Test
        void aLateReplyNeverShiftsThoseOfLaterCommands() {
            try (var stage = Stage.loggedIn("ProxyTimeoutLinger 1")) {
                var data = stage.begins("RETR a");
                data.backend().close();
                data.client().seesEnd();
                stage.client().reads("500 RETR: Connection timed out");
                stage.client().sends("PWD", "CWD sub");
                stage.backend().expects("PWD");
                stage.backend().replies(COMPLETE, "257 \"/\"");
                stage.client().reads("257 \"/\"");
                stage.backend().expects("CWD sub").replies("250 Directory changed");
                stage.client().reads("250 Directory changed");
                stage.answersInStep();
            }
        }

        @Test
        void aLateReplyWhileNothingIsAskedIsSwallowed() {
            try (var stage = Stage.loggedIn("ProxyTimeoutLinger 1")) {
                var data = stage.begins("RETR a");
                data.backend().close();
                data.client().seesEnd();
                stage.client().reads("500 RETR: Connection timed out");
                stage.backend().replies(COMPLETE);
                stage.answersInStep();
            }
        }

        @Test
        void aReplyThatIsForgottenHoldsUpNoOtherOfAnotherKind() {
            try (var stage = Stage.loggedIn("ProxyTimeoutLinger 1")) {
                var data = stage.begins("RETR a");
                data.backend().close();
                data.client().seesEnd();
                stage.client().reads("500 RETR: Connection timed out");
                stage.answersInStep();
                stage.asks("CWD a", "550 a: No such file or directory");
                stage.answersInStep();
            }
        }

        @Test
        @DisplayName("PROXY-DT-19 a client that closes the data connection early gets the backend's final reply")
        void theClientClosesTheDataConnectionEarly() {
            var large = large();
            try (var stage = Stage.loggedIn()) {
                var data = stage.begins("RETR big");
                data.backend().sends(HELLO);
                data.client().bytes(HELLO.length);
                data.client().resets();
                sendsUntilBroken(data.backend(), large);
                stage.backend().replies("426 Connection closed; transfer aborted");
                stage.client().reads("426 Connection closed; transfer aborted");
                var made = stage.recorder().transfer("RETR");
                assertThat(made.status()).isEqualTo(Status.FAILED);
                assertThat(made.failure()).isPresent();
                stage.answersInStep();
            }
        }

        private static void sendsUntilBroken(io.sluice.session.peers.Wire wire, byte[] bytes) {
            try {
                for (int i = 0; i < 100; i++) {
                    wire.sends(bytes);
                }
            } catch (UncheckedIOException _) {
                wire.close();
                return;
            }
            throw new AssertionError("the data connection took everything, although its other end had gone");
        }

        @Test
        void successIsNotClaimedForDataThatBrokeOff() {
            try (var stage = Stage.loggedIn()) {
                var data = stage.begins("STOR a");
                data.client().sends(HELLO);
                data.backend().bytes(HELLO.length);
                data.client().resets();
                data.backend().seesReset();
                stage.backend().replies(COMPLETE);
                stage.client().reads(426);
                assertThat(stage.recorder().transfer("STOR").status()).isEqualTo(Status.FAILED);
                stage.answersInStep();
            }
        }

        @Test
        void aSourceThatIsResetResetsTheClient() {
            try (var stage = Stage.loggedIn()) {
                var data = stage.begins("RETR a");
                data.backend().sends(HELLO);
                data.client().bytes(HELLO.length);
                data.backend().resets();
                data.client().seesReset();
                stage.backend().replies("451 Local error");
                stage.client().reads("451 Local error");
            }
        }

        /// The gateway may have given up before the connection is made, while it is, or after.
        private static void connectsInVain(DataSide side) {
            try {
                side.connects().seesAnyEnd();
            } catch (UncheckedIOException e) {
                assertThat(e).hasCauseInstanceOf(SocketException.class);
            }
        }

        @Test
        void aClientThatNeverConnectsIsTold425AndTheSessionGoesOn() {
            try (var stage = Stage.loggedIn()) {
                var gone = DataSide.Listening.at("127.0.0.1");
                stage.client().sends("PORT " + gone.numbers());
                var sides = stage.backend().expectsPort();
                stage.client().reads(200);
                gone.close();
                stage.asks("RETR a", "150 Opening");
                connectsInVain(sides);
                stage.client().reads("425 RETR: Connection refused");
                stage.backend().replies("426 Aborted");
                stage.answersInStep();
            }
        }

        @Test
        void aBackendThatDoesNotListenWhereItSaidIsA425() {
            try (var stage = Stage.loggedIn()) {
                stage.client().sends("PASV");
                try (var closed = stage.backend().expectsPasv()) {
                    stage.client().readsPassive();
                    closed.close();
                }
                stage.client().sends("RETR a");
                stage.backend().expects("RETR a");
                stage.client().reads("425 RETR: Connection refused");
                stage.backend().replies("425 Can't open data connection");
                stage.answersInStep();
            }
        }
    }

    @Nested
    class WhenSomebodyLeaves {
        @Test
        void theClientGoneMidDownloadClosesAllFourConnections() {
            try (var stage = Stage.loggedIn()) {
                var data = stage.begins("RETR a");
                data.backend().sends(HELLO);
                data.client().bytes(HELLO.length);
                stage.client().close();
                stage.backend().seesEnd();
                data.backend().seesAnyEnd();
                data.client().seesAnyEnd();
                assertThat(stage.recorder().end().kind()).isEqualTo(EndReason.Kind.CLIENT_EOF);
                var made = stage.recorder().transfer("RETR");
                assertThat(made.status()).isNotEqualTo(Status.SUCCESS);
                assertThat(made.bytes()).isEqualTo(HELLO.length);
            }
        }

        @Test
        void theClientGoneMidUploadLeavesNoFileThatLooksComplete() {
            try (var stage = Stage.loggedIn()) {
                var data = stage.begins("STOR a");
                data.client().sends(HELLO);
                data.backend().bytes(HELLO.length);
                stage.client().close();
                data.backend().seesReset();
                stage.backend().seesEnd();
                assertThat(stage.recorder().transfer("STOR").status()).isEqualTo(Status.CANCELLED);
            }
        }

        @Test
        void theBackendGoneMidTransferClosesEverything() {
            try (var stage = Stage.loggedIn()) {
                var data = stage.begins("RETR a");
                data.backend().sends(HELLO);
                data.client().bytes(HELLO.length);
                stage.backend().close();
                stage.client().seesEnd();
                data.client().seesReset();
                data.backend().seesAnyEnd();
                assertThat(stage.recorder().end().kind()).isEqualTo(EndReason.Kind.BACKEND_CLOSED);
                assertThat(stage.recorder().transfer("RETR").status()).isNotEqualTo(Status.SUCCESS);
                stage.gateway().awaitLog("backend control connection closed (EOF), closing proxy session");
            }
        }

        @Test
        void theBackendGoneAfterTheDataAndBeforeTheReplyEndsTheSession() {
            try (var stage = Stage.loggedIn()) {
                var data = stage.begins("RETR a");
                data.backend().sends(HELLO).close();
                data.client().everything();
                stage.backend().resets();
                stage.client().seesEnd();
                assertThat(stage.recorder().transfer("RETR").status()).isNotEqualTo(Status.SUCCESS);
            }
        }

        @Test
        void anUnusedListenerIsClosedWithItsSession() {
            try (var stage = Stage.loggedIn()) {
                var sides = stage.passive();
                var waiting = sides.client().connects();
                stage.client().close();
                waiting.seesAnyEnd();
            }
        }
    }
}
