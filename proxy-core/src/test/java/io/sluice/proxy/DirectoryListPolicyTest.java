package io.sluice.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.ftp.Reply;
import io.sluice.module.CommandOutcome.Direction;
import io.sluice.module.CommandOutcome.Status;
import io.sluice.session.peers.Stage;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryListPolicyTest {
    private static final String ENTRY = "-rw-r--r--   1 joe      users        1024 Jan  1  2025 a \u00E9\u0085 b\r\n";
    private static final String FACTS = "modify=20250101000000;perm=adfrw;size=1024;type=file;UNIX.groupname=users;"
            + "UNIX.mode=0644;UNIX.ownername=joe; a \u00E9\u0085 b\r\n";
    private static final String LIST = "ProxyDirectoryListPolicy LIST";

    /// Sends the command, lets the backend answer the other with a listing, and returns what the client got.
    private static String listing(Stage stage, String command, String expected, String list) {
        var sides = stage.passive();
        stage.client().sends(command);
        stage.backend().expects(expected).replies("150 Opening data connection");
        stage.client().reads(150);
        sides.backend().connects().sends(list).close();
        var text = new String(sides.client().connects().everything(), ISO_8859_1);
        stage.backend().replies("226 Transfer complete");
        stage.client().reads("226 Transfer complete");
        return text;
    }

    @Test
    @DisplayName("PROXY-DL-01 with the policy client MLSD goes as it is, and so does its answer")
    void clientPassesMlsdOn() {
        try (var stage = Stage.loggedIn("ProxyDirectoryListPolicy client")) {
            assertThat(listing(stage, "MLSD x", "MLSD x", ENTRY)).isEqualTo(ENTRY);
        }
    }

    @ParameterizedTest
    @DisplayName("PROXY-DL-02 MLSD goes as LIST with its path, and is translated")
    @CsvSource({"MLSD, LIST -al", "MLSD a path, LIST -al a path", "MLSD -x, LIST -al ./-x"})
    void listTranslatesMlsd(String command, String sent) {
        try (var stage = Stage.loggedIn(LIST)) {
            assertThat(listing(stage, command, sent, ENTRY)).isEqualTo(FACTS);
        }
    }

    @ParameterizedTest
    @DisplayName("PROXY-DL-02 other commands go as they are")
    @ValueSource(strings = {"LIST", "LIST -l x", "NLST", "RETR x"})
    void listTranslatesNothingElse(String command) {
        try (var stage = Stage.loggedIn(LIST)) {
            assertThat(listing(stage, command, command, ENTRY)).isEqualTo(ENTRY);
        }
    }

    @ParameterizedTest
    @DisplayName("PROXY-DL-02 other commands without data connections go as they are")
    @ValueSource(strings = {"MLST x", "STAT x"})
    void listLeavesTheControlConnectionAlone(String command) {
        try (var stage = Stage.loggedIn(LIST)) {
            stage.client().sends(command);
            stage.backend().expects(command).replies("213-Status", ENTRY.stripTrailing(), "213 End");
            assertThat(stage.client().reads(213).lines()).contains(ENTRY.stripTrailing());
        }
    }

    @ParameterizedTest
    @DisplayName(
            "PROXY-DL-02 a server that says it is of another kind gets LIST without options it would misunderstand")
    @CsvSource(
            delimiter = '|',
            value = {
                "215 MVS is the operating system of this server. FTP Server is running on z/OS.|LIST x",
                "215  OS/400 is the remote operating system. The TCP/IP version is \"V7R4M0\".|LIST x",
                "215 VMS MultiNet V5.5(16)|LIST x",
                "215 UNIX Type: L8|LIST -al x",
                "215 Windows_NT|LIST -al x",
                "502 not implemented|LIST -al x"
            })
    void optionsAreForServersThatKnowThem(String system, String expected) {
        try (var stage = Stage.loggedIn(LIST)) {
            stage.asks("SYST", system);

            assertThat(listing(stage, "MLSD x", expected, "Name VV.MM Id\r\nMEMBER\r\n"))
                    .isNotNull();
        }
    }

    @ParameterizedTest
    @DisplayName("PROXY-DL-02 a greeting tells the kind of server too")
    @CsvSource(
            delimiter = '|',
            value = {
                "220-FTPD1 IBM FTP CS V2R4 at MVSA.EXAMPLE.COM, 10:00:00 on 2026-01-01.|UNKNOWN",
                "220-QTCP at AS400.EXAMPLE.COM.|UNKNOWN",
                "220 node MultiNet FTP Server Process V5.5(16) at Thu|UNKNOWN",
                "220 mvs.example.com FTP server ready|KNOWN",
                "220 ProFTPD Server|KNOWN"
            })
    void theGreetingTellsToo(String greeting, ListOptions expected) {
        var reply = new Reply(220, List.of(greeting, "220 Go on"));

        assertThat(ListOptions.toldByGreeting(reply)).isEqualTo(expected);
    }

    @Test
    @DisplayName("PROXY-DL-04 UseSlink tells where a link leads")
    void useSlink() {
        var link = "lrwxrwxrwx   1 joe      users           5 Jan  1  2025 my link -> over/there\r\n";

        try (var stage = Stage.loggedIn(LIST + " UseSlink")) {
            assertThat(listing(stage, "MLSD", "LIST -al", link))
                    .contains("type=OS.unix=slink:over/there;")
                    .endsWith("; my link\r\n");
        }
        try (var stage = Stage.loggedIn(LIST)) {
            assertThat(listing(stage, "MLSD", "LIST -al", link))
                    .contains("type=OS.unix=symlink;")
                    .endsWith("; my link\r\n");
        }
    }

    @Nested
    @DisplayName("PROXY-DL-07 OPTS MLST")
    class Options {
        @Test
        void choosesTheFactsAndIsRelayed() {
            try (var stage = Stage.loggedIn(LIST)) {
                options(stage, "OPTS MLST type;size;nonsense;UNIX.ownername;", "200 MLST OPTS type;size;");

                assertThat(listing(stage, "MLSD", "LIST -al", ENTRY))
                        .isEqualTo("size=1024;type=file;UNIX.ownername=joe; a \u00E9\u0085 b\r\n");
            }
        }

        @Test
        void asksForNumbersWithoutTheNameOfTheOwner() {
            try (var stage = Stage.loggedIn(LIST)) {
                options(stage, "OPTS MLST type;UNIX.owner;", "501 never heard of it");

                assertThat(listing(stage, "MLSD x", "LIST -aln x", "-rw-r--r-- 1 1001 100 1024 Jan  1  2025 x\r\n"))
                        .isEqualTo("type=file;UNIX.owner=1001; x\r\n");
            }
        }

        @Test
        void aboutSomethingElseChangesNothing() {
            try (var stage = Stage.loggedIn(LIST)) {
                options(stage, "OPTS UTF8 ON", "200 on");

                assertThat(listing(stage, "MLSD", "LIST -al", ENTRY)).isEqualTo(FACTS);
            }
        }

        @Test
        void isShownByFeat() {
            try (var stage = Stage.loggedIn(LIST)) {
                stage.client().sends("FEAT");
                assertThat(stage.client().reads(211).lines())
                        .contains(" MLST modify*;perm*;size*;type*;UNIX.group*;UNIX.groupname*;UNIX.mode*;"
                                + "UNIX.owner*;UNIX.ownername*;");

                options(stage, "OPTS MLST type;size;", "200 fine");

                stage.client().sends("FEAT");
                assertThat(stage.client().reads(211).lines())
                        .contains(" MLST modify;perm;size*;type*;UNIX.group;UNIX.groupname;UNIX.mode;"
                                + "UNIX.owner;UNIX.ownername;");
            }
        }

        private void options(Stage stage, String command, String reply) {
            stage.asks(command, reply);
        }
    }

    @Test
    @DisplayName("PROXY-CMD-04 FEAT tells of MLST what the backend says where nothing is translated")
    void featTellsWhatTheBackendSaysUnderTheOtherPolicy() {
        try (var stage = Stage.greeted(List.of("EPSV", "MLST type*;size*;"))) {
            stage.client().sends("FEAT");
            assertThat(stage.client().reads(211).lines()).contains(" MLST type*;size*;");
        }
        try (var stage = Stage.greeted(List.of("EPSV"))) {
            stage.client().sends("FEAT");
            assertThat(stage.client().reads(211).lines()).noneMatch(line -> line.contains("MLST"));
        }
    }

    @Test
    @DisplayName("PROXY-DT-23 with direct transfers the policy has no effect, and FEAT does not promise any")
    void directTransfersAreNotTranslated() {
        try (var stage = Stage.loggedIn(LIST, "ProxyOptions UseDirectDataTransfers")) {
            stage.client().sends("FEAT");
            assertThat(stage.client().reads(211).lines()).noneMatch(line -> line.contains("MLST"));
            stage.asks("MLSD x", "500 MLSD not understood");
        }
    }

    @ParameterizedTest
    @DisplayName("PROXY-DL-09 a refusal of LIST answers MLSD")
    @ValueSource(strings = {"550 x: No such directory", "450 Busy", "425 Cannot open data connection"})
    void aRefusalIsRelayed(String refusal) {
        try (var stage = Stage.loggedIn(LIST)) {
            stage.passive();
            stage.client().sends("MLSD x");
            stage.backend().expects("LIST -al x").replies(refusal);
            stage.client().reads(refusal);
            stage.answersInStep();
        }
    }

    @Test
    void theLogHasTheCommandOfTheClientAndTheBytesItGot() {
        try (var stage = Stage.loggedIn(LIST)) {
            listing(stage, "MLSD x", "LIST -al x", "total 1\r\n" + ENTRY);

            var transfer = stage.recorder().transfer("MLSD");
            assertThat(transfer.direction()).isEqualTo(Direction.LISTING);
            assertThat(transfer.status()).isEqualTo(Status.SUCCESS);
            assertThat(transfer.bytes()).isEqualTo(FACTS.length());
        }
    }

    /// Both ends of an MLSD that has begun as a LIST.
    private static Stage.Running begins(Stage stage) {
        var sides = stage.passive();
        stage.client().sends("MLSD");
        stage.backend().expects("LIST -al").replies("150 Here it comes");
        stage.client().reads(150);
        var backend = sides.backend().connects();
        return new Stage.Running(sides.client().connects(), backend);
    }

    @Test
    @DisplayName("PROXY-DL-08 lines are whole however they come, and the last needs no line end")
    void linesComeInPieces() {
        try (var stage = Stage.loggedIn(LIST)) {
            var data = begins(stage);
            data.backend().sends(ENTRY + ENTRY.substring(0, 40));
            assertThat(new String(data.client().bytes(FACTS.length()), ISO_8859_1))
                    .isEqualTo(FACTS);
            data.backend().sends(ENTRY.substring(40).stripTrailing()).close();
            assertThat(data.client().text()).isEqualTo(FACTS);
            stage.backend().replies("226 Done");
            stage.client().reads("226 Done");
        }
    }

    @Test
    @DisplayName("PROXY-DL-08 a line that is too long fails the transfer")
    void aLineThatIsTooLongFailsTheTransfer() {
        try (var stage = Stage.loggedIn(LIST)) {
            var data = begins(stage);
            data.backend().sends("x".repeat(8449));
            data.client().seesReset();
            stage.backend().replies("226 Sent it all");
            stage.client().reads(426);
            stage.gateway()
                    .awaitLog("unterminated directory list data length (8449 bytes) exceeds capacity (8448 bytes),"
                            + " rejecting");
            assertThat(stage.recorder().transfer("MLSD").status()).isEqualTo(Status.FAILED);
            stage.answersInStep();
        }
    }

    @Test
    void abortBreaksATranslationOff() {
        try (var stage = Stage.loggedIn(LIST)) {
            var data = begins(stage);
            data.backend().sends(ENTRY);
            data.client().bytes(FACTS.length());
            stage.aborts();
            stage.answersInStep();
        }
    }
}
