package io.sluice.ftp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.ftp.BackendMisbehaved.Fault;
import io.sluice.ftp.BackendMisbehaved.LineTooLong;
import io.sluice.ftp.BackendMisbehaved.NotAReply;
import io.sluice.ftp.BackendMisbehaved.ReplyTooLong;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyAssemblerTest {
    private final ReplyAssembler assembler = new ReplyAssembler();

    @Nested
    class SingleLines {
        @Test
        void areRepliesOfTheirOwn() {
            assertThat(read("331 Password\r\n230 Welcome\r\n"))
                    .containsExactly(reply(331, "331 Password"), reply(230, "230 Welcome"));
        }

        @Test
        void mayBeTheBareCode() {
            assertThat(read("200\r\n")).containsExactly(reply(200, "200"));
        }

        @Test
        void mayEndInALoneLf() {
            assertThat(read("200 a\n200 b\n")).containsExactly(reply(200, "200 a"), reply(200, "200 b"));
        }

        @Test
        void areKeptToTheByte() {
            assertThat(read("257 \"/\u00FF\u00FF\u00E9\t \0\rx\"  \r\n"))
                    .containsExactly(reply(257, "257 \"/\u00FF\u00FF\u00E9\t \0\rx\"  "));
        }

        @Test
        void mayHaveAnyCodeFrom100To699() {
            assertThat(read("100 a\n699 b\n")).extracting(Reply::code).containsExactly(100, 699);
        }
    }

    @Nested
    @DisplayName("PROXY-CMD-05 multi-line replies are kept line by line")
    class MultipleLines {
        @Test
        void endAtTheSameCodeAndABlank() {
            assertThat(read("211-Features:\r\n MDTM\r\n211 End\r\n"))
                    .containsExactly(reply(211, "211-Features:", " MDTM", "211 End"));
        }

        @Test
        void mayEndWithTheBareCode() {
            assertThat(read("234-Proceed\r\n234\r\n")).containsExactly(reply(234, "234-Proceed", "234"));
        }

        @Test
        void mayRepeatTheCodeOnEveryLine() {
            assertThat(read("230-Welcome\r\n230-to IIS\r\n230 Logged in\r\n"))
                    .containsExactly(reply(230, "230-Welcome", "230-to IIS", "230 Logged in"));
        }

        @Test
        void mayHoldAnythingInBetween() {
            var lines = List.of(
                    "213-Status:",
                    "",
                    "   ",
                    "-rw-r--r-- 1 a b 0 x",
                    "214 other",
                    "2130",
                    "213a",
                    "213- still",
                    "21",
                    "\u00E9\0",
                    "213 done");

            assertThat(read(String.join("\r\n", lines) + "\r\n")).containsExactly(new Reply(213, lines));
        }

        @Test
        void areNotGivenBeforeTheirEnd() {
            assertThat(read("211-Features:\r\n MDTM\r\n")).isEmpty();
            assertThat(assembler.isWithinReply()).isTrue();

            assertThat(read("211 End\r\n")).hasSize(1);
            assertThat(assembler.isWithinReply()).isFalse();
        }
    }

    @Nested
    @DisplayName("PROXY-CMD-06 what is no reply is a fault")
    class Faults {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "SSH-2.0-OpenSSH_9.6",
                    "",
                    " 220 hello",
                    "22",
                    "220hello",
                    "220\thello",
                    "099 a",
                    "700 a",
                    "+OK",
                    "HTTP/1.1 400 Bad Request",
                    "2\u00B20 a"
                })
        void aLineWithoutACode(String line) {
            assertThat(faultOf(line + "\r\n")).isEqualTo(new NotAReply(line));
        }

        @Test
        void keepTheRepliesBeforeThem() {
            assembler.feed(ByteBuffer.wrap(bytes("220 hello\r\nnonsense\r\n")));

            assertThat(assembler.next()).contains(reply(220, "220 hello"));
            assertThatExceptionOfType(BackendMisbehaved.class).isThrownBy(assembler::next);
        }

        @Test
        void last() {
            faultOf("nonsense\r\n");

            assertThat(faultOf("220 hello\r\n")).isEqualTo(new NotAReply("nonsense"));
        }

        @Test
        void saySeenAndExpectedInOneLine() {
            assertThat(new BackendMisbehaved(new NotAReply("a\nb\u00E9" + "c".repeat(200))))
                    .hasMessage("backend sent \"a?b?" + "c".repeat(116)
                            + "...\" where a reply code from 100 to 699 was expected");
        }

        @Test
        void aLineOf64KibIsNoneAndOneByteMoreIs() {
            var longest = "220 " + "a".repeat(ReplyAssembler.MAX_LINE - 4);

            assertThat(read(longest + "\r\n")).containsExactly(reply(220, longest));
            assertThat(faultOf(longest + "a\r\n")).isEqualTo(new LineTooLong(ReplyAssembler.MAX_LINE));
        }

        @Test
        void aLineThatNeverEnds() {
            assertThat(faultOf("2".repeat(ReplyAssembler.MAX_LINE + 2))).isEqualTo(new LineTooLong(65536));
            assertThat(assembler.capacity()).isZero();
        }

        @Test
        void aLineOfTooManyCarriageReturns() {
            assertThat(faultOf("220" + "\r".repeat(ReplyAssembler.MAX_LINE) + "\n"))
                    .isEqualTo(new LineTooLong(ReplyAssembler.MAX_LINE));
        }

        @Test
        void aReplyOfMoreThan8MibIsOne() {
            var line = "a".repeat(1024) + "\r\n";
            read("213-\r\n");
            for (int i = 0; i < 8 * 1024 - 1; i++) {
                assertThat(read(line)).isEmpty();
            }

            assertThat(faultOf(line)).isEqualTo(new ReplyTooLong(ReplyAssembler.MAX_REPLY));
        }

        @Test
        void aFloodOfEmptyLinesIsOne() {
            read("213-\n");
            var lines = "\n".repeat(ReplyAssembler.MAX_REPLY / ReplyAssembler.LEAST_LINE);

            assertThat(faultOf(lines)).isEqualTo(new ReplyTooLong(ReplyAssembler.MAX_REPLY));
        }
    }

    @Test
    void noMemoryIsHeldBetweenReplies() {
        read("213-\r\n" + "a".repeat(60_000) + "\r\n213 end\r\n");

        assertThat(assembler.capacity()).isZero();
    }

    @Test
    void whatCameInClearTextIsDroppedWhenTlsBegins() {
        assembler.feed(ByteBuffer.wrap(bytes("234 go\r\n230 you are root\r\n230-")));
        assertThat(assembler.next()).contains(reply(234, "234 go"));

        assertThat(assembler.discard()).isTrue();

        assertThat(assembler.discard()).isFalse();
        assertThat(read("200 ok\r\n")).containsExactly(reply(200, "200 ok"));
    }

    @Test
    void randomBytesAreAReplyOrAFaultAndTakeBoundedMemory() {
        var random = new Random(959);
        for (int round = 0; round < 2_000; round++) {
            var assembler = new ReplyAssembler();
            var bytes = new byte[random.nextInt(3_000)];
            random.nextBytes(bytes);
            if (round % 2 == 0) {
                System.arraycopy(bytes("213-"), 0, bytes, 0, Math.min(4, bytes.length));
            }
            try {
                for (int at = 0; at < bytes.length; at += 100) {
                    assembler.feed(ByteBuffer.wrap(bytes, at, Math.min(100, bytes.length - at)));
                    while (assembler.next().isPresent()) {
                        assertThat(assembler.capacity()).isLessThan(1_000);
                    }
                    assertThat(assembler.capacity()).isLessThan(64 * 1024);
                }
            } catch (BackendMisbehaved e) {
                assertThat(e.what()).isInstanceOf(NotAReply.class);
                assertThat(assembler.capacity()).isZero();
            }
        }
    }

    private List<Reply> read(String text) {
        assembler.feed(ByteBuffer.wrap(bytes(text)));
        var found = new ArrayList<Reply>();
        for (var next = assembler.next(); next.isPresent(); next = assembler.next()) {
            found.add(next.get());
        }
        return found;
    }

    private Fault faultOf(String text) {
        try {
            read(text);
        } catch (BackendMisbehaved e) {
            return e.what();
        }
        throw new AssertionError("no fault");
    }

    private static Reply reply(int code, String... lines) {
        return new Reply(code, List.of(lines));
    }

    private static byte[] bytes(String wire) {
        return wire.getBytes(ISO_8859_1);
    }
}
