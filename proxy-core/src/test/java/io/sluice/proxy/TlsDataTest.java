package io.sluice.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.module.CommandOutcome.Status;
import io.sluice.session.peers.BackendControl;
import io.sluice.session.peers.DataSide;
import io.sluice.session.peers.ScriptedClient;
import io.sluice.session.peers.Stage;
import io.sluice.session.peers.TlsClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// TLS on the client's data connections, before a backend that speaks none.
class TlsDataTest {
    private static final String REFUSED = "425 Unable to build data connection: Operation not permitted";
    private static final String FREE = "TLSOptions NoSessionReuseRequired";

    private final TlsClient tls = new TlsClient();

    /// A session whose control connection is under TLS and whose data are private.
    private record Cast(Stage stage, ScriptedClient client, TlsClient tls) implements AutoCloseable {
        private BackendControl backend() {
            return stage.backend();
        }

        private Stage.Data passive() {
            client.sends("PASV");
            var listening = backend().expectsPasv();
            return new Stage.Data(client.readsPassive(), listening);
        }

        /// Begins a transfer up to the data connections, that of the client without TLS yet.
        private Stage.Running begins(String command) {
            return begins(command, passive());
        }

        private Stage.Running begins(String command, Stage.Data data) {
            client.sends(command);
            backend().expects(command).replies("150 Opening data connection");
            client.reads(150);
            var server = data.backend().connects();
            return new Stage.Running(data.client().connects(), server);
        }

        private void answersInStep() {
            client.sends("PWD");
            backend().expects("PWD").replies("257 \"/\"");
            client.reads("257 \"/\"");
        }

        private byte[] download(String command, byte[] content) throws IOException {
            var data = begins(command);
            var secured = data.client().secured(tls.engine());
            var received = in(secured::everything);
            data.backend().sends(content).close();
            var bytes = result(received);
            assertThat(secured.isEndedByTls()).isTrue();
            secured.endsTls();
            secured.close();
            backend().replies("226 Transfer complete");
            client.reads("226 Transfer complete");
            return bytes;
        }

        @Override
        public void close() {
            stage.close();
        }
    }

    private Cast cast(String... directives) throws IOException {
        var lines = new ArrayList<>(List.of("TLSEngine on"));
        lines.addAll(List.of(directives));
        var stage = Stage.greeted(List.of("EPRT", "EPSV"), lines.toArray(String[]::new));
        return secured(new Cast(stage, tls.secures(stage.client()), tls));
    }

    private static Cast secured(Cast cast) {
        cast.client().logsIn(cast.backend());
        cast.client().sends("PBSZ 0").reads(200);
        cast.client().sends("PROT P").reads(200);
        return cast;
    }

    private static <T> CompletableFuture<T> in(Supplier<T> work) {
        return CompletableFuture.supplyAsync(work, task -> Thread.ofVirtual().start(task));
    }

    private static <T> T result(CompletableFuture<T> future) {
        try {
            return future.get(60, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] content(int size) {
        var bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    @Nested
    class Transfers {
        @ParameterizedTest
        @DisplayName("TLS-DAT-05 a download of the client's own TLS session, of any size")
        @CsvSource({"TLSv1.3,0", "TLSv1.3,1", "TLSv1.3,16384", "TLSv1.3,300000", "TLSv1.3,9000000", "TLSv1.2,5000000"})
        void download(String version, int size) throws IOException {
            try (var cast = cast("TLSProtocol " + version)) {
                assertThat(cast.download("RETR f", content(size))).isEqualTo(content(size));
                cast.stage().gateway().tls().awaitLog("data connection accepted, resumed session");
                var transfer = cast.stage().recorder().transfer("RETR");
                assertThat(transfer.status()).isEqualTo(Status.SUCCESS);
                assertThat(transfer.bytes()).isEqualTo(size);
                assertThat(transfer.legs().orElseThrow().frontendProtected()).isTrue();
            }
        }

        @ParameterizedTest
        @DisplayName("TLS-DAT-05 an upload of the client's own TLS session, of any size")
        @CsvSource({"TLSv1.3,0", "TLSv1.3,1", "TLSv1.3,300000", "TLSv1.3,9000000", "TLSv1.2,5000000"})
        void upload(String version, int size) throws IOException {
            try (var cast = cast("TLSProtocol " + version)) {
                var data = cast.begins("STOR f");
                var secured = data.client().secured(tls.engine());
                var received = in(data.backend()::everything);
                secured.sends(content(size)).endsTls();
                assertThat(result(received)).isEqualTo(content(size));
                secured.seesEndOfTls();
                cast.backend().replies("226 Transfer complete");
                cast.client().reads("226 Transfer complete");
                assertThat(cast.stage().recorder().transfer("STOR").bytes()).isEqualTo(size);
            }
        }

        @Test
        @DisplayName("TLS-DAT-13 fifty transfers on one TLS session")
        void fifty() throws IOException {
            try (var cast = cast()) {
                for (int i = 0; i < 50; i++) {
                    assertThat(cast.download("RETR " + i, content(1000 + i))).isEqualTo(content(1000 + i));
                }
            }
        }

        @Test
        @DisplayName("TLS-DAT-10 in active mode the proxy is the TLS server too")
        void active() throws IOException {
            try (var cast = cast();
                    var listening = DataSide.Listening.at("127.0.0.1")) {
                cast.client().sends("PORT " + listening.numbers());
                var backendSide = cast.backend().expectsPort();
                cast.client().reads(200);
                var data = cast.begins("LIST", new Stage.Data(listening, backendSide));
                var secured = data.client().secured(tls.engine());
                data.backend().sends("a file\r\n").close();
                assertThat(secured.text()).isEqualTo("a file\r\n");
                secured.close();
                cast.backend().replies("226 Done");
                cast.client().reads("226 Done");
            }
        }

        @Test
        @DisplayName("TLS-DAT-16 150 precedes the handshake; with PROT C there is none")
        void order() throws IOException {
            try (var cast = cast()) {
                cast.client().sends("PROT C").reads(200);
                var data = cast.begins("RETR f");
                data.backend().sends("in the clear").close();
                assertThat(data.client().text()).isEqualTo("in the clear");
                cast.backend().replies("226 Done");
                cast.client().reads("226 Done");
                cast.client().sends("PROT P").reads(200);
                assertThat(cast.download("RETR f", content(10))).isEqualTo(content(10));
            }
        }

        @Test
        @DisplayName("PROXY-DL-02 a listing is translated under TLS too")
        void translated() throws IOException {
            try (var cast = cast("ProxyDirectoryListPolicy LIST")) {
                var sides = cast.passive();
                cast.client().sends("MLSD");
                cast.backend().expects("LIST -al").replies("150 Opening data connection");
                cast.client().reads(150);
                var server = sides.backend().connects();
                var secured = sides.client().connects().secured(tls.engine());
                var line = "-rw-r--r--   1 joe      users        1024 Jan  1  2025 file\r\n";
                server.sends(line.repeat(3000) + line.strip()).close();
                var text = secured.text();
                assertThat(text.lines()).hasSize(3001).allMatch(fact -> fact.endsWith("UNIX.ownername=joe; file"));
                secured.close();
                cast.backend().replies("226 Done");
                cast.client().reads("226 Done");
            }
        }

        @Test
        void aRateIsKept() throws IOException {
            try (var cast = cast("TransferRate RETR,STOR 1000")) {
                long began = System.nanoTime();
                assertThat(cast.download("RETR f", content(300_000))).isEqualTo(content(300_000));
                assertThat(System.nanoTime() - began).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(200));
            }
        }
    }

    @Nested
    class Resumption {
        @ParameterizedTest
        @DisplayName("TLS-DAT-01 a TLS session of its own is refused, and the control connection goes on")
        @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
        void notResumed(String version) throws IOException {
            try (var cast = cast("TLSProtocol " + version)) {
                var data = cast.begins("RETR f");
                var secured = data.client().secured(tls.stranger());
                secured.seesEndOfTls();
                cast.client().reads(REFUSED);
                data.backend().seesAnyEnd();
                cast.backend().replies("426 Broken");
                cast.answersInStep();
                cast.stage().gateway().tls().awaitLog("client did not reuse TLS session");
                assertThat(cast.download("RETR f", content(10))).isEqualTo(content(10));
            }
        }

        @ParameterizedTest
        @DisplayName("TLS-DAT-02 TLS-DAT-04 the TLS session of another control connection is refused")
        @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
        void ofAnother(String version) throws IOException {
            try (var cast = cast("TLSProtocol " + version)) {
                var other = new TlsClient();
                var plain = cast.stage().gateway().client();
                try (var _ = cast.stage().server().accepts().welcomes("EPSV")) {
                    plain.reads(220);
                    other.secures(plain).sends("PROT P").reads(200);
                    var data = cast.begins("RETR f");
                    data.client().secured(other.engine()).seesEndOfTls();
                    cast.client().reads(REFUSED);
                    cast.stage().gateway().tls().awaitLog("client did not reuse TLS session");
                }
                plain.close();
            }
        }

        @Test
        @DisplayName("TLS-DAT-06 with NoSessionReuseRequired any TLS session will do")
        void notRequired() throws IOException {
            try (var cast = cast(FREE)) {
                var data = cast.begins("RETR f");
                var secured = data.client().secured(tls.stranger());
                data.backend().sends("content").close();
                assertThat(secured.text()).isEqualTo("content");
                secured.close();
                cast.backend().replies("226 Done");
                cast.client().reads("226 Done");
            }
        }

        @Test
        @DisplayName("TLS-DAT-08 TLS-CMD-11 after CCC any TLS session will do")
        void cleared() throws IOException {
            try (var cast = cast()) {
                cast.client().sends("CCC").reads(200);
                cast.client().wire().seesEndOfTlsSession();
                cast.client().wire().endsTls();
                var clear = new Cast(
                        cast.stage(), new ScriptedClient(cast.client().wire().cleared()), tls);
                var data = clear.begins("RETR f");
                var secured = data.client().secured(tls.stranger());
                data.backend().sends("content").close();
                assertThat(secured.text()).isEqualTo("content");
                secured.close();
                cast.backend().replies("226 Done");
                clear.client().reads("226 Done");
            }
        }

        @Test
        @DisplayName("TLS-DAT-11 with SSCN ON the proxy is the TLS client, but not for listings")
        void otherSide() throws IOException {
            try (var cast = cast()) {
                cast.client().sends("SSCN ON").reads("200 SSCN:CLIENT METHOD");
                var data = cast.begins("RETR f");
                var secured = data.client().secured(tls.server());
                data.backend().sends("content").close();
                assertThat(secured.text()).isEqualTo("content");
                secured.endsTls();
                secured.close();
                cast.backend().replies("226 Done");
                cast.client().reads("226 Done");
                cast.stage().gateway().tls().awaitLog("data connection accepted, as client");
                assertThat(cast.download("NLST", content(10))).isEqualTo(content(10));
            }
        }
    }

    @Nested
    class Ends {
        @Test
        @DisplayName("TLS-DAT-12 an upload whose TLS session is not ended is accepted, and logged")
        void unannounced() throws IOException {
            try (var cast = cast()) {
                var data = cast.begins("STOR f");
                var secured = data.client().secured(tls.engine());
                secured.sends(content(100_000)).endsOutput();
                assertThat(data.backend().everything()).isEqualTo(content(100_000));
                cast.backend().replies("226 Transfer complete");
                cast.client().reads("226 Transfer complete");
                cast.stage().gateway().awaitLog("client closed its data connection without TLS close_notify");
                cast.stage().recorder().awaitEvent("mod_tls.data-end-unannounced");
            }
        }

        @Test
        void anUploadThatEndsWithinARecordHasFailed() throws IOException {
            try (var cast = cast()) {
                var data = cast.begins("STOR f");
                var secured = data.client().secured(tls.engine());
                secured.sends(content(100_000)).sendsRaw(new byte[] {23, 3, 3, 1, 0, 1, 2, 3});
                secured.endsOutput();
                data.backend().seesReset();
                cast.backend().replies("226 Transfer complete");
                cast.client().reads("426 Transfer aborted. Data connection closed.");
                assertThat(cast.stage().recorder().transfer("STOR").status()).isEqualTo(Status.FAILED);
                cast.answersInStep();
            }
        }

        @Test
        void anUploadThatIsResetHasFailed() throws IOException {
            try (var cast = cast()) {
                var data = cast.begins("STOR f");
                var secured = data.client().secured(tls.engine());
                secured.sends(content(1000));
                assertThat(data.backend().bytes(1000)).isEqualTo(content(1000));
                secured.resets();
                data.backend().seesReset();
                cast.backend().replies("226 Transfer complete");
                cast.client().reads("426 Transfer aborted. Data connection closed.");
            }
        }

        @Test
        void aDownloadThatTheBackendBreaksOffDoesNotEndTheTlsSession() throws IOException {
            try (var cast = cast()) {
                var data = cast.begins("RETR f");
                var secured = data.client().secured(tls.engine());
                data.backend().sends(content(1000));
                assertThat(secured.bytes(1000)).isEqualTo(content(1000));
                data.backend().resets();
                secured.seesAnyEnd();
                assertThat(secured.isEndedByTls()).isFalse();
                cast.backend().replies("226 Transfer complete");
                cast.client().reads("426 Transfer aborted. Data connection closed.");
            }
        }

        @Test
        void theFinalReplyWaitsForTheClientsEndButNotForLong() throws IOException {
            try (var cast = cast("ProxyTimeoutLinger 1")) {
                var data = cast.begins("RETR f");
                var secured = data.client().secured(tls.engine());
                data.backend().sends("content").close();
                cast.backend().replies("226 Transfer complete");
                secured.seesEndOfTlsAfter("content");
                long ended = System.nanoTime();
                cast.client().reads("226 Transfer complete");
                assertThat(System.nanoTime() - ended).isLessThan(TimeUnit.SECONDS.toNanos(8));
                assertThat(cast.stage().recorder().transfer("RETR").status()).isEqualTo(Status.SUCCESS);
            }
        }

        @Test
        void aTransferIsAborted() throws IOException {
            try (var cast = cast()) {
                var data = cast.begins("RETR f");
                var secured = data.client().secured(tls.engine());
                data.backend().sends(content(1000));
                assertThat(secured.bytes(1000)).isEqualTo(content(1000));
                cast.client().sends("ABOR");
                cast.backend().expectsAbort().replies("426 Aborted", "226 ABOR done");
                cast.client().reads(426);
                cast.client().reads(226);
                secured.seesAnyEnd();
                assertThat(secured.isEndedByTls()).isFalse();
                cast.answersInStep();
            }
        }
    }

    @Nested
    class Handshakes {
        @Test
        void garbageInPlaceOfAHandshakeIsRefused() throws IOException {
            try (var cast = cast()) {
                var data = cast.begins("STOR f");
                data.client().sends("these data are not protected");
                cast.client().reads(REFUSED);
                cast.backend().replies("426 Broken");
                cast.answersInStep();
                cast.stage().gateway().tls().awaitLog("data: Refused");
            }
        }

        @Test
        void aHandshakeHasItsTime() throws IOException {
            try (var cast = cast("TLSTimeoutHandshake 300")) {
                var data = cast.begins("RETR f");
                cast.client().reads(REFUSED);
                data.client().seesAnyEnd();
                cast.backend().replies("426 Broken");
                cast.answersInStep();
                cast.stage().gateway().tls().awaitLog("data: TimedOut");
            }
        }

        @Test
        void aTransferIsAbortedWithinTheHandshake() throws IOException {
            try (var cast = cast()) {
                var data = cast.begins("RETR f");
                cast.client().sends("ABOR");
                cast.backend().expectsAbort().replies("426 Aborted", "226 ABOR done");
                cast.client().reads(426);
                cast.client().reads(226);
                data.client().seesAnyEnd();
                cast.answersInStep();
            }
        }
    }
}
