package io.sluice.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.config.ConfigurationException;
import io.sluice.net.ProxyHeader;
import io.sluice.net.ProxyTlvs;
import io.sluice.session.peers.DataSide;
import io.sluice.session.peers.ScriptedBackend;
import io.sluice.session.peers.ScriptedClient;
import io.sluice.session.peers.TestGateway;
import io.sluice.session.peers.Wire;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Connections that a balancer has made for somebody else. The balancer is 127.0.0.1; whoever comes from 127.0.0.2 is
/// not trusted.
class ProxyProtocolTest {
    private static final String[] TRUSTING = {
        "Port {port}", "DefaultAddress 127.0.0.1", "ProxyProtocolEngine on", "ProxyProtocolFrom 192.0.2.0/24 127.0.0.1"
    };
    private static final InetSocketAddress CLIENT = at("203.0.113.7", 50_000);
    private static final InetSocketAddress BALANCER = at("198.51.100.1", 21);
    private static final byte[] BINARY = ProxyHeader.of(CLIENT, BALANCER).version2();
    private static final byte[] TEXT = ProxyHeader.of(CLIENT, BALANCER).version1(BALANCER.getAddress());
    private static final byte[] LOCAL = new ProxyHeader(Optional.empty(), ProxyTlvs.NONE).version2();

    @TempDir
    Path folder;

    private static String[] trusting(String... more) {
        return Stream.concat(Stream.of(TRUSTING), Stream.of(more)).toArray(String[]::new);
    }

    private RunningServer server(String... more) throws Exception {
        return RunningServer.of(folder).apply(trusting(more));
    }

    private static Wire from(String sender, RunningServer server) {
        return Wire.from(sender, at("127.0.0.1", server.port));
    }

    private static Wire introduced(RunningServer server, byte[] header) {
        return from("127.0.0.1", server).sends(header);
    }

    private static void greets(Wire wire) {
        assertThat(wire.line()).isEqualTo("220 main FTP proxy ready");
    }

    @Nested
    class TheClientOfTheHeader {
        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void isTheClientInTheLog(boolean binary) throws Exception {
            try (var server = server();
                    var wire = introduced(server, binary ? BINARY : TEXT)) {
                greets(wire);

                server.logs("(203.0.113.7[203.0.113.7]): FTP session opened.");
            }
        }

        @Test
        void isTheOneWhoseNameIsLookedUp() throws Exception {
            try (var server = RunningServer.of(folder)) {
                server.resolver.calls("203.0.113.7", "client.example.com");
                server.resolver.knows("client.example.com", "203.0.113.7");
                server.apply(TRUSTING);
                try (var wire = introduced(server, BINARY)) {
                    greets(wire);

                    server.logs("(client.example.com[203.0.113.7]): FTP session opened.");
                }
            }
        }

        @Test
        void isTheOneThatLimitsCount() throws Exception {
            var another = ProxyHeader.of(at("203.0.113.8", 50_000), BALANCER).version2();
            try (var server = server("MaxConnectionsPerHost 1");
                    var first = introduced(server, BINARY)) {
                greets(first);

                try (var second = introduced(server, TEXT);
                        var other = introduced(server, another)) {
                    assertThat(second.line()).startsWith("530 ");
                    greets(other);
                }
            }
        }

        @Test
        void isTheOneThatCountsBeforeLogin() throws Exception {
            var another = ProxyHeader.of(at("203.0.113.8", 50_000), BALANCER).version2();
            try (var server = server("MaxConnectionsBeforeLoginPerHost 1");
                    var first = introduced(server, BINARY)) {
                greets(first);

                try (var second = introduced(server, TEXT);
                        var other = introduced(server, another)) {
                    second.seesAnyEnd();
                    greets(other);
                }
                server.logs("MaxConnectionsBeforeLoginPerHost (1) reached for 203.0.113.7, connection denied");
            }
        }

        @Test
        void isUnknownToTheServersOwnIdentLookUp() throws Exception {
            var log = folder.resolve("extended.log");
            try (var server = server("IdentLookups on", "LogFormat who %l", "ExtendedLog " + log + " ALL who");
                    var wire = introduced(server, BINARY)) {
                greets(wire);
                assertThat(wire.sends("NOOP\r\n").line()).startsWith("200 ");

                RunningServer.await("a line of the log", () -> log.toFile().length() > 0);
                assertThat(Files.readString(log)).startsWith("UNKNOWN");
            }
        }

        @Test
        void mayBeTheSenderItself() throws Exception {
            try (var server = server();
                    var local = introduced(server, LOCAL);
                    var unknown = introduced(server, "PROXY UNKNOWN\r\n".getBytes(ISO_8859_1))) {
                greets(local);
                greets(unknown);

                RunningServer.await(
                        "two sessions of the sender",
                        () -> server.log().split("\\(127.0.0.1\\[127.0.0.1]\\): FTP session opened", -1).length == 3);
            }
        }

        @Test
        void isNobodyIfTheHeaderIsIgnored() throws Exception {
            try (var server = server("ProxyProtocolIgnore on");
                    var wire = introduced(server, BINARY)) {
                greets(wire);

                server.logs("(127.0.0.1[127.0.0.1]): FTP session opened.");
            }
        }

        @Test
        void comesWithValuesThatLogsCanShow() throws Exception {
            var log = folder.resolve("extended.log");
            var tlvs = ProxyTlvs.ofAlpn("ftp").withAuthority("ftp.example.com").withUniqueId("id-7");
            try (var server = server(
                            "LogFormat tlvs \"%{note:mod_proxy_protocol.alpn} %{note:mod_proxy_protocol.authority}"
                                    + " %{note:mod_proxy_protocol.unique-id}\"",
                            "ExtendedLog " + log + " ALL tlvs");
                    var wire = introduced(
                            server, ProxyHeader.of(CLIENT, BALANCER).with(tlvs).version2())) {
                greets(wire);
                assertThat(wire.sends("NOOP\r\n").line()).startsWith("200 ");

                RunningServer.await("a line of the log", () -> log.toFile().length() > 0);
                assertThat(Files.readString(log)).startsWith("ftp ftp.example.com id-7");
            }
        }
    }

    @Nested
    class TheHeader {
        @Test
        void leavesToTheSessionWhatFollowsIt() throws Exception {
            var both = ByteBuffer.allocate(BINARY.length + 12).put(BINARY).put("NOOP\r\nQUIT\r\n".getBytes(ISO_8859_1));
            try (var server = server();
                    var wire = introduced(server, both.array())) {
                greets(wire);

                assertThat(wire.line()).startsWith("200 ");
                assertThat(wire.line()).startsWith("221 ");
            }
        }

        @Test
        void mayComeByteByByte() throws Exception {
            try (var server = server();
                    var wire = from("127.0.0.1", server)) {
                for (byte b : TEXT) {
                    wire.sends(new byte[] {b});
                }

                greets(wire);
            }
        }

        @Test
        void choosesTheVirtualHostOnlyIfItIsToldTo() throws Exception {
            var host = "<VirtualHost 127.0.0.3>\nPort {port}\nServerName other\n</VirtualHost>";
            try (var server = server(host)) {
                var header =
                        ProxyHeader.of(CLIENT, at("127.0.0.3", server.port)).version2();
                try (var wire = introduced(server, header)) {
                    greets(wire);
                }
                server.apply(trusting(host, "ProxyProtocolOptions UseProxiedServerAddress"));
                try (var wire = introduced(server, header);
                        var nowhere = introduced(server, BINARY)) {
                    assertThat(wire.line()).isEqualTo("220 other FTP proxy ready");
                    greets(nowhere);
                }
            }
        }
    }

    @Nested
    class WithoutAHeader {
        @Test
        void aTrustedSenderIsClosedInTimeWithAWordOfAdvice() throws Exception {
            try (var server = server("ProxyProtocolTimeout 1");
                    var silent = from("127.0.0.1", server);
                    var other = introduced(server, BINARY)) {
                greets(other);

                silent.seesAnyEnd();
                server.logs(
                        "connection from 127.0.0.1 closed: it sent no PROXY header within 1 seconds; a balancer that"
                                + " sends no header until the client speaks waits forever for an FTP client, change its setting"
                                + " so that it sends the header at once (ProxyProtocolFrom, line 8 of 'sluice.conf')");
                assertThat(other.sends("NOOP\r\n").line()).startsWith("200 ");
            }
        }

        @Test
        void aTrustedSenderThatStopsWithinItIsClosedInTime() throws Exception {
            try (var server = server("ProxyProtocolTimeout 1");
                    var wire = introduced(server, "PROXY TCP4 203.".getBytes(ISO_8859_1))) {
                wire.seesAnyEnd();

                server.logs("connection from 127.0.0.1 closed: its PROXY header was not complete within 1 seconds");
            }
        }

        static Stream<Arguments> otherBytes() {
            return Stream.of(
                    Arguments.of("USER ada\r\n", "\"USER ada??\" where a PROXY header was expected"),
                    Arguments.of("PROXY TCP4 203.0.113.7 1\r\n", "\"PROXY TCP4 203.0.113.7 1\" where \"PROXY TCP4"),
                    Arguments.of("PROXY UNKNOWN " + "x".repeat(100), "a PROXY line of more than 107 bytes"));
        }

        @ParameterizedTest
        @MethodSource("otherBytes")
        void aTrustedSenderIsClosedAtOnceForOtherBytes(String bytes, String text) throws Exception {
            try (var server = server("ProxyProtocolTimeout 600");
                    var wire = introduced(server, bytes.getBytes(ISO_8859_1))) {
                wire.seesAnyEnd();

                server.logs("connection from 127.0.0.1 closed: " + text);
            }
        }

        @Test
        void aSenderThatLeavesAtOnceHasOnlyLookedWhetherWeAreThere() throws Exception {
            try (var server = server("MaxInstances 1")) {
                introduced(server, new byte[0]).close();

                RunningServer.await("its place", () -> {
                    try (var wire = introduced(server, BINARY)) {
                        return wire.line().startsWith("220 ");
                    } catch (AssertionError | UncheckedIOException _) {
                        return false; // closed for want of a place
                    }
                });
                assertThat(server.log()).doesNotContain("connection from 127.0.0.1 closed");
            }
        }
    }

    @Nested
    class WhoeverIsNotTrusted {
        @Test
        void isServedAsHimself() throws Exception {
            try (var server = server();
                    var wire = from("127.0.0.2", server)) {
                greets(wire);

                server.logs("(127.0.0.2[127.0.0.2]): FTP session opened.");
            }
        }

        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void isClosedForAHeader(boolean binary) throws Exception {
            try (var server = server();
                    var wire = from("127.0.0.2", server).sends(binary ? BINARY : TEXT)) {
                wire.seesAnyEnd();

                server.logs("(127.0.0.2[127.0.0.2]): client sent a PROXY header and is no trusted sender"
                        + " (ProxyProtocolEngine, ProxyProtocolFrom), disconnecting");
                assertThat(server.log()).doesNotContain("203.0.113.7");
            }
        }
    }

    @Nested
    class DataConnections {
        private static final String[] DIRECTIVES = {"ProxyProtocolEngine on", "ProxyProtocolFrom 127.0.0.1"};

        private record Scene(TestGateway gateway, ScriptedBackend server) implements AutoCloseable {
            static Scene of(String... more) {
                var server = ScriptedBackend.listening();
                var directives =
                        Stream.concat(Stream.of(DIRECTIVES), Stream.of(more)).toArray(String[]::new);
                return new Scene(TestGateway.before(List.of(server.url()), directives), server);
            }

            @Override
            public void close() {
                gateway.close();
                server.close();
            }
        }

        /// A client at 127.0.0.9 that a balancer at 127.0.0.1 speaks for.
        private static ScriptedClient client(Scene scene) {
            var header = ProxyHeader.of(at("127.0.0.9", 50_000), BALANCER).version2();
            return new ScriptedClient(
                    Wire.from("127.0.0.1", scene.gateway().address()).sends(header));
        }

        @ParameterizedTest
        @ValueSource(strings = {"127.0.0.1", "127.0.0.9"})
        void comeFromTheClientOrFromTheSender(String source) {
            try (var scene = Scene.of();
                    var client = client(scene);
                    var backend = scene.server().accepts().welcomes("EPSV")) {
                client.greeted().logsIn(backend);
                client.sends("PASV");
                var listening = backend.expectsPasv();
                var address = client.readsPassive().target();
                client.asks(backend, "LIST", "150 Here it comes");
                try (var there = listening.connects();
                        var here = Wire.from(source, address)) {
                    there.sends("a listing").close();

                    assertThat(here.text()).isEqualTo("a listing");
                }
                backend.replies("226 Done");
                client.reads("226 Done");
            }
        }

        @Test
        void goToTheClientAndNotToTheSender() {
            try (var scene = Scene.of();
                    var client = client(scene);
                    var backend = scene.server().accepts().welcomes("EPSV")) {
                client.greeted().logsIn(backend);
                client.sends("PORT 127,0,0,1,200,10");
                client.reads("500 Illegal PORT command");

                var listening = DataSide.Listening.at("127.0.0.9");
                client.sends("PORT " + listening.numbers());
                backend.expectsPort();
                client.reads("200 PORT command successful");
            }
        }

        @Test
        @DisplayName("the address shown is that of the balancer if it is told to be")
        void areShownAtTheBalancer() {
            try (var scene = Scene.of("ProxyProtocolOptions MasqueradeAsProxiedServerAddress");
                    var client = client(scene);
                    var backend = scene.server().accepts().welcomes("EPSV")) {
                client.greeted().logsIn(backend);
                client.sends("PASV");
                backend.expectsPasv();

                assertThat(client.reads(227).text()).startsWith("Entering Passive Mode (198,51,100,1,");
            }
        }
    }

    @Nested
    class Directives {
        @Test
        void nameTheTrustedSendersOrTheServerDoesNotStart() {
            try (var server = RunningServer.of(folder)) {
                assertThatThrownBy(() -> server.apply("Port {port}", "ProxyProtocolEngine on"))
                        .isInstanceOf(ConfigurationException.class)
                        .hasMessageContaining("ProxyProtocolEngine: on, but no sender is trusted; name the addresses of"
                                + " your balancers, as in 'ProxyProtocolFrom 192.0.2.10 198.51.100.0/24', on line 6 of"
                                + " 'sluice.conf'");
            }
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
                        ProxyProtocolFrom balancer.example.com | 'balancer.example.com' is no address in numbers
                        ProxyProtocolFrom 192.0.2.0/33         | '192.0.2.0/33' is no address in numbers
                        ProxyProtocolFrom 192.0.2.0/           | '192.0.2.0/' is no address in numbers
                        ProxyProtocolTimeout 0                 | parameter must be greater than zero
                        ProxyProtocolOptions useproxied        | unknown ProxyProtocolOption 'useproxied'
                        ProxyProtocolVersion haproxyV3         | unknown protocol/version: haproxyV3
                        """)
        void haveValuesThatMakeSense(String directive, String text) {
            try (var server = RunningServer.of(folder)) {
                assertThatThrownBy(() -> server.apply(trusting(directive)))
                        .isInstanceOf(ConfigurationException.class)
                        .hasMessageContaining(text);
            }
        }
    }

    private static InetSocketAddress at(String address, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), port);
    }
}
