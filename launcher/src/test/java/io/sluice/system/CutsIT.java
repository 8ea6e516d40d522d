package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.peers.Await;
import io.sluice.system.client.RawClient;
import io.sluice.system.peer.Account;
import io.sluice.system.peer.FtpServer;
import io.sluice.system.peer.Proftpd;
import io.sluice.system.peer.ScriptedBackend;
import io.sluice.system.process.Scene;
import io.sluice.system.process.TestFiles;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Connections that break: the other three of a session never outlive the first.
class CutsIT {
    private static final int MEBIBYTE = 1 << 20;

    @RegisterExtension
    final Scene scene = new Scene();

    @Nested
    class OfTheClient {

        @Test
        void aClientGoneInADownloadLeavesNothingBehind() throws IOException {
            var server = withLargeFile();
            var gateway = SluiceProcess.start(scene, SluiceConfiguration.reverse(scene, server));
            var client = RawClient.login(scene, gateway.port(), server.account());

            try (var data = client.openPassive()) {
                client.asks("RETR large", 150);
                assertThat(data.getInputStream().readNBytes(MEBIBYTE)).hasSize(MEBIBYTE);
                client.resets();
            }

            assertNothingIsLeft(gateway, server.port());
        }

        @Test
        void aClientGoneInAnUploadLeavesNothingBehind() throws IOException {
            var server = Proftpd.start(scene);
            var gateway = SluiceProcess.start(scene, SluiceConfiguration.reverse(scene, server));
            var client = RawClient.login(scene, gateway.port(), server.account());

            try (var data = client.openPassive()) {
                client.asks("STOR upload", 150);
                data.getOutputStream().write(TestFiles.bytes(MEBIBYTE, 1));
                client.close();
                assertNothingIsLeft(gateway, server.port());
            }
        }

        @Test
        void aClientThatReadsNothingAndLeavesTakesTheBackendAlong() throws IOException {
            var server = withLargeFile();
            var gateway = SluiceProcess.start(scene, SluiceConfiguration.reverse(scene, server));
            var client = RawClient.login(scene, gateway.port(), server.account());

            try (var _ = client.openPassive()) {
                client.asks("RETR large", 150);
                client.close();
                assertNothingIsLeft(gateway, server.port());
            }
        }

        @Test
        void aClientGoneWithoutAWordTakesTheBackendAlong() throws IOException {
            var server = Proftpd.start(scene);
            var gateway = SluiceProcess.start(scene, SluiceConfiguration.reverse(scene, server));

            RawClient.login(scene, gateway.port(), server.account()).close();

            assertNothingIsLeft(gateway, server.port());
        }
    }

    @Nested
    class OfTheBackend {
        private static final Account ACCOUNT = new Account("joe", "secret");

        @Test
        void aBackendGoneInADownloadEndsTheSession() throws IOException {
            var backend = ScriptedBackend.start(scene, session -> {
                session.login();
                try (var listener = session.passive()) {
                    session.expects("RETR file");
                    session.replies("150 Here it comes");
                    try (var data = listener.accept()) {
                        data.getOutputStream().write(new byte[MEBIBYTE]);
                        data.setSoLinger(true, 0);
                        session.close();
                    }
                }
            });
            var gateway = SluiceProcess.start(scene, SluiceConfiguration.reverse(scene, backend.url()));
            var client = RawClient.login(scene, gateway.port(), ACCOUNT);

            try (var data = client.openPassive()) {
                client.asks("RETR file", 150);
                drain(data.getInputStream());
                assertNoSuccess(client);
            }
            assertNothingIsLeft(gateway, backend.port());
        }

        @Test
        void aBackendWhoseDataBreakIsHeardAndTheSessionGoesOn() throws IOException {
            var backend = ScriptedBackend.start(scene, session -> {
                session.login();
                try (var listener = session.passive()) {
                    session.expects("RETR file");
                    session.replies("150 Here it comes");
                    try (var data = listener.accept()) {
                        data.getOutputStream().write(new byte[MEBIBYTE]);
                    }
                    session.replies("426 Disk on fire");
                }
                session.expects("NOOP");
                session.replies("200 Still here");
                session.expectsEnd();
            });
            var gateway = SluiceProcess.start(scene, SluiceConfiguration.reverse(scene, backend.url()));
            var client = RawClient.login(scene, gateway.port(), ACCOUNT);

            try (var data = client.openPassive()) {
                client.asks("RETR file", 150);
                drain(data.getInputStream());
                assertThat(client.expects(426).text()).isEqualTo("Disk on fire");
            }
            client.asks("NOOP", 200);
        }

        @Test
        void aBackendGoneInTheLoginEndsTheSession() throws IOException {
            var backend = ScriptedBackend.start(scene, session -> {
                session.replies("220 scripted");
                session.expects("USER joe");
                session.replies("331 Password, please");
                session.expects("PASS secret");
            });
            var gateway = SluiceProcess.start(scene, SluiceConfiguration.reverse(scene, backend.url()));
            var client = RawClient.connect(scene, gateway.port());
            client.expects(220);
            client.asks("USER joe", 331);

            assertThat(client.asks("PASS secret", 530).text()).isEqualTo("Login incorrect.");
            client.expectsEnd();
        }

        /// Either an end without a reply, or a reply that says failure and then the end.
        private static void assertNoSuccess(RawClient client) {
            try {
                assertThat(client.reply().code()).isGreaterThanOrEqualTo(400);
                client.expectsEnd();
            } catch (IOException e) {
                assertThat(e).isInstanceOfAny(EOFException.class, SocketException.class);
            }
        }
    }

    private FtpServer withLargeFile() {
        var server = Proftpd.start(scene);
        TestFiles.sparse(server.home().resolve("large"), 1024L * MEBIBYTE);
        return server;
    }

    private static void drain(InputStream in) throws IOException {
        try {
            in.readAllBytes();
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }

    private static void assertNothingIsLeft(SluiceProcess gateway, int backendPort) {
        var passive = gateway.configuration().passivePorts();
        Await.until(
                "no connection is left",
                () -> gateway.connections(
                                port -> port == backendPort || port == gateway.port() || passive.contains(port))
                        == 0);
    }
}
