package io.sluice.log;

import static io.sluice.log.LogFixtures.NOW;
import static io.sluice.log.LogFixtures.ORIGIN;
import static io.sluice.log.Outcomes.done;
import static io.sluice.log.Outcomes.renamed;
import static io.sluice.log.Outcomes.transfer;
import static io.sluice.log.Outcomes.transferred;
import static io.sluice.log.Outcomes.unanswered;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.module.CommandOutcome;
import io.sluice.module.CommandOutcome.Direction;
import io.sluice.module.CommandOutcome.Status;
import io.sluice.module.EndReason;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LogFormatTest {
    private final ScriptedSession session = new ScriptedSession();

    private String line(String format, CommandOutcome outcome) {
        return LogFormat.compile(format, ORIGIN, false).line(LogEvent.command(NOW, session, outcome));
    }

    private String line(String format) {
        return line(format, done("NOOP", "200 OK"));
    }

    @Test
    @DisplayName("LOG-13 the default format is the common log format")
    void theDefaultFormat() {
        session.user = Optional.of("bob");

        var line = line(
                LogFormat.DEFAULT, transferred("RETR a.txt", transfer(Direction.DOWNLOAD, Status.SUCCESS), "226 Done"));

        assertThat(line).isEqualTo("client.example UNKNOWN bob [21/Nov/2026:03:46:19 +0100] \"RETR a.txt\" 226 2048");
    }

    @Nested
    class Variables {
        @Test
        @DisplayName("LOG-14 of the session")
        void ofTheSession() {
            session.protocol = "ftps";
            session.requestedUser = Optional.of("bob@a");
            session.group = Optional.of("staff");

            assertThat(line("%a %A %h %H %I %l %L %O %p %P %u %U %v %V %g"))
                    .isEqualTo("192.0.2.7 UNKNOWN client.example 198.51.100.1 100 UNKNOWN 198.51.100.1 200 2121"
                            + " 4711-123 - bob@a Example FTP 198.51.100.1 staff");
            assertThat(line("%{protocol} %{remote-port} %{version} %{var:anything}"))
                    .isEqualTo("ftps 50123 0.1.0 -");
        }

        @Test
        @DisplayName("LOG-14 of a command")
        void ofACommand() {
            assertThat(line("%m|%r|%J|%s|%S|%R|%b", done("cwd /pub", "250 OK")))
                    .isEqualTo("CWD|CWD /pub|/pub|250|OK|12|-");
            assertThat(line("%m|%J", done("NOOP", "200 OK"))).isEqualTo("NOOP|");
            assertThat(line("%m", done("SITE chmod 755 a", "200 OK"))).isEqualTo("SITE CHMOD");
            assertThat(line("%s %S", unanswered("NOOP"))).isEqualTo("- -");
        }

        @Test
        @DisplayName("LOG-14 paths are made absolute with the directory the client is in, and %F is as sent")
        void paths() {
            session.directory = Optional.of("/pub/in");

            assertThat(line("%f|%F|%{basename}", done("DELE ../a b.txt", "250 OK")))
                    .isEqualTo("/pub/a b.txt|../a b.txt|a b.txt");
            assertThat(line("%d|%D", done("LIST -la sub", "226 OK"))).isEqualTo("sub|/pub/in/sub");
            assertThat(line("%d|%D", done("CWD in", "250 OK"))).isEqualTo("in|/pub/in");
            assertThat(line("%d|%D", done("CWD nowhere", "550 No"))).isEqualTo("nowhere|/pub/in/nowhere");
            assertThat(line("%d|%D|%f", done("NOOP", "200 OK"))).isEqualTo("in|-|-");
            assertThat(line("%d|%f", done("MKD new", "257 OK"))).isEqualTo("new|/pub/in/new");
            assertThat(line("%f", done("MFMT 20260101000000 a b", "213 OK"))).isEqualTo("/pub/in/a b");
        }

        @Test
        @DisplayName("LOG-14 a path stays as sent where the directory is not known")
        void unknownDirectory() {
            assertThat(line("%f|%d", done("DELE a.txt", "250 OK"))).isEqualTo("a.txt|-");
        }

        @Test
        @DisplayName("LOG-14 %w is the old name, at RNTO alone")
        void renames() {
            assertThat(line("%w %F %b", renamed("old", "RNTO new", "250 OK"))).isEqualTo("old new 0");
            assertThat(line("%w", done("RNFR old", "350 OK"))).isEqualTo("-");
        }

        @Test
        @DisplayName("LOG-15 %c is the class")
        void theClass() {
            assertThat(line("%c")).isEqualTo("-");
            session.assignClass("office");
            assertThat(line("%c")).isEqualTo("office");
        }

        @Test
        @DisplayName("LOG-16 of a reply in several lines %S is the last")
        void theLastLineOfAReply() {
            assertThat(line("%s %S", done("STAT", "211-Status:", " all well", "211 End of status")))
                    .isEqualTo("211 End of status");
        }

        @Test
        @DisplayName("LOG-18 %I and %O grow with the session")
        void rawBytes() {
            session.bytesIn = 1_000_000_000_000L;

            assertThat(line("%I")).isEqualTo("1000000000000");
        }

        @Test
        @DisplayName("LOG-19 %u is the accepted user, %U the last that was asked for")
        void users() {
            session.requestedUser = Optional.of("bob@backend");
            assertThat(line("%u %U")).isEqualTo("- bob@backend");
            session.user = Optional.of("bob");
            assertThat(line("%u %U")).isEqualTo("bob bob@backend");
        }

        @ParameterizedTest
        @DisplayName("LOG-20 times agree, in the zone of the process")
        @CsvSource(delimiter = '|', textBlock = """
                %{iso8601}       | 2026-11-21 03:46:19,042
                %{ISO8601}       | 2026-11-21 03:46:19,042
                %{epoch}         | 1795229179
                %{millisecs}     | 042
                %{microsecs}     | 042000
                %t               | [21/Nov/2026:03:46:19 +0100]
                %{%Y%m%d %H}t    | 20261121 03
                %{time:%H:%M:%S} | 03:46:19
                """)
        void times(String format, String expected) {
            assertThat(line(format)).isEqualTo(expected);
        }

        @Test
        @DisplayName("LOG-20 LogOptions +Utc shows UTC")
        void utc() {
            var format = LogFormat.compile("%t %{time:%H}", ORIGIN, true);

            assertThat(format.line(LogEvent.command(NOW, session, done("NOOP", "200 OK"))))
                    .isEqualTo("[21/Nov/2026:02:46:19 +0000] 02");
        }

        @Test
        @DisplayName("LOG-21 notes are shown, URLs without their password")
        void notes() {
            assertThat(line("%{note:mod_proxy.backend-ip}")).isEqualTo("-");
            session.notes.put("mod_proxy.backend-url", "ftp://bob:se:cret@a.example:21");

            assertThat(line("%{note:mod_proxy.backend-url}")).isEqualTo("ftp://bob:***@a.example:21");
        }

        @Test
        @DisplayName("LOG-22 environment variables in both forms")
        void environment() {
            session.environment.put("TLS_CIPHER", "TLS_AES_128_GCM_SHA256");

            assertThat(line("%{TLS_CIPHER}e %{env:TLS_CIPHER} %{SLUICE_NOT_SET}e"))
                    .isEqualTo("TLS_AES_128_GCM_SHA256 TLS_AES_128_GCM_SHA256 -");
        }

        @ParameterizedTest
        @EnumSource(EndReason.Kind.class)
        @DisplayName("LOG-23 %E is the reason at the end")
        void endReasons(EndReason.Kind kind) {
            var exit = LogEvent.exit(NOW, session, EndReason.of(kind, "because"));

            assertThat(LogFormat.compile("%m %r %J %E", ORIGIN, false).line(exit))
                    .isEqualTo("EXIT - - " + kind.text() + ": because");
            assertThat(line("%E")).isEqualTo("-");
        }
    }

    @Nested
    class Transfers {
        private static final String ALL =
                "%b %T %{transfer-millisecs} %{transfer-speed} %{transfer-status} %{transfer-failure}"
                        + " %{transfer-type} %{transfer-port} %{file-offset} %{file-size} %{file-modified}";

        @Test
        @DisplayName("LOG-17 of a success")
        void success() {
            assertThat(line(ALL, transferred("RETR a", transfer(Direction.DOWNLOAD, Status.SUCCESS), "226 Done")))
                    .isEqualTo("2048 1.500 1500 1.33KB/s success - binary 4000 100 2148 false");
        }

        @Test
        @DisplayName("LOG-17 of a refusal before data")
        void refusal() {
            assertThat(line(ALL, done("RETR a", "550 No such file")))
                    .isEqualTo("- - - - failed No such file - - - - false");
        }

        @Test
        @DisplayName("LOG-17 of an abort and of a stall")
        void abortAndStall() {
            assertThat(line(
                            "%{transfer-status} %{transfer-failure}",
                            transferred("STOR a", transfer(Direction.UPLOAD, Status.CANCELLED), "426 Aborted.")))
                    .isEqualTo("cancelled aborted");
            assertThat(line(
                            "%{transfer-status} %{transfer-failure} %{file-size}",
                            transferred("STOR a", transfer(Direction.UPLOAD, Status.TIMEOUT), "426 Stalled")))
                    .isEqualTo("timeout Stalled -");
            assertThat(line("%{transfer-status}", done("ABOR", "226 Abort successful")))
                    .isEqualTo("success");
            assertThat(line("%{transfer-status} %{transfer-failure}", unanswered("RETR a")))
                    .isEqualTo("timeout unknown");
        }

        @ParameterizedTest
        @DisplayName("LOG-17 ports of the four ways to make a data connection")
        @CsvSource(delimiter = ';', textBlock = """
                PORT 192,0,2,7,15,160        ; 200 OK                                             ; 4000
                EPRT |2|2001:db8::1|4001|    ; 200 OK                                             ; 4001
                PASV                         ; 227 Entering Passive Mode (198,51,100,1,15,162).   ; 4002
                EPSV                         ; 229 Entering Extended Passive Mode (|||4003|)      ; 4003
                EPSV                         ; 522 No                                             ; -
                """)
        void ports(String command, String reply, String port) {
            assertThat(line("%{transfer-port}", done(command, reply))).isEqualTo(port);
        }
    }

    @Nested
    class Injection {
        @Test
        @DisplayName("LOG-08 client text cannot end a line, leave its quotes, or be no UTF-8")
        void clientText() {
            assertThat(line("\"%r\" %J", done("DELE a\"\r\n\u0007\u00e9\u00c3\u00a9", "250 OK")))
                    .isEqualTo("\"DELE a\\\"\\r\\n\\x07\\xE9é\" a\"\\r\\n\\x07\\xE9é");
            session.requestedUser = Optional.of("bob\n192.0.2.9 root");
            assertThat(line("%U")).isEqualTo("bob\\n192.0.2.9 root");
        }

        @Test
        @DisplayName("LOG-28 PASS and ADAT hide their arguments")
        void secrets() {
            assertThat(line("%r %J", done("PASS se cret", "230 OK"))).isEqualTo("PASS (hidden) (hidden)");
            assertThat(line("%r %J", done("ADAT c2VjcmV0", "235 OK"))).isEqualTo("ADAT (hidden) (hidden)");
        }
    }

    @Nested
    class Text {
        @Test
        @DisplayName("LOG-24 %% is a percent sign, what is unknown stays as it stands with a warning")
        void unknownVariables() {
            var format = LogFormat.compile("100%% %q %{nothing} %", ORIGIN, false);

            assertThat(format.line(LogEvent.connect(NOW, session))).isEqualTo("100% %q %{nothing} %");
            assertThat(format.warnings()).containsExactly("unknown variable '%q'", "unknown variable '%{nothing}'");
        }

        @Test
        void anEmptyFormatIsAWarning() {
            assertThat(LogFormat.compile("", ORIGIN, false).warnings()).containsExactly("lines are empty");
        }
    }
}
