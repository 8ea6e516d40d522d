package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.system.client.RawClient;
import io.sluice.system.peer.FtpServer;
import io.sluice.system.peer.Proftpd;
import io.sluice.system.process.Scene;
import io.sluice.system.process.TestFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Transfers that end before their time, and the session that goes on.
class AbortIT {
    private static final int MEBIBYTE = 1 << 20;
    private static final int IAC = 0xFF;
    private static final int IP = 0xF4;
    private static final int DM = 0xF2;

    @RegisterExtension
    final Scene scene = new Scene();

    private FtpServer server;
    private RawClient client;

    @BeforeEach
    void start() throws IOException {
        server = Proftpd.start(scene);
        TestFiles.sparse(server.home().resolve("large"), 2048L * MEBIBYTE);
        TestFiles.random(server.home().resolve("small"), 1000, 1);
        var gateway = SluiceProcess.start(scene, SluiceConfiguration.reverse(scene, server));
        client = RawClient.login(scene, gateway.port(), server.account());
        client.asks("TYPE I", 200);
    }

    @Nested
    class ByAbor {

        @Test
        @DisplayName("PROXY-DT-18 ABOR ends a download with two replies")
        void aborEndsADownload() throws IOException {
            try (var data = startDownload()) {
                client.sends("ABOR");
                drain(data);
                assertAbortedAndUsable();
            }
        }

        @Test
        @DisplayName("PROXY-DT-18 ABOR as Telnet wants it, with urgent data, ends a download with two replies")
        void urgentAborEndsADownload() throws IOException {
            try (var data = startDownload()) {
                client.sendsBytes("" + (char) IAC + (char) IP);
                client.sendsUrgent(IAC);
                client.sendsBytes((char) DM + "ABOR\r\n");
                drain(data);
                assertAbortedAndUsable();
            }
        }

        @Test
        @DisplayName("PROXY-DT-18 ABOR ends an upload with two replies")
        void aborEndsAnUpload() throws IOException {
            try (var data = client.openPassive()) {
                client.sends("STOR upload");
                client.expects(150);
                data.getOutputStream().write(TestFiles.bytes(MEBIBYTE, 2));

                client.sends("ABOR");

                assertAbortedAndUsable();
            }
        }

        @Test
        @DisplayName("PROXY-DT-18 ABOR without a transfer has one reply")
        void aborWithoutATransferHasOneReply() throws IOException {
            assertThat(client.asks("ABOR").code()).isIn(225, 226);
            client.expectsNothingFor(Duration.ofMillis(300));
            client.asks("NOOP", 200);
        }
    }

    @Test
    @DisplayName("PROXY-DT-19 a client that closes the data connection early gets the backend's final reply")
    void closingTheDataConnectionEarlyEndsTheTransfer() throws IOException {
        try (var data = startDownload()) {
            data.setSoLinger(true, 0);
        }

        assertThat(client.reply().code()).isIn(426, 226);
        assertUsable();
    }

    private Socket startDownload() throws IOException {
        var data = client.openPassive();
        client.sends("RETR large");
        client.expects(150);
        assertThat(data.getInputStream().readNBytes(MEBIBYTE)).hasSize(MEBIBYTE);
        return data;
    }

    private static void drain(Socket data) throws IOException {
        try {
            var rest = data.getInputStream().transferTo(OutputStream.nullOutputStream());
            assertThat(rest).as("bytes after ABOR").isLessThan(2047L * MEBIBYTE);
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }

    private void assertAbortedAndUsable() throws IOException {
        assertThat(List.of(client.reply().code(), client.reply().code())).containsExactly(426, 226);
        assertUsable();
    }

    private void assertUsable() throws IOException {
        client.asks("NOOP", 200);
        assertThat(client.retrieves("RETR small")).isEqualTo(TestFiles.bytes(1000, 1));
        client.stores("STOR again", TestFiles.bytes(1000, 3));
        assertThat(server.home().resolve("again")).hasBinaryContent(TestFiles.bytes(1000, 3));
    }
}
