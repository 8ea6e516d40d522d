package io.sluice.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.ftp.Command;
import io.sluice.session.peers.Stage;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What becomes of each command, before and after login.
class DispatchTest {
    private static final String LOGIN_FIRST = "530 Please login with USER and PASS";

    @Nested
    @DisplayName("PROXY-CMD-01 every row of the table")
    class Rows {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "CWD x",
                    "XCWD x",
                    "CDUP",
                    "XCUP",
                    "PWD",
                    "XPWD",
                    "MKD x",
                    "XMKD x",
                    "RMD x",
                    "XRMD x",
                    "NOOP",
                    "SYST",
                    "STAT",
                    "STAT x",
                    "HELP",
                    "SITE CHMOD 644 x",
                    "ACCT x",
                    "ALLO 1",
                    "MODE S",
                    "STRU F",
                    "REST 0",
                    "SIZE x",
                    "MDTM x",
                    "MLST x",
                    "MFMT 20250101000000 x",
                    "MFF x=y; z",
                    "DELE x",
                    "CLNT x",
                    "LANG en",
                    "SMNT x",
                    "RANG 1 2",
                    "CSID x",
                    "OPTS UTF8 ON",
                    "XYZZY  two blanks "
                })
        void needLoginAndAreRelayedVerbatimAfterIt(String command) {
            try (var stage = Stage.greeted(List.of("SIZE"))) {
                stage.client().sends(command).reads(LOGIN_FIRST);
                stage.login();
                stage.asks(command, "200 As you wish");
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"PBSZ 0", "PROT P", "CCC", "ADAT x", "CONF x", "ENC x", "MIC x", "AUTH TLS"})
        void securityCommandsNeverReachTheBackend(String command) {
            try (var stage = Stage.greeted(List.of("SIZE"))) {
                stage.client().sends(command);
                assertThat(stage.client().reply().isNegative()).isTrue();
                stage.login();
                stage.client().sends(command);
                assertThat(stage.client().reply().isNegative()).isTrue();
                stage.answersInStep();
            }
        }

        @Test
        void typeIsRelayedBeforeLoginToo() {
            try (var stage = Stage.greeted(List.of("SIZE"))) {
                stage.asks("TYPE I", "530 Not logged in, said the backend");
            }
        }

        @Test
        void userAndPassAreRelayedAfterLogin() {
            try (var stage = Stage.loggedIn()) {
                stage.asks("USER other", "501 Reauthentication not supported");
                stage.asks("PASS x", "503 You are already logged in");
            }
        }

        @Test
        @DisplayName("CONF-SES-27 REIN is answered here in every state")
        void rein() {
            try (var stage = Stage.greeted(List.of("SIZE"))) {
                stage.client().sends("REIN").reads("502 REIN command not implemented");
                stage.login();
                stage.client().sends("REIN").reads("502 REIN command not implemented");
                stage.answersInStep();
            }
        }

        @Test
        void hostAfterLoginComesTooLate() {
            try (var stage = Stage.loggedIn()) {
                stage.client().sends("HOST example.org").reads("503 Bad sequence of commands");
            }
        }

        @Test
        void hostBeforeLogin() {
            try (var stage = Stage.greeted(List.of())) {
                stage.client().sends("HOST nobody.example").reads("504 nobody.example: Unknown hostname provided");
                stage.client().sends("HOST 127.0.0.1").reads("220 HOST command successful");
                stage.client().sends("HOST").reads("500 'HOST' not understood");
            }
        }

        @Test
        void renamingIsRelayed() {
            try (var stage = Stage.loggedIn()) {
                stage.asks("RNFR a", "350 Ready");
                stage.asks("RNTO b", "250 Renamed");
                assertThat(stage.recorder().outcome("RNTO").renameFrom()).contains("a");
            }
        }

        @Test
        void aPreliminaryReplyIsPassedOnBeforeTheFinalOne() {
            try (var stage = Stage.loggedIn()) {
                stage.client().sends("SITE SLOW");
                stage.backend().expects("SITE SLOW").replies("120 One moment", "200 Done");
                stage.client().reads("120 One moment").reads("200 Done");
            }
        }
    }

    @Nested
    @DisplayName("PROXY-CMD-04 FEAT is answered here, or by the backend with ShowFeatures")
    class Feat {
        @Test
        @DisplayName("CONF-SES-24 the features are sorted, one to a line")
        void here() {
            try (var stage = Stage.greeted(List.of("SIZE", "MDTM", "REST STREAM", "SITE MKDIR", "X-VENDOR"))) {
                stage.client().sends("FEAT");
                var lines = stage.client().reads(211).lines();
                assertThat(lines.getFirst()).isEqualTo("211-Features:");
                assertThat(lines.getLast()).isEqualTo("211 End");
                var features = lines.subList(1, lines.size() - 1);
                assertThat(features).isSorted().contains(" EPRT", " EPSV", " HOST", " MDTM", " REST STREAM", " SIZE");
                assertThat(features).doesNotContain(" X-VENDOR");
            }
        }

        @Test
        void there() {
            try (var stage = Stage.greeted(List.of("SIZE"), "ProxyOptions ShowFeatures")) {
                stage.client().sends("FEAT");
                stage.backend().expects("FEAT").replies("211-Mine", " X-VENDOR", "211 End of mine");
                stage.client().reads(List.of("211-Mine", " X-VENDOR", "211 End of mine"));
            }
        }
    }

    @Nested
    class Replies {
        @Test
        @DisplayName("PROXY-CMD-05 multi-line replies are relayed unchanged")
        void multipleLines() {
            var said = List.of("214-Help", "no blank before", "214-code again", "", "123 other code", "214 ");
            try (var stage = Stage.loggedIn()) {
                stage.client().sends("HELP");
                stage.backend().expects("HELP").replies(said.toArray(String[]::new));
                stage.client().reads(said);
                stage.client().sends("HELP");
                stage.backend().expects("HELP").replies("214-Help", "214");
                stage.client().reads(List.of("214-Help", "214"));
            }
        }

        @Test
        @DisplayName("PROXY-CMD-06 a malformed reply fails the command")
        void malformed() {
            try (var stage = Stage.loggedIn()) {
                stage.client().sends("PWD");
                stage.backend().expects("PWD").replies("garbage");
                stage.client().reads("500 PWD: Invalid argument");
            }
        }

        @Test
        @DisplayName("PROXY-CMD-07 what the backend says unasked comes before the next reply")
        void unasked() {
            try (var stage = Stage.loggedIn()) {
                stage.backend().replies("421 Going down in a minute");
                stage.client().reads("421 Going down in a minute");
                stage.answersInStep();
            }
        }

        @Test
        @DisplayName("PROXY-CMD-08 the end of an idle backend ends the client's connection")
        void theEndOfTheBackend() {
            try (var stage = Stage.loggedIn()) {
                stage.backend().close();
                stage.client().seesEnd();
            }
        }

        @Test
        void theEndOfTheBackendAmidACommandIsNoReply() {
            try (var stage = Stage.loggedIn()) {
                stage.client().sends("PWD");
                stage.backend().expects("PWD").resets();
                stage.client().seesEnd();
            }
        }

        @Test
        @DisplayName("PROXY-CMD-09 QUIT is relayed, then both connections are closed")
        void quit() {
            try (var stage = Stage.loggedIn()) {
                stage.asks("QUIT", "221 Bye, says the backend").seesEnd();
                stage.backend().seesEnd();
            }
        }

        @Test
        @DisplayName("PROXY-CMD-13 a thousand commands sent at once are answered in order")
        void pipelined() {
            int count = 1000;
            try (var stage = Stage.loggedIn()) {
                var all = new StringBuilder();
                for (int i = 0; i < count; i++) {
                    all.append("MDTM ").append(i).append("\r\n");
                }
                stage.client().wire().sends(all.toString());
                for (int i = 0; i < count; i++) {
                    stage.backend().expects("MDTM " + i).replies("213 " + i);
                }
                for (int i = 0; i < count; i++) {
                    stage.client().reads("213 " + i);
                }
            }
        }

        @Test
        void aReplyThatTheClientCannotTakeAtOnceReachesItWhole() {
            try (var stage = Stage.loggedIn()) {
                stage.client().sends("STAT /");
                stage.backend().expects("STAT /").replies("212-Status");
                var line = " " + "x".repeat(999) + "\r\n";
                stage.backend().wire().sends(line.repeat(4000));
                stage.backend().replies("212 End");
                assertThat(stage.client().reads(212).lines()).hasSize(4002);
                stage.answersInStep();
            }
        }
    }

    @Test
    void duringATransferOnlyFourThingsHappen() {
        assertThat(Dispatch.duringTransfer(Command.of("ABOR"))).isEqualTo(Dispatch.DuringTransfer.ABORT);
        assertThat(Dispatch.duringTransfer(Command.of("NOOP"))).isEqualTo(Dispatch.DuringTransfer.ANSWER);
        assertThat(Dispatch.duringTransfer(Command.of("STAT"))).isEqualTo(Dispatch.DuringTransfer.PASS_ON);
        assertThat(Dispatch.duringTransfer(Command.of("STAT", "/"))).isEqualTo(Dispatch.DuringTransfer.WAIT);
        assertThat(Dispatch.duringTransfer(Command.of("RETR", "x"))).isEqualTo(Dispatch.DuringTransfer.WAIT);
    }
}
