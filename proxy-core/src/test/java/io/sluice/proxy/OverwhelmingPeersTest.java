package io.sluice.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.module.EndReason;
import io.sluice.peers.Await;
import io.sluice.session.peers.BackendControl;
import io.sluice.session.peers.ScriptedClient;
import io.sluice.session.peers.Stage;
import io.sluice.session.peers.Wire;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Peers that send without end, too slowly, or when nobody asked. Each of them meets a bound and is told to the log,
/// and other sessions go on meanwhile.
@Execution(ExecutionMode.CONCURRENT)
class OverwhelmingPeersTest {

    /// Another session of the same gateway.
    private record Neighbour(ScriptedClient client, BackendControl backend) implements AutoCloseable {
        static Neighbour of(Stage stage) {
            var client = stage.gateway().client();
            var backend = stage.server().accepts().welcomes("EPSV");
            client.greeted();
            return new Neighbour(client, backend);
        }

        void isServed() {
            client.asks(backend, "USER ada", "331 Password, please");
        }

        @Override
        public void close() {
            client.close();
            backend.close();
        }
    }

    /// Goes on sending the same until the connection breaks.
    private static Thread floods(Wire wire, String text) {
        return Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    wire.sends(text);
                }
            } catch (UncheckedIOException _) {
                // closed by the gateway
            }
        });
    }

    /// Sends one byte after the other, slowly, until the connection breaks.
    private static Thread dribbles(Wire wire, String text) {
        return Thread.ofVirtual().start(() -> {
            try {
                for (int i = 0; true; i++) {
                    wire.sends(text.substring(i % text.length(), i % text.length() + 1));
                    LockSupport.parkNanos(20_000_000);
                }
            } catch (UncheckedIOException _) {
                // closed by the gateway
            }
        });
    }

    @Nested
    class ABackend {
        @Test
        void mayNotReplyWithoutEnd() throws InterruptedException {
            try (var stage = Stage.loggedIn();
                    var neighbour = Neighbour.of(stage)) {
                stage.client().sends("STAT");
                stage.backend().expects("STAT").replies("211-Status");
                var flood = floods(stage.backend().wire(), " and more\r\n".repeat(1_000));

                neighbour.isServed();
                stage.client().reads("500 STAT: Invalid argument").seesEnd();
                flood.join();
                stage.gateway()
                        .awaitLog(
                                "backend control connection closed (backend sent a reply of more than 8388608 bytes)");
                neighbour.isServed();
            }
        }

        @Test
        void mayNotSendALineWithoutEnd() throws InterruptedException {
            try (var stage = Stage.loggedIn();
                    var neighbour = Neighbour.of(stage)) {
                stage.client().sends("STAT");
                stage.backend().expects("STAT");
                var flood = floods(stage.backend().wire(), "211 and so on ");

                stage.client().reads("500 STAT: Invalid argument").seesEnd();
                flood.join();
                stage.gateway()
                        .awaitLog("backend control connection closed (backend sent a line of more than 65536 bytes)");
                neighbour.isServed();
            }
        }

        @Test
        void mayNotTalkWithoutEndUnasked() throws InterruptedException {
            try (var stage = Stage.loggedIn();
                    var neighbour = Neighbour.of(stage)) {
                var flood = floods(stage.backend().wire(), "200 by the way\r\n");

                neighbour.isServed();
                stage.client().wire().seesAnyEnd();
                flood.join();
                stage.gateway()
                        .awaitLog("backend control connection closed (backend sent more than 1000 replies that nobody"
                                + " asked for)");
                neighbour.isServed();
            }
        }

        @Test
        void mayGreetTwiceWithoutShiftingItsAnswers() {
            try (var stage = Stage.loggedIn();
                    var client = stage.gateway().client();
                    var backend = stage.server().accepts()) {
                backend.wire().sends("220 Backend ready\r\n220 At your service\r\n");
                backend.expects("FEAT").replies("220 Do come in", "211-Features:", " EPSV", "211 End");

                client.greeted();
                client.asks(backend, "USER ada", "331 Password, please");
                stage.gateway().awaitLog("sent '220 At your service' before it was asked for anything, ignored");
                stage.gateway().awaitLog("sent '220 Do come in' before it was asked for anything, ignored");
            }
        }

        @Test
        void mayNotPutOffItsAnswerForever() throws InterruptedException {
            try (var stage = Stage.loggedIn();
                    var neighbour = Neighbour.of(stage)) {
                stage.client().sends("STAT");
                stage.backend().expects("STAT");
                var flood = floods(stage.backend().wire(), "150 one moment\r\n");

                stage.client().wire().seesAnyEnd();
                flood.join();
                neighbour.isServed();
            }
        }

        @Test
        void thatNeverAnswersEndsTheSessionAndTheLogKnowsTheCommand() {
            try (var stage = Stage.loggedIn("ProxyTimeoutReply 1", "TimeoutIdle 0");
                    var neighbour = Neighbour.of(stage)) {
                stage.client().sends("CWD somewhere");
                stage.backend().expects("CWD somewhere");

                neighbour.isServed();
                stage.client()
                        .reads("421 Backend timeout (1 seconds): closing control connection")
                        .seesEnd();
                stage.backend().seesEnd();
                var place = stage.server().place();
                stage.gateway()
                        .awaitLog(
                                "backend ftp://" + place + " (" + place + ") has not answered 'CWD somewhere' within 1"
                                        + " seconds (ProxyTimeoutReply), closing proxy session");
                assertThat(stage.recorder().end().kind()).isEqualTo(EndReason.Kind.TIMEOUT);
                neighbour.isServed();
            }
        }

        @Test
        void thatNeverAnswersATransferCommandEndsTheSessionToo() {
            try (var stage = Stage.loggedIn("ProxyTimeoutReply 1", "TimeoutIdle 0", "TimeoutStalled 0")) {
                var sides = stage.passive();
                stage.client().sends("RETR a");
                stage.backend().expects("RETR a");
                var data = sides.backend().connects();

                stage.client()
                        .reads("421 Backend timeout (1 seconds): closing control connection")
                        .seesEnd();
                data.seesAnyEnd();
                stage.backend().seesEnd();
                stage.gateway().awaitLog("has not answered 'RETR a' within 1 seconds");
            }
        }

        @Test
        void thatNeverAnswersAPasswordKeepsItOutOfTheLog() {
            try (var stage = Stage.greeted(List.of("EPSV"), "ProxyTimeoutReply 1")) {
                stage.asks("USER joe", "331 Password required");
                stage.client().sends("PASS secret");
                stage.backend().expects("PASS secret");

                stage.client().reads(421);
                stage.gateway().awaitLog("has not answered 'PASS (hidden)' within 1 seconds");
                assertThat(stage.gateway().log()).doesNotContain("secret");
            }
        }

        @Test
        void thatAnswersByteByByteHasNoMoreTimeForThat() throws InterruptedException {
            try (var stage = Stage.loggedIn("ProxyTimeoutReply 1", "TimeoutIdle 0");
                    var neighbour = Neighbour.of(stage)) {
                stage.client().sends("STAT");
                stage.backend().expects("STAT");
                var slow = dribbles(stage.backend().wire(), "211-on and on and on ");

                neighbour.isServed();
                stage.client()
                        .reads("421 Backend timeout (1 seconds): closing control connection")
                        .seesEnd();
                slow.join();
            }
        }

        @Test
        void thatGreetsByteByByteIsLeftWhenTheClientHadToBeLoggedIn() throws InterruptedException {
            try (var stage = Stage.loggedIn("TimeoutLogin 1");
                    var client = stage.gateway().client();
                    var backend = stage.server().accepts()) {
                var slow = dribbles(backend.wire(), "220-hello hello hello ");

                client.reads("421 Login timeout (1 second): closing control connection")
                        .seesEnd();
                slow.join();
                stage.answersInStep();
            }
        }

        @Test
        void thatIsWaitedForIsNamedWhateverLimitEndsTheSession() {
            try (var stage = Stage.loggedIn("TimeoutIdle 1")) {
                stage.client().sends("CWD somewhere");
                stage.backend().expects("CWD somewhere");

                stage.client().reads(421);
                stage.gateway()
                        .awaitLog("(TimeoutIdle), while awaiting the answer of backend ftp://"
                                + stage.server().place());
            }
        }

        @Test
        void mayListWithoutEndForAsLongAsTheClientIsThere() throws InterruptedException {
            try (var stage = Stage.loggedIn();
                    var neighbour = Neighbour.of(stage)) {
                var data = stage.begins("LIST");
                var flood = floods(data.backend(), "-rw-r--r-- 1 joe joe 5 Jan  1 00:00 again\r\n".repeat(1_000));
                data.client().bytes(10_000_000);

                neighbour.isServed();
                stage.client().close();
                flood.join();
                neighbour.isServed();
            }
        }

        @Test
        void thatListsWithoutEndWaitsForTheClientToRead() {
            try (var stage = Stage.loggedIn("TimeoutStalled 2");
                    var neighbour = Neighbour.of(stage)) {
                var data = stage.begins("LIST");
                var flood = floods(data.backend(), "x".repeat(100_000));

                neighbour.isServed();
                stage.client().reads(426);
                Await.until("the end of the flood", () -> !flood.isAlive());
                neighbour.isServed();
            }
        }
    }

    @Nested
    class AClient {
        @Test
        void thatNeverEndsItsLineIsIdle() throws InterruptedException {
            try (var stage = Stage.loggedIn("TimeoutIdle 1");
                    var neighbour = Neighbour.of(stage)) {
                var slow = dribbles(stage.client().wire(), "CWD on and on ");

                stage.client()
                        .reads("421 Idle timeout (1 seconds): closing control connection")
                        .seesEnd();
                stage.client().close();
                slow.join();
                stage.backend().seesEnd();
                neighbour.close();
            }
        }

        @Test
        void thatOnlyKeepsAliveHasToLogIn() throws InterruptedException {
            try (var stage = Stage.loggedIn("TimeoutLogin 1");
                    var client = stage.gateway().client();
                    var backend = stage.server().accepts().welcomes("EPSV")) {
                client.reads(220);
                var slow = dribbles(client.wire(), "FEAT\r\n");

                var text = client.wire().text();
                assertThat(text).endsWith("421 Login timeout (1 second): closing control connection\r\n");
                client.close();
                slow.join();
                backend.seesEnd();
                stage.answersInStep();
            }
        }

        @Test
        void mayHaveItsLongCommandRefusedAndGoOn() {
            try (var stage = Stage.loggedIn()) {
                stage.client().sends("CWD " + "x".repeat(1_048_576));

                stage.client().reads("500 Command line too long (at most 512 bytes)");
                stage.answersInStep();
                stage.gateway().awaitLog("command line longer than CommandBufferSize (512 bytes) refused");
            }
        }

        @Test
        void maySendTenThousandCommandsAtOnce() {
            int count = 10_000;
            try (var stage = Stage.loggedIn();
                    var neighbour = Neighbour.of(stage)) {
                Thread.ofVirtual()
                        .start(() -> stage.client()
                                .sends(IntStream.range(0, count)
                                        .mapToObj(i -> "CWD " + i)
                                        .toArray(String[]::new)));
                Thread.ofVirtual().start(() -> {
                    for (int i = 0; i < count; i++) {
                        stage.backend().expects("CWD " + i).replies("250 " + i);
                    }
                });

                for (int i = 0; i < count; i++) {
                    if (i % 1_000 == 0) {
                        neighbour.isServed();
                    }
                    stage.client().reads("250 " + i);
                }
            }
        }

        @Test
        void isReadNoFasterThanItsBackendAnswers() {
            var sent = new AtomicLong();
            try (var stage = Stage.loggedIn("ProxyTimeoutReply 2");
                    var neighbour = Neighbour.of(stage)) {
                var block = "SYST\r\n".repeat(10_000);
                var flood = Thread.ofVirtual().start(() -> {
                    try {
                        while (true) {
                            stage.client().wire().sends(block);
                            sent.addAndGet(block.length());
                        }
                    } catch (UncheckedIOException _) {
                        // closed by the gateway
                    }
                });
                stage.backend().expects("SYST");

                neighbour.isServed();
                stage.backend().seesEnd();
                stage.client().close();
                Await.until("the end of the flood", () -> !flood.isAlive());
                assertThat(sent).as("bytes taken from the client").hasValueLessThan(64L << 20);
                neighbour.isServed();
            }
        }
    }

    @Nested
    class ManyClients {
        @Test
        void thatSendNothingEndByTimeoutLoginAndDisturbNobody() {
            try (var stage = Stage.loggedIn("TimeoutLogin 2", "MaxConnectionsBeforeLogin 40")) {
                var silent = new ArrayList<ScriptedClient>();
                for (int i = 0; i < 400; i++) {
                    silent.add(stage.gateway().client());
                }

                stage.answersInStep();
                long told = silent.stream()
                        .map(client -> {
                            try {
                                return client.wire().text();
                            } catch (AssertionError _) {
                                return ""; // closed while it was still being made
                            }
                        })
                        .filter(text -> text.endsWith("421 Login timeout (2 seconds): closing control connection\r\n"))
                        .count();
                silent.forEach(ScriptedClient::close);

                assertThat(told).isBetween(40L, 399L);
                stage.gateway().awaitLog("MaxConnectionsBeforeLogin (40) reached, new connection denied");
                stage.answersInStep();
            }
        }
    }
}
