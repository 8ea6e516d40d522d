package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.config.Configuration;
import io.sluice.config.ConfigurationException;
import io.sluice.module.ActiveModule;
import io.sluice.module.Decision;
import io.sluice.module.EndReason;
import io.sluice.module.ServerModule;
import io.sluice.module.SessionFilter;
import io.sluice.module.SessionFilter.Phase;
import io.sluice.module.SessionView;
import io.sluice.session.peers.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The first moments of a connection.
class ArrivalTest {
    private static final String[] MAIN = {"Port {port}", "DefaultAddress 127.0.0.1"};

    @TempDir
    Path folder;

    private static String[] main(String... more) {
        return Stream.concat(Stream.of(MAIN), Stream.of(more)).toArray(String[]::new);
    }

    @Nested
    class TooMany {
        @Test
        @DisplayName("CONF-SES-01 MaxInstances closes silently and logs")
        void areClosedWithoutAByte() throws Exception {
            try (var server = RunningServer.of(folder).apply(main("MaxInstances 1"));
                    var first = server.client()) {
                assertThat(first.line()).startsWith("220 ");
                try (var second = server.client()) {
                    assertThat(second.line()).isEqualTo("closed");
                }
                server.logs("MaxInstances (1) reached, new connection denied");

                assertThat(first.says("QUIT")).startsWith("221 ");
                assertThat(first.line()).isEqualTo("closed");
                RunningServer.await("a place", () -> {
                    try (var third = server.client()) {
                        return third.line().startsWith("220 ");
                    }
                });
            }
        }

        @Test
        void doNotBecomeSessionsHoweverFastTheyCome() throws Exception {
            try (var server = RunningServer.of(folder).apply(main("MaxInstances 3"))) {
                var clients = new ArrayList<Client>();
                for (int i = 0; i < 60; i++) {
                    clients.add(server.client());
                }

                assertThat(clients.stream().map(Client::line).filter(line -> line.startsWith("220 ")))
                        .hasSize(3);
                clients.forEach(Client::close);
            }
        }

        @Test
        @DisplayName("CONF-SES-02 MaxConnectionRate closes what comes too fast")
        void inShortTimeAreClosedWithoutAByte() throws Exception {
            try (var server = RunningServer.of(folder).apply(main("MaxConnectionRate 2 600"));
                    var first = server.client();
                    var second = server.client();
                    var third = server.client()) {
                assertThat(first.line()).startsWith("220 ");
                assertThat(second.line()).startsWith("220 ");
                assertThat(third.line()).isEqualTo("closed");
                server.logs("MaxConnectionRate (2/600 secs) reached, connection denied");
            }
        }

        @Test
        void whoHaveNotLoggedInAreClosedWithoutAByte() throws Exception {
            try (var server = RunningServer.of(folder).apply(main("MaxConnectionsBeforeLogin 2"));
                    var first = server.client();
                    var second = server.client();
                    var third = server.client()) {
                assertThat(first.line()).startsWith("220 ");
                assertThat(second.line()).startsWith("220 ");
                assertThat(third.line()).isEqualTo("closed");
                server.logs("MaxConnectionsBeforeLogin (2) reached, new connection denied");

                first.close();
                RunningServer.await("a place", () -> {
                    try (var next = server.client()) {
                        return next.line().startsWith("220 ");
                    }
                });
            }
        }

        @Test
        void whoHaveNotLoggedInAtOneAddressKeepNobodyElseOut() throws Exception {
            try (var server = RunningServer.of(folder).apply(main("MaxConnectionsBeforeLoginPerHost 1"));
                    var first = server.client();
                    var second = server.client();
                    var other = Wire.from("127.0.0.2", new InetSocketAddress("127.0.0.1", server.port))) {
                assertThat(Stream.of(first.line(), second.line()).filter("closed"::equals))
                        .hasSize(1);
                server.logs("MaxConnectionsBeforeLoginPerHost (1) reached for 127.0.0.1, connection denied");
                assertThat(other.line()).startsWith("220 ");
            }
        }

        @Test
        void areALineASecondInTheLogHoweverManyTheyAre() throws Exception {
            try (var server = RunningServer.of(folder).apply(main("MaxInstances 1"));
                    var first = server.client()) {
                assertThat(first.line()).startsWith("220 ");
                long began = System.nanoTime();
                for (int i = 0; i < 300; i++) {
                    try (var next = server.client()) {
                        assertThat(next.line()).isEqualTo("closed");
                    }
                }
                server.logs("MaxInstances (1) reached");
                var seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds();

                assertThat(server.log().split("MaxInstances \\(1\\) reached", -1))
                        .hasSizeBetween(2, (int) seconds + 3);
                RunningServer.await("the number of those before", () -> {
                    server.client().close();
                    return server.log().contains("reached, new connection denied (");
                });
                assertThat(server.log()).containsPattern("denied \\([0-9]+ more since the last such line\\)");
            }
        }
    }

    @Nested
    class Maintenance {
        private void shutDownAt(RunningServer server, LocalDateTime time) throws Exception {
            Files.writeString(
                    server.notice,
                    time.format(DateTimeFormatter.ofPattern("yyyy MM dd HH mm ss")) + " 0010 0005\nback soon\n");
        }

        @Test
        @DisplayName("CONF-SES-03 from the deny time on nobody is let in")
        void refusesNewSessionsFromTheDenyTimeOn() throws Exception {
            try (var server = RunningServer.of(folder).apply(MAIN)) {
                shutDownAt(server, LocalDateTime.now(ZoneOffset.UTC).plusMinutes(8));
                try (var client = server.client()) {
                    assertThat(client.line())
                            .isEqualTo("500 FTP server shut down (back soon) -- please try again later");
                    assertThat(client.line()).isEqualTo("closed");
                }
            }
        }

        @Test
        @DisplayName("CONF-SES-03 from the disconnect time on sessions are ended")
        void endsSessionsFromTheDisconnectTimeOn() throws Exception {
            try (var server = RunningServer.of(folder).apply(MAIN);
                    var client = server.client()) {
                assertThat(client.line()).startsWith("220 ");

                shutDownAt(server, LocalDateTime.now(ZoneOffset.UTC).plusMinutes(3));

                assertThat(client.line()).isEqualTo("421 FTP server shutting down - back soon");
                assertThat(client.line()).isEqualTo("closed");
            }
        }
    }

    @Nested
    class Greetings {
        @ParameterizedTest
        @DisplayName("CONF-SES-05 ServerIdent on, off, and with a text")
        @CsvSource(delimiter = '|', textBlock = """
                        ServerIdent on                         | 220 main FTP proxy ready
                        ServerIdent off                        | 220 127.0.0.1 FTP server ready
                        ServerIdent on "%v at %L, %{version}"  | 220 main at 127.0.0.1, 0.1.0
                        """)
        void areThoseOfServerIdent(String directive, String greeting) throws Exception {
            try (var server = RunningServer.of(folder).apply(main(directive));
                    var client = server.client()) {
                assertThat(client.line()).isEqualTo(greeting);
            }
        }

        @Test
        @DisplayName("CONF-SES-06 DisplayConnect lines precede the banner")
        void comeAfterTheLinesOfDisplayConnect() throws Exception {
            var text = Files.writeString(folder.resolve("connect"), "hello\nthere\n");
            try (var server = RunningServer.of(folder).apply(main("DisplayConnect " + text));
                    var client = server.client()) {
                assertThat(List.of(client.line(), client.line(), client.line()))
                        .containsExactly("220-hello", "220-there", "220 main FTP proxy ready");
            }
        }
    }

    /// Writes down in which order its filters are asked; says no at the end if told so.
    private record Recorder(List<String> asked, Phase refusing) implements ServerModule {
        @Override
        public List<String> standsFor() {
            return List.of("mod_recorder.c");
        }

        @Override
        public ActiveModule activate(Configuration configuration) {
            return new ActiveModule() {
                @Override
                public List<SessionFilter> filters() {
                    return Stream.of(Phase.COUNT, Phase.BAN, Phase.ACCESS, Phase.CLASSIFY)
                            .map(Recorder.this::filter)
                            .toList();
                }
            };
        }

        private SessionFilter filter(Phase phase) {
            return new SessionFilter() {
                @Override
                public Phase phase() {
                    return phase;
                }

                @Override
                public Decision connected(SessionView session) {
                    asked.add(phase.name());
                    return phase == refusing
                            ? new Decision.Disconnect(
                                    Optional.empty(),
                                    EndReason.of(EndReason.Kind.BANNED),
                                    List.of(Decision.Step.of("banned")))
                            : Decision.PERMIT;
                }
            };
        }
    }

    @Test
    @DisplayName("CONF-SES-04 class, access, bans, counts, and only then the banner")
    void checksAreMadeInOrderBeforeAnythingIsSaid() throws Exception {
        var asked = new CopyOnWriteArrayList<String>();
        try (var server = RunningServer.of(folder, new Recorder(asked, Phase.COUNT))
                        .apply(MAIN);
                var client = server.client()) {
            assertThat(client.line()).isEqualTo("closed");
            assertThat(asked).containsExactly("CLASSIFY", "ACCESS", "BAN", "COUNT");
            server.logs("Connection from 127.0.0.1 [127.0.0.1] denied");
        }
    }

    @Nested
    class NamesOfClients {
        @Test
        @DisplayName("CONF-DIR-10 a name that resolves back is the client's")
        void areUsedIfTheyAreConfirmed() throws Exception {
            try (var server = RunningServer.of(folder)) {
                server.resolver.calls("127.0.0.1", "client.example.com");
                server.resolver.knows("client.example.com", "192.0.2.1", "127.0.0.1");
                server.apply(MAIN);
                try (var client = server.client()) {
                    client.line();
                    server.logs("(client.example.com[127.0.0.1]): FTP session opened.");
                }
            }
        }

        @Test
        @DisplayName("CONF-DIR-10 a name that resolves to something else is not believed")
        void areNotBelievedUnconfirmed() throws Exception {
            try (var server = RunningServer.of(folder)) {
                server.resolver.calls("127.0.0.1", "client.example.com");
                server.resolver.knows("client.example.com", "192.0.2.1");
                server.apply(MAIN);
                try (var client = server.client()) {
                    client.line();
                    server.logs("(127.0.0.1[127.0.0.1]): FTP session opened.");
                }
            }
        }

        @Test
        @DisplayName("CONF-DIR-11 UseReverseDNS off asks nobody")
        void areNotAskedForWithoutUseReverseDns() throws Exception {
            try (var server = RunningServer.of(folder).apply(main("UseReverseDNS off"));
                    var client = server.client()) {
                client.line();
                server.logs("(127.0.0.1[127.0.0.1]): FTP session opened.");
                assertThat(server.resolver.reverseQuestions).hasValue(0);
            }
        }
    }

    @Nested
    class Notes {
        private String logged(RunningServer server, Path log) throws Exception {
            try (var client = server.client()) {
                client.line();
                client.says("NOOP");
            }
            RunningServer.await("a line of " + log, () -> log.toFile().length() > 0);
            return Files.readString(log).lines().findFirst().orElseThrow();
        }

        @Test
        void holdAUniqueIdOf24Characters() throws Exception {
            var log = folder.resolve("extended.log");
            try (var server = RunningServer.of(folder)
                    .apply(main(
                            "UniqueIDEngine on",
                            "LogFormat id \"%{note:UNIQUE_ID}\"",
                            "ExtendedLog " + log + " ALL id"))) {
                assertThat(logged(server, log)).matches("[A-Za-z0-9_-]{24}");
            }
        }

        @Test
        void holdWhatTheClientsMachineSaysAboutItsUser() throws Exception {
            var log = folder.resolve("extended.log");
            try (var machine = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"));
                    var server = RunningServer.withIdentification(folder, machine.getLocalPort())) {
                Thread.ofVirtual().start(() -> {
                    try (var question = machine.accept()) {
                        var asked = new String(
                                question.getInputStream().readNBytes(("12345, 12345\r\n").length() - 1),
                                StandardCharsets.US_ASCII);
                        question.getOutputStream()
                                .write((asked.strip() + " : USERID : UNIX : ada\r\n")
                                        .getBytes(StandardCharsets.US_ASCII));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
                server.apply(main("IdentLookups on", "LogFormat who %l", "ExtendedLog " + log + " ALL who"));

                assertThat(logged(server, log)).isEqualTo("ada");
            }
        }
    }

    @Nested
    class Identities {
        @Test
        void areUnknownIfNobodyAnswersInTime() throws Exception {
            try (var silent = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"))) {
                var here = new InetSocketAddress("127.0.0.1", 21);

                assertThat(new Identification(silent.getLocalPort(), Duration.ofMillis(50)).of(here, here))
                        .isEmpty();
            }
        }
    }

    @Nested
    class BadValues {
        @ParameterizedTest
        @DisplayName("CONF-DIR-32, CONF-DIR-08 bad values have the words of the reference")
        @CsvSource(delimiter = '|', textBlock = """
                        TCPBacklog 0                        | parameter must be greater than zero
                        Port 65536                          | value must be between 0 and 65535
                        MaxInstances 0                      | argument must be 'none' or a number greater than 0
                        User nobody-has-this-name           | Unknown user 'nobody-has-this-name'
                        Group nobody-has-this-name          | Unknown group 'nobody-has-this-name'
                        ServerType inetd                    | type 'inetd' is not supported, expected 'standalone'
                        ServerType other                    | type must be either 'inetd' or 'standalone'
                        SocketOptions rcvbuf 1023           | value must be greater than or equal to 1024
                        SocketOptions sndbuf few            | value must be greater than or equal to 1024
                        SocketOptions keepalive 1:2         | badly formatted TCP keepalive value '1:2'
                        SocketOptions keepalive 0:1:1       | TCP keepalive idle must be greater than 0
                        SocketOptions reuseport perhaps     | expected Boolean parameter
                        SocketOptions window 5              | unknown socket option 'window'
                        SocketOptions rcvbuf 2048 sndbuf    | wrong number of parameters
                        TCPNoDelay ctrl perhaps             | expected Boolean parameter
                        TCPNoDelay both on                  | unknown connection 'both'; expected: ctrl, data
                        """)
        void areRefused(String directive, String text) {
            try (var server = RunningServer.of(folder)) {
                assertThatThrownBy(() -> server.apply(main(directive)))
                        .isInstanceOf(ConfigurationException.class)
                        .hasMessageContaining(text);
            }
        }
    }

    @Test
    void directivesWithoutEffectAreNamedInTheLog() throws Exception {
        try (var server = RunningServer.of(folder).apply(main("Umask 022", "ScoreboardFile none"))) {
            server.logs("Umask on line 7 of 'sluice.conf' has no effect: ");
            server.logs("ScoreboardFile on line 8 of 'sluice.conf' has no effect: ");
        }
    }
}
