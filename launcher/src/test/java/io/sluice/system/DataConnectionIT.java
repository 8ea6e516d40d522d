package io.sluice.system;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.system.client.DataMode;
import io.sluice.system.client.RawClient;
import io.sluice.system.peer.Account;
import io.sluice.system.peer.ScriptedBackend;
import io.sluice.system.process.Scene;
import io.sluice.system.process.TestFiles;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The order of things in a transfer, before backends that take liberties with it.
class DataConnectionIT {
    private static final Account ACCOUNT = new Account("joe", "secret");

    @RegisterExtension
    final Scene scene = new Scene();

    private final byte[] content = TestFiles.bytes(3_000_000, 1);
    private SluiceProcess gateway;
    private RawClient client;

    private ScriptedBackend before(ScriptedBackend.Script script) throws IOException {
        return before(script, "");
    }

    private ScriptedBackend before(ScriptedBackend.Script script, String directives) throws IOException {
        var backend = ScriptedBackend.start(scene, session -> {
            session.login();
            script.play(session);
        });
        gateway = SluiceProcess.start(
                scene, SluiceConfiguration.reverse(scene, backend.url()).lines(directives));
        client = RawClient.login(scene, gateway.port(), ACCOUNT);
        return backend;
    }

    @Test
    @DisplayName("PROXY-DT-13 a final reply before the last byte does not cut the transfer")
    void anEarlyFinalReplyDoesNotCutTheTransfer() throws IOException {
        before(session -> {
            try (var listener = session.passive()) {
                session.expects("RETR file");
                session.replies("150 Here it comes", "226 That was it");
                try (var data = listener.accept()) {
                    for (var from = 0; from < content.length; from += 50_000) {
                        data.getOutputStream().write(content, from, Math.min(50_000, content.length - from));
                    }
                }
            }
            session.expectsEnd();
        });

        assertThat(client.retrieves("RETR file")).isEqualTo(content);
    }

    @Test
    @DisplayName("PROXY-DT-13 a preliminary reply is seen before the backend has sent any data")
    void aPreliminaryReplyIsSeenBeforeAnyData() throws Exception {
        var seen = new CountDownLatch(1);
        before(session -> {
            try (var listener = session.passive()) {
                session.expects("RETR file");
                session.replies("150 Here it comes");
                await(seen);
                try (var data = listener.accept()) {
                    data.getOutputStream().write(content);
                }
            }
            session.replies("226 Done");
            session.expectsEnd();
        });

        try (var data = client.openPassive()) {
            client.asks("RETR file", 150);
            seen.countDown();
            assertThat(data.getInputStream().readAllBytes()).isEqualTo(content);
            client.expects(226);
        }
    }

    @Test
    @DisplayName("PROXY-DT-14 a refused transfer is relayed, and the next one works")
    void aRefusedTransferIsRelayed() throws IOException {
        before(session -> {
            try (var _ = session.passive()) {
                session.expects("RETR nothing");
                session.replies("550 No such file");
                try (var listener = session.passive()) {
                    session.expects("RETR file");
                    session.replies("150 Here it comes");
                    try (var data = listener.accept()) {
                        data.getOutputStream().write(content);
                    }
                    session.replies("226 Done");
                }
            }
            session.expectsEnd();
        });

        try (var data = client.openPassive()) {
            assertThat(client.asks("RETR nothing", 550).text()).isEqualTo("No such file");
            assertThat(isEnded(data)).isTrue();
        }
        assertThat(client.retrieves("RETR file")).isEqualTo(content);
    }

    @Test
    @DisplayName("PROXY-DT-20 a second PASV closes the first listener")
    void aSecondPasvClosesTheFirstListener() throws IOException {
        before(session -> {
            for (var round = 0; round < 2; round++) {
                session.passive().close();
            }
            session.expectsEnd();
        });
        var first = client.passive(DataMode.PASV);
        var second = client.passive(DataMode.PASV);

        assertThat(second).isNotEqualTo(first);
        assertThatThrownBy(() -> {
                    try (var data = RawClient.open(first)) {
                        assertThat(isEnded(data)).isTrue();
                        throw new IOException("closed at once");
                    }
                })
                .isInstanceOf(IOException.class);
    }

    @Test
    @DisplayName("PROXY-DT-06 passive ports are those of PassivePorts")
    void passivePortsAreThoseConfigured() throws IOException {
        before(session -> {
            for (var round = 0; round < 10; round++) {
                session.passive().close();
            }
            session.expectsEnd();
        });

        for (var round = 0; round < 10; round++) {
            var port = client.passive(DataMode.EPSV).getPort();
            assertThat(gateway.configuration().passivePorts().contains(port))
                    .as("port " + port)
                    .isTrue();
        }
    }

    @Test
    @DisplayName("PROXY-DT-05 the texts of 227 and 229")
    void theTextsOf227And229() throws IOException {
        before(session -> {
            session.passive().close();
            session.passive().close();
            session.expectsEnd();
        });

        assertThat(client.asks("PASV", 227).text())
                .matches("Entering Passive Mode \\(127,0,0,1,\\d{1,3},\\d{1,3}\\)\\.");
        assertThat(client.asks("EPSV", 229).text()).matches("Entering Extended Passive Mode \\(\\|\\|\\|\\d+\\|\\)");
    }

    @Test
    @DisplayName("PROXY-DT-25 STAT during a transfer is answered during the transfer")
    void statIsAnsweredDuringTheTransfer() throws IOException {
        before(session -> {
            try (var listener = session.passive()) {
                session.expects("RETR file");
                session.replies("150 Here it comes");
                try (var data = listener.accept()) {
                    data.getOutputStream().write(content, 0, 1000);
                    session.expects("STAT");
                    session.replies("211-Sending", "211 End");
                    data.getOutputStream().write(content, 1000, content.length - 1000);
                }
                session.replies("226 Done");
            }
            session.expectsEnd();
        });

        try (var data = client.openPassive()) {
            client.asks("RETR file", 150);
            assertThat(data.getInputStream().readNBytes(1000)).isEqualTo(Arrays.copyOf(content, 1000));
            assertThat(client.asks("STAT", 211).lines()).containsExactly("211-Sending", "211 End");
            assertThat(data.getInputStream().readAllBytes()).hasSize(content.length - 1000);
            client.expects(226);
        }
    }

    @Test
    @DisplayName("PROXY-DT-24 a transfer before there is a backend is denied")
    void aTransferWithoutABackendIsDenied() throws IOException {
        gateway = SluiceProcess.start(
                scene,
                SluiceConfiguration.reverse(scene, "ftp://127.0.0.1:1").with("ProxyOptions", "UseReverseProxyAuth"));
        client = RawClient.connect(scene, gateway.port());
        client.expects(220);

        assertThat(client.asks("PASV", 530).text()).isEqualTo("Access denied");
        assertThat(client.asks("RETR file", 530).text()).isEqualTo("Access denied");
    }

    @Test
    @DisplayName("PROXY-DT-09 PORT to another address or a low port is refused")
    void portToAnotherAddressIsRefused() throws IOException {
        before(session -> session.expectsEnd());

        assertThat(client.asks("PORT 192,0,2,1,200,10", 500).text()).isEqualTo("Illegal PORT command");
        assertThat(client.asks("PORT 127,0,0,1,0,22", 500).text()).isEqualTo("Illegal PORT command");
        assertThat(client.asks("EPRT |1|127.0.0.1|22|", 500).text()).isEqualTo("Illegal EPRT command");
        assertThat(client.asks("EPRT |3|127.0.0.1|40000|").code()).isEqualTo(522);
        assertThat(client.asks("PORT nonsense", 501).text()).isEqualTo("Illegal PORT command");
    }

    @Test
    @DisplayName("PROXY-DT-11 a passive address that is not the backend's is refused")
    void aForeignPassiveAddressIsRefused() throws IOException {
        before(session -> {
            assertThat(session.command()).isIn("PASV", "EPSV");
            session.replies("227 Entering Passive Mode (192,0,2,7,200,10).");
            session.expectsEnd();
        });

        assertThat(client.asks("PASV", 500).text()).isEqualTo("PASV: Operation not permitted");
    }

    @Test
    void listingsAreCarriedAsTheyAre() throws IOException {
        var listing = "-rw-r--r-- 1 joe joe 5 Jan  1 00:00 one\r\ndrwx two\n three without an end".getBytes(US_ASCII);
        before(session -> {
            try (var listener = session.passive()) {
                session.expects("LIST -la");
                session.replies("125 Here it comes");
                try (var data = listener.accept()) {
                    data.getOutputStream().write(listing);
                }
                session.replies("226 Done");
            }
            session.expectsEnd();
        });

        assertThat(client.retrieves("LIST -la")).isEqualTo(listing);
    }

    /// Whether the peer ends the connection without a byte, in peace or by a reset.
    private static boolean isEnded(Socket data) throws IOException {
        try {
            return data.getInputStream().read() < 0;
        } catch (SocketException e) {
            return true;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
