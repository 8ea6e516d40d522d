package io.sluice.ftp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.ftp.ClientLine.Empty;
import io.sluice.ftp.ClientLine.Fault;
import io.sluice.ftp.ClientLine.Line;
import io.sluice.ftp.ClientLine.Malformed;
import io.sluice.ftp.ClientLine.TelnetAnswer;
import io.sluice.ftp.ClientLine.TooLong;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CommandReaderTest {
    private final CommandReader reader = new CommandReader();

    @Nested
    class Lines {
        @Test
        void endInCrLf() {
            assertThat(read("NOOP\r\nRETR a b\r\n"))
                    .containsExactly(line(Command.of("NOOP")), line(Command.of("RETR", "a b")));
        }

        @Test
        @DisplayName("CONF-SES-17 a lone LF ends a line")
        void mayEndInALoneLf() {
            assertThat(read("NOOP\nRETR a\n")).containsExactly(line(Command.of("NOOP")), line(Command.of("RETR", "a")));
        }

        @Test
        void mayEndInSeveralCarriageReturnsAndLf() {
            assertThat(read("NOOP\r\r\n")).containsExactly(line(Command.of("NOOP")));
        }

        @Test
        void areNotGivenBeforeTheirEnd() {
            assertThat(read("NOOP\r")).isEmpty();

            assertThat(read("\n")).containsExactly(line(Command.of("NOOP")));
        }

        @Test
        @DisplayName("CONF-SES-16 a line of nothing but blanks is empty")
        void ofNothingButBlanksAreEmpty() {
            assertThat(read("\r\n \t \r\n\n")).containsExactly(new Empty(), new Empty(), new Empty());
        }

        @Test
        void haveTheirVerbInUpperCase() {
            assertThat(read("xsha256 Path\r\n")).containsExactly(line(Command.of("XSHA256", "Path")));
        }

        @Test
        void mayBeginWithBlanks() {
            assertThat(read("  noop\r\n")).containsExactly(line(Command.of("NOOP")));
        }

        @Test
        void keepAllBlanksOfTheArgumentButTheFirst() {
            assertThat(read("SITE  CHMOD  644 \t a \r\n"))
                    .containsExactly(line(Command.of("SITE", " CHMOD  644 \t a ")));
        }

        @Test
        void tellAnEmptyArgumentFromNone() {
            assertThat(read("PASS \r\nPASS\r\n"))
                    .containsExactly(line(Command.of("PASS", "")), line(Command.of("PASS")));
        }

        @Test
        void haveTheirVerbEndAtAnyBlankThatAServerInCWouldSplitAt() {
            assertThat(read("DELE\ta\r\nDELE\u000Bb\r\nDELE\fc\r\n"))
                    .containsExactly(
                            line(Command.of("DELE", "a")),
                            line(Command.of("DELE", "b")),
                            line(Command.of("DELE", "c")));
        }

        @Test
        void carryEveryOtherByteAsItCame() {
            var argument = new StringBuilder();
            for (char c = 1; c < Telnet.IAC; c++) {
                if (c != '\r' && c != '\n') {
                    argument.append(c);
                }
            }

            assertThat(read("RETR " + argument + "\r\n"))
                    .containsExactly(line(Command.of("RETR", argument.toString())));
        }

        @Test
        void carryUtf8() {
            var name = WireText.of("Überweisung 日本.txt");

            assertThat(read("STOR " + name + "\r\n")).containsExactly(line(Command.of("STOR", name)));
        }

        @Test
        void doNotChangeVerbsBeyondAscii() {
            assertThat(read("stra\u00DFe\u00B5\u00FE\r\n"))
                    .containsExactly(line(Command.of("STRA\u00DFE\u00B5\u00FE")));
        }
    }

    @Nested
    class MalformedLines {
        @Test
        void holdANul() {
            assertThat(read("DELE a\0b\r\nNOOP\r\n"))
                    .containsExactly(new Malformed(Command.of("DELE", "a\0b"), Fault.NUL), line(Command.of("NOOP")));
        }

        @Test
        void holdACarriageReturn() {
            assertThat(read("DELE a\rQUIT\r\nNOOP\r\n"))
                    .containsExactly(
                            new Malformed(Command.of("DELE", "a\rQUIT"), Fault.CARRIAGE_RETURN),
                            line(Command.of("NOOP")));
        }

        @Test
        void holdACarriageReturnAsTelnetWritesIt() {
            assertThat(read("DELE a\r\0b\r\n"))
                    .containsExactly(new Malformed(Command.of("DELE", "a\r\0b"), Fault.CARRIAGE_RETURN));
        }
    }

    @Nested
    class LongLines {
        @Test
        @DisplayName("CONF-SES-15 a line of the limit is read, one byte more is dropped to its end")
        void areDroppedToTheirEnd() {
            var longest = "a".repeat(CommandReader.DEFAULT_LIMIT - 5);

            assertThat(read("RETR " + longest + "\r\nRETR " + longest + "a\r\nRETR " + longest + "\nNOOP\r\n"))
                    .containsExactly(
                            line(Command.of("RETR", longest)),
                            new TooLong(512, "RETR"),
                            line(Command.of("RETR", longest)),
                            line(Command.of("NOOP")));
        }

        @Test
        @DisplayName("CONF-DIR-31 the limit can be set up to 524288, also between two lines")
        void areJudgedByTheLimitOfTheMoment() {
            reader.setLimit(CommandReader.LARGEST_LIMIT);
            var longest = "a".repeat(CommandReader.LARGEST_LIMIT - 5);
            assertThat(read("RETR " + longest + "\r\n")).containsExactly(line(Command.of("RETR", longest)));

            reader.setLimit(10);
            assertThat(read("RETR 12345\r\nRETR 123456\r\n"))
                    .containsExactly(line(Command.of("RETR", "12345")), new TooLong(10, "RETR"));
        }

        @Test
        void mayFollowALimitThatShrank() {
            read("RETR 1234567890");

            reader.setLimit(10);

            assertThat(read("1\r\nNOOP\r\n")).containsExactly(new TooLong(10, "RETR"), line(Command.of("NOOP")));
        }

        @Test
        void neverTakeMoreMemoryThanTheLimit() {
            var flood = "x".repeat(64 * 1024);

            for (int i = 0; i < 100; i++) {
                assertThat(read(flood)).isEmpty();
                assertThat(reader.capacity()).isLessThanOrEqualTo(CommandReader.DEFAULT_LIMIT + 1);
            }

            assertThat(read("\r\n")).hasSize(1);
        }

        @Test
        void ofCarriageReturnsAreBoundedToo() {
            assertThat(read("NOOP" + "\r".repeat(1000) + "\n")).containsExactly(new TooLong(512, "NOOP"));
        }

        @Test
        void leaveNoMemoryBehind() {
            reader.setLimit(CommandReader.LARGEST_LIMIT);

            read("RETR " + "a".repeat(100_000) + "\r\n");

            assertThat(reader.capacity()).isLessThan(256);
        }
    }

    @Nested
    @DisplayName("CONF-SES-18 Telnet")
    class TelnetCommands {
        @Test
        void escapedIacIsTheByte() {
            assertThat(read("RETR a\u00FF\u00FFb\r\n")).containsExactly(line(Command.of("RETR", "a\u00FFb")));
        }

        @Test
        void willIsAnsweredWithDontAndDoWithWont() {
            var found = read("NO\u00FF\u00FB\u0001OP\u00FF\u00FD\n\r\n");

            assertThat(found)
                    .containsExactly(
                            new TelnetAnswer(Telnet.DONT, 1),
                            new TelnetAnswer(Telnet.WONT, 10),
                            line(Command.of("NOOP")));
            assertThat(((TelnetAnswer) found.getFirst()).bytes()).isEqualTo(bytes("\u00FF\u00FE\u0001"));
        }

        @Test
        void wontAndDontAreNeverAnswered() {
            assertThat(read("\u00FF\u00FC\u0001\u00FF\u00FE\u0001NOOP\r\n")).containsExactly(line(Command.of("NOOP")));
        }

        @Test
        void othersAreSkipped() {
            assertThat(read("\u00FF\u00F6N\u00FF\u00F1OO\u00FF\u00EFP\r\n")).containsExactly(line(Command.of("NOOP")));
        }

        @Test
        void subnegotiationsAreSkippedWhateverTheyHold() {
            assertThat(read("NO\u00FF\u00FA\u0018a\r\n\u00FF\u00FFb\u00FF\u00F1c\u00FF\u00F0OP\r\n"))
                    .containsExactly(line(Command.of("NOOP")));
        }

        @Test
        void abortIsReadWithAllItsBytes() {
            assertThat(read("\u00FF\u00F4\u00FF\u00F2ABOR\r\n")).containsExactly(line(Command.of("ABOR")));
        }

        @Test
        void abortIsReadWithTheSecondIacLostAsUrgent() {
            assertThat(read("\u00FF\u00F4\u00F2ABOR\r\n")).containsExactly(line(Command.of("ABOR")));
        }

        @Test
        void abortIsReadWithTheDataMarkLostAsUrgent() {
            assertThat(read("\u00FF\u00F4\u00FFABOR\r\n")).containsExactly(line(Command.of("ABOR")));
        }

        @Test
        void ourOwnAbortIsRead() {
            var sent = new String(Telnet.abortUrgent(), ISO_8859_1) + new String(Telnet.abortLine(), ISO_8859_1);

            assertThat(read(sent)).containsExactly(line(Command.of("ABOR")));
        }

        @Test
        void theByteOfADataMarkIsAByteElsewhere() {
            assertThat(read("RETR \u00F2\r\n")).containsExactly(line(Command.of("RETR", "\u00F2")));
        }
    }

    @Nested
    class Discarding {
        @Test
        void dropsWhatWasFedBehindACommand() {
            reader.feed(ByteBuffer.wrap(bytes("AUTH TLS\r\nUSER evil\r\nPA")));
            assertThat(reader.next()).contains(line(Command.of("AUTH", "TLS")));

            assertThat(reader.discard()).isTrue();

            assertThat(reader.discard()).isFalse();
            assertThat(read("USER good\r\n")).containsExactly(line(Command.of("USER", "good")));
        }
    }

    @Test
    void theCutsBetweenFeedsMakeNoDifference() {
        var random = new Random(959);
        var alphabet = "AbC  \t\r\r\n\n\0\u00F0\u00F2\u00F4\u00FA\u00FB\u00FD\u00FE\u00FF\u00FF\u00FFxyz\u00E9";
        for (int round = 0; round < 500; round++) {
            var text = new StringBuilder();
            for (int i = random.nextInt(200); i >= 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            var input = text + "\u00FF\u00F0\n\n";

            var atOnce = readBy(input.length(), input);

            assertThat(readBy(1, input)).isEqualTo(atOnce);
            assertThat(readBy(1 + random.nextInt(7), input)).isEqualTo(atOnce);
        }
    }

    private static List<ClientLine> readBy(int step, String input) {
        var reader = new CommandReader(40);
        var found = new ArrayList<ClientLine>();
        var bytes = bytes(input);
        for (int at = 0; at < bytes.length; at += step) {
            reader.feed(ByteBuffer.wrap(bytes, at, Math.min(step, bytes.length - at)));
            drain(reader, found);
        }
        return found;
    }

    private List<ClientLine> read(String text) {
        reader.feed(ByteBuffer.wrap(bytes(text)));
        var found = new ArrayList<ClientLine>();
        drain(reader, found);
        return found;
    }

    private static void drain(CommandReader reader, List<ClientLine> found) {
        for (var next = reader.next(); next.isPresent(); next = reader.next()) {
            found.add(next.get());
        }
    }

    private static Line line(Command command) {
        return new Line(command);
    }

    private static byte[] bytes(String wire) {
        return wire.getBytes(ISO_8859_1);
    }
}
