package io.sluice.tls.openssl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.tls.OpensslCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The program `openssl` at the other end.
@Timeout(120)
class OpensslCommandTest {
    /// The OCSP response `tryLater` (RFC 6960 §4.2.1).
    private static final byte[] TRY_LATER = {0x30, 3, 0x0a, 1, 3};

    private static final String KEY = "00112233445566778899aabbccddeeff00112233";

    @TempDir
    Path folder = Path.of("");

    private String pem = "";

    @BeforeAll
    static void isHere() {
        OpenSslHere.assume();
        OpensslCommand.assume();
    }

    @BeforeEach
    void writePem() throws Exception {
        pem = TestCredential.EC.pem(folder).toString();
    }

    /// `-tls1`, `-tls1_1` …
    private static String flag(Protocol protocol) {
        return "-tls1" + (protocol == Protocol.TLS_1_0 ? "" : "_" + (protocol.number() - Protocol.TLS_1_0.number()));
    }

    @Nested
    class Client {
        @ParameterizedTest
        @EnumSource
        void sendsALineAndGetsItBack(Protocol protocol) throws Exception {
            try (var server = new EchoServer(HandshakeTest.server()
                    .securityLevel(0)
                    .ciphers("ALL:@SECLEVEL=0")
                    .protocols(EnumSet.allOf(Protocol.class))
                    .build())) {
                var said = OpensslCommand.client(
                        server.port(), flag(protocol), "-cipher", "ALL:@SECLEVEL=0", "-CAfile", pem);

                assertThat(said)
                        .contains("there and back", "New, TLSv", "Verify return code: 0 (ok)")
                        .contains("Protocol  : " + protocol.toString());
            }
        }

        @Test
        @DisplayName("TLS-DAT-05, CACHE-64 TLS 1.2 by id: -reconnect")
        void reconnectsById() throws Exception {
            var sessions = new SharedSessions();
            try (var server = new EchoServer(
                    ResumptionTest.Way.TLS_1_2_ID.server().sessions(sessions).build())) {
                var said = OpensslCommand.client(server.port(), "-reconnect");

                assertThat(said.split("Reused, TLSv1.2")).hasSize(6);
                assertThat(server.resumed()).containsExactly(false, true, true, true, true, true);
                assertThat(sessions.count()).isEqualTo(1);
            }
        }

        @ParameterizedTest
        @EnumSource
        @DisplayName(
                "CACHE-64, CACHE-65, TLS-CACHE-01 two processes resume each other's TLS sessions: -sess_out, -sess_in")
        void resumesAtAnotherProcess(ResumptionTest.Way way) throws Exception {
            var session = folder.resolve("session").toString();
            var store = Files.createDirectory(folder.resolve("store"));
            try (var here = new EchoServer(FolderStore.shared(way, store).build())) {
                var first = OpensslCommand.client(here.port(), "-sess_out", session);
                assertThat(first).contains("New, TLSv");

                var there = new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                EchoServer.class.getName(),
                                store.toString(),
                                way.name())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
                try (var output =
                        new BufferedReader(new InputStreamReader(there.getInputStream(), StandardCharsets.UTF_8))) {
                    int port = Integer.parseInt(output.readLine());
                    assertThat(OpensslCommand.client(port, "-sess_in", session, "-sess_out", session))
                            .contains("Reused, TLSv");
                } finally {
                    there.destroyForcibly();
                }

                assertThat(OpensslCommand.client(here.port(), "-sess_in", session))
                        .contains("Reused, TLSv");
            }
        }

        @Test
        @DisplayName("TLS-TIC-01 tickets are off for TLS 1.2")
        void getsNoTicketWhereTheyAreOff() throws Exception {
            try (var with = new EchoServer(
                            ResumptionTest.Way.TLS_1_2_TICKET.server().build());
                    var without = new EchoServer(
                            ResumptionTest.Way.TLS_1_2_ID.server().build())) {
                assertThat(OpensslCommand.client(with.port())).contains("TLS session ticket:");
                assertThat(OpensslCommand.client(with.port(), "-no_ticket")).doesNotContain("TLS session ticket:");
                assertThat(OpensslCommand.client(without.port())).doesNotContain("TLS session ticket:");
            }
        }

        @ParameterizedTest
        @EnumSource(names = {"TLS_1_2", "TLS_1_3"})
        @DisplayName("TLS-CFG-30, TLS-CFG-32 -psk")
        void showsItsKey(Protocol protocol) throws Exception {
            try (var server = new EchoServer(OpenSslContext.server()
                    .protocols(EnumSet.of(protocol))
                    .ciphers("PSK")
                    .preSharedKeys(identity ->
                            identity.equals("me") ? Optional.of(HexFormat.of().parseHex(KEY)) : Optional.empty())
                    .build())) {
                assertThat(OpensslCommand.client(server.port(), "-psk", KEY, "-psk_identity", "me"))
                        .contains("there and back\n");
                assertThat(OpensslCommand.client(server.port(), "-psk", KEY, "-psk_identity", "you"))
                        .contains("alert");
                assertThat(server.failures()).hasSize(1);
            }
        }

        @ParameterizedTest
        @EnumSource(names = {"TLS_1_2", "TLS_1_3"})
        @DisplayName("TLS-OCSP-01 -status")
        void getsAStapledResponse(Protocol protocol) throws Exception {
            try (var server = new EchoServer(HandshakeTest.server()
                            .protocols(EnumSet.of(protocol))
                            .stapling(_ -> Optional.of(TRY_LATER))
                            .build());
                    var without = new EchoServer(HandshakeTest.server()
                            .protocols(EnumSet.of(protocol))
                            .stapling(_ -> Optional.empty())
                            .build())) {
                assertThat(OpensslCommand.client(server.port(), "-status"))
                        .contains("OCSP Response Status: trylater (0x3)");
                assertThat(OpensslCommand.client(without.port(), "-status"))
                        .contains("OCSP response: no response sent");
            }
        }

        @Test
        void showsItsCertificate() throws Exception {
            try (var server = new EchoServer(HandshakeTest.server()
                    .clientCertificate(
                            ClientCertificate.NEEDED,
                            TestCredential.EC.trust(),
                            List.of(TestCredential.EC.certificate()))
                    .build())) {
                assertThat(OpensslCommand.client(server.port(), "-cert", pem))
                        .contains("there and back\n", "Acceptable client certificate CA names\nCN = example.com");
                assertThat(OpensslCommand.client(server.port())).contains("alert certificate required");
            }
        }
    }

    @Nested
    class Server {
        private TlsChannel connect(OpenSslContext clients, int port, Object key) throws IOException {
            var socket = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return new TlsChannel(socket, clients.client(new Backend("example.com", true, Optional.of(key))));
        }

        private void check(OpenSslContext clients, int port, Object key, boolean resumed) throws IOException {
            try (var channel = connect(clients, port, key)) {
                assertThat(channel.engine().getSession().isResumed()).isEqualTo(resumed);
                channel.send("abc\n");
                assertThat(channel.line()).contains("cba\n");
            }
        }

        @ParameterizedTest
        @EnumSource(names = {"TLS_1_2", "TLS_1_3"})
        void resumesTheTlsSessionsOfAKey(Protocol protocol) throws Exception {
            for (var tickets : List.of("-no_ticket", "-serverpref")) {
                try (var server = OpensslCommand.server("-cert", pem, flag(protocol), tickets);
                        var clients = OpenSslContext.client()
                                .trust(TestCredential.EC.trust())
                                .build()) {
                    int port = server.port();

                    check(clients, port, "one", false);
                    check(clients, port, "one", true);
                    check(clients, port, "two", false);
                    check(clients, port, "one", true);
                    check(clients, port, "two", true);
                    clients.forget("one");
                    check(clients, port, "one", false);
                }
            }
        }

        @ParameterizedTest
        @EnumSource(names = {"TLS_1_0", "TLS_1_1"})
        void ofAnOldVersionIsTalkedToWhereThatIsAsked(Protocol protocol) throws Exception {
            try (var server = OpensslCommand.server("-cert", pem, flag(protocol), "-cipher", "ALL:@SECLEVEL=0");
                    var old = OpenSslContext.client()
                            .protocols(EnumSet.allOf(Protocol.class))
                            .securityLevel(0)
                            .ciphers("ALL:@SECLEVEL=0")
                            .build();
                    var clients = OpenSslContext.client().build()) {
                int port = server.port();

                try (var channel = connect(old, port, "old")) {
                    assertThat(channel.engine().getSession().getProtocol()).isEqualTo(protocol.toString());
                    channel.send("abc\n");
                    assertThat(channel.line()).contains("cba\n");
                }
                assertThatExceptionOfType(SSLException.class).isThrownBy(() -> connect(clients, port, "new"));
            }
        }

        @Test
        void isShownAKey() throws Exception {
            try (var server = OpensslCommand.server("-psk", KEY, "-nocert", "-tls1_2");
                    var clients = OpenSslContext.client()
                            .ciphers("PSK")
                            .preSharedKey("Client_identity", HexFormat.of().parseHex(KEY))
                            .build()) {
                int port = server.port();
                var socket = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));

                try (var channel =
                        new TlsChannel(socket, clients.client(new Backend("127.0.0.1", false, Optional.empty())))) {
                    channel.send("abc\n");
                    assertThat(channel.line()).contains("cba\n");
                }
            }
        }

        @Test
        void staplesAResponse() throws Exception {
            var response = Files.write(folder.resolve("response"), TRY_LATER).toString();
            try (var server = OpensslCommand.server("-cert", pem, "-status_file", response);
                    var clients = OpenSslContext.client().askForStapling().build();
                    var channel = connect(clients, server.port(), "key")) {
                assertThat(channel.engine().stapledResponse()).contains(TRY_LATER);
            }
        }

        @Test
        void isShownACertificateAndItsKeysAreUpdated() throws Exception {
            try (var server = OpensslCommand.server(
                            "-cert", pem, "-Verify", "1", "-CAfile", pem, "-verify_return_error");
                    var clients = OpenSslContext.client()
                            .credential(TestCredential.EC.key(), List.of(TestCredential.EC.certificate()))
                            .build();
                    var channel = connect(clients, server.port(), "key")) {
                channel.send("abc\n");
                assertThat(channel.line()).contains("cba\n");

                channel.engine().updateKeys();
                channel.flush();

                channel.send("def\n");
                assertThat(channel.line()).contains("fed\n");
            }
        }
    }
}
