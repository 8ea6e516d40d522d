package io.sluice.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.module.EndReason;
import io.sluice.session.peers.Stage;
import io.sluice.session.peers.TestGateway;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The control connection towards the client: greeting, lines, deadlines, what is answered here.
@Execution(ExecutionMode.CONCURRENT)
class SessionTest {
    private static final String NOT_A_COMMAND = "500 Invalid command: try being more creative";

    private static TestGateway unproxied(String... directives) {
        return TestGateway.with("127.0.0.1", List.of(directives));
    }

    @Nested
    class Greetings {
        @ParameterizedTest
        @DisplayName("CONF-SES-05 ServerIdent on, off, and with a text; CONF-SES-07 DeferWelcome")
        @CsvSource(
                delimiter = '=',
                value = {
                    "ServerIdent on=220 Test FTP proxy ready",
                    "ServerIdent off=220 127.0.0.1 FTP server ready",
                    "ServerIdent on \"%v at %L (%V)\"=220 Test at 127.0.0.1 (127.0.0.1)",
                    "DeferWelcome on=220 FTP server ready."
                })
        void ident(String directive, String expected) {
            try (var gateway = unproxied(directive);
                    var client = gateway.client()) {
                client.reads(expected);
            }
        }
    }

    @Nested
    class Lines {
        @ParameterizedTest
        @DisplayName("CONF-SES-14 the first words of other protocols end the session without a reply")
        @CsvSource({
            "GET / HTTP/1.1,HTTP,GET", "post /x HTTP/1.0,HTTP,POST", "EHLO me.example,SMTP,EHLO",
            "RSET,SMTP,RSET", "SSH-2.0-OpenSSH_9.2,SSH,SSH-2.0-OPENSSH_9.2", "SSH-1.99-x,SSH,SSH-1.99-X"
        })
        void otherProtocols(String line, String protocol, String word) {
            try (var gateway = unproxied();
                    var client = gateway.client()) {
                client.reads(220);
                client.sends(line).seesEnd();
                gateway.recorder().awaitEvent("core.bad-protocol");
                gateway.awaitLog("client sent " + protocol + " command '" + word + "', disconnecting");
                assertThat(gateway.recorder().end().kind()).isEqualTo(EndReason.Kind.POLICY);
            }
        }

        @Test
        @DisplayName("CONF-SES-15 a line that is too long gets a 500 each time, and the session goes on")
        void tooLong() {
            try (var gateway = unproxied();
                    var client = gateway.client()) {
                client.reads(220);
                for (int i = 0; i < 6; i++) {
                    client.sends("NOOP " + "x".repeat(2000)).reads(500);
                }
                client.sends("NOOP").reads("200 NOOP command successful");
            }
        }

        @ParameterizedTest
        @DisplayName("CONF-SES-16 an empty line has a reply of its own")
        @ValueSource(strings = {"", "   "})
        void empty(String line) {
            try (var gateway = unproxied();
                    var client = gateway.client()) {
                client.reads(220);
                client.sends(line).reads(NOT_A_COMMAND);
                gateway.recorder().awaitEvent("core.invalid-command");
            }
        }

        @Test
        @DisplayName("CONF-SES-17 a lone LF ends a line")
        void loneLineFeed() {
            try (var gateway = unproxied();
                    var client = gateway.client()) {
                client.reads(220);
                client.wire().sends("NOOP\nSYST\r\n");
                client.reads(200);
                client.reads(215);
            }
        }

        @Test
        @DisplayName("CONF-SES-18 Telnet options are refused, a doubled 0xFF is one byte of the argument")
        void telnet() {
            try (var stage = Stage.loggedIn()) {
                stage.client().wire().sends("\u00FF\u00FB\u0018\u00FF\u00FD\u0001MDTM a\u00FF\u00FFb\r\n");
                assertThat(stage.client().wire().bytes(6)).containsExactly(0xFF, 0xFE, 0x18, 0xFF, 0xFC, 0x01);
                stage.backend().expects("MDTM a\u00FF\u00FFb").replies("213 0");
                stage.client().reads("213 0");
            }
        }

        @Test
        void aLineMayComeByteByByte() {
            try (var gateway = unproxied();
                    var client = gateway.client()) {
                client.reads(220);
                for (char c : "NOOP\r\n".toCharArray()) {
                    client.wire().sends(String.valueOf(c));
                }
                client.reads(200);
            }
        }
    }

    @Nested
    class Deadlines {
        @Test
        @DisplayName("CONF-SES-09 PROXY-DT-21 TimeoutIdle")
        void idle() {
            try (var stage = Stage.loggedIn("TimeoutIdle 1")) {
                stage.client()
                        .reads("421 Idle timeout (1 seconds): closing control connection")
                        .seesEnd();
                stage.backend().seesEnd();
                stage.recorder().awaitEvent("core.timeout-idle");
                assertThat(stage.recorder().end()).isEqualTo(EndReason.of(EndReason.Kind.TIMEOUT, "TimeoutIdle"));
            }
        }

        @Test
        @DisplayName("CONF-SES-10 PROXY-CMD-12 TimeoutLogin")
        void login() {
            try (var stage = Stage.greeted(List.of("SIZE"), "TimeoutLogin 1")) {
                stage.client()
                        .reads("421 Login timeout (1 second): closing control connection")
                        .seesEnd();
            }
        }

        @Test
        @DisplayName("CONF-SES-11 TimeoutNoTransfer; PROXY-CMD-12 TimeoutLogin ends with the login")
        void noTransfer() {
            try (var stage = Stage.loggedIn("TimeoutLogin 1", "TimeoutNoTransfer 2")) {
                stage.client()
                        .reads("421 No transfer timeout (2 seconds): closing control connection")
                        .seesEnd();
            }
        }

        @Test
        @DisplayName("CONF-SES-12 TimeoutSession, also for one user")
        void session() {
            try (var stage = Stage.loggedIn("TimeoutSession 1 user joe")) {
                assertThat(stage.client().reads(421).text()).startsWith("Session Timeout (");
                stage.client().seesEnd();
            }
        }

        @Test
        @DisplayName("CONF-SES-13 PROXY-DT-21 TimeoutStalled ends a transfer that does not move, and all connections")
        void stalled() {
            try (var stage = Stage.loggedIn("TimeoutStalled 1")) {
                var data = stage.begins("STOR a");
                data.client().sends("some");
                data.backend().bytes(4);
                stage.client().reads(426);
                stage.client().seesEnd();
                data.backend().seesReset();
                data.client().seesAnyEnd();
                stage.backend().seesEnd();
                stage.recorder().awaitEvent("core.timeout-stalled");
                stage.gateway().awaitLog("Data transfer stall timeout: 1 seconds");
            }
        }
    }

    @Nested
    class LocalAnswers {
        @ParameterizedTest
        @DisplayName("CONF-SES-23 … 29 what is answered where nothing stands behind")
        @CsvSource(
                delimiter = '=',
                value = {
                    "NOOP=200 NOOP command successful",
                    "noop=200 NOOP command successful",
                    "SYST=215 UNIX Type: L8",
                    "CLNT lftp=200 OK",
                    "OPTS UTF8 on=200 UTF8 set to on",
                    "USER=500 USER: command requires a parameter",
                    "USER x=331 Password required for x",
                    "PASS x=503 Login with USER first",
                    "ACCT x=502 ACCT command not implemented",
                    "REIN=502 REIN command not implemented",
                    "HELP RETR=214 Syntax: RETR <sp> pathname",
                    "HELP nosuch=502 Unknown command 'NOSUCH'",
                    "PWD=530 Please login with USER and PASS",
                    "XYZZY=500 XYZZY not understood",
                    "QUIT=221 Goodbye."
                })
        void here(String command, String expected) {
            try (var gateway = unproxied();
                    var client = gateway.client()) {
                client.reads(220);
                client.sends(command).reads(expected);
            }
        }

        @Test
        @DisplayName("PROXY-CMD-10 CONF-SES-29 an unknown command raises its event")
        void unknown() {
            try (var gateway = unproxied();
                    var client = gateway.client()) {
                client.reads(220);
                client.sends("XYZZY").reads("500 XYZZY not understood");
                gateway.recorder().awaitEvent("core.unhandled-command");
            }
        }

        @Test
        @DisplayName("CONF-SES-26 USER twice, PASS twice")
        void userAndPass() {
            try (var gateway = unproxied("MaxLoginAttempts none");
                    var client = gateway.client()) {
                client.reads(220);
                client.sends("USER a").reads("331 Password required for a");
                client.sends("USER b").reads("331 Password required for b");
                client.sends("PASS x").reads("530 Login incorrect.");
                client.sends("PASS x").reads("530 Login incorrect.");
            }
        }

        @Test
        @DisplayName("CONF-SES-25 HELP lists the commands and ends with whom to write to")
        void help() {
            try (var gateway = unproxied("ServerAdmin admin@example.org");
                    var client = gateway.client()) {
                client.reads(220);
                client.sends("HELP");
                var lines = client.reads(214).lines();
                assertThat(lines.getFirst())
                        .isEqualTo("214-The following commands are recognized (* =>'s unimplemented):");
                assertThat(lines.getLast()).isEqualTo("214 Direct comments to admin@example.org");
            }
        }

        @Test
        @DisplayName("CONF-DIR-34 MultilineRFC2228 puts the code on every line")
        void multilineRfc2228() {
            try (var gateway = unproxied("MultilineRFC2228 on");
                    var client = gateway.client()) {
                client.reads(220);
                client.sends("FEAT");
                var lines = client.reads(211).lines();
                assertThat(lines.subList(0, lines.size() - 1)).allMatch(line -> line.startsWith("211-"));
                assertThat(lines.getLast()).isEqualTo("211 End");
            }
        }

        @Test
        @DisplayName("CONF-SES-28 QUIT ends the session")
        void quit() {
            try (var gateway = unproxied();
                    var client = gateway.client()) {
                client.reads(220);
                client.sends("QUIT").reads("221 Goodbye.").seesEnd();
                assertThat(gateway.recorder().end().kind()).isEqualTo(EndReason.Kind.QUIT);
            }
        }

        @Test
        void theLastRefusedPasswordEndsTheSessionHereToo() {
            try (var gateway = unproxied("MaxLoginAttempts 1");
                    var client = gateway.client()) {
                client.reads(220);
                client.sends("USER a").reads(331);
                client.sends("PASS x").reads("530 Login incorrect.").seesEnd();
            }
        }
    }
}
