package io.sluice.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.admin.ControlRequest.Layout;
import io.sluice.module.ControlReply;
import io.sluice.module.ControlReply.Status;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControlWireTest {

    /// Integers and texts as they lie on the wire.
    private static byte[] bytes(Object... parts) {
        var buffer = ByteBuffer.allocate(4096).order(ByteOrder.nativeOrder());
        for (var part : parts) {
            switch (part) {
                case Integer number -> buffer.putInt(number);
                case String text -> buffer.put(text.getBytes(UTF_8));
                default -> throw new IllegalArgumentException(part.toString());
            }
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private static byte[] json(String text) {
        return bytes(text.getBytes(UTF_8).length, text);
    }

    private static ControlRequest read(byte[] bytes) throws IOException {
        return ControlWire.read(new ByteArrayInputStream(bytes));
    }

    @Nested
    class WordsOfRelease138 {
        @Test
        @DisplayName("CONF-CTL-02 CTRL-02 a request is a status, a count, and words with their lengths")
        void request() throws IOException {
            var request = read(bytes(0, 2, 3, "ban", 4, "info"));

            assertThat(request).isEqualTo(new ControlRequest(List.of("ban", "info"), Layout.WORDS));
        }

        @Test
        @DisplayName("CONF-CTL-02 CTRL-02 a reply is a status, a count, and lines with their lengths")
        void reply() {
            assertThat(ControlWire.write(ControlReply.ok("No bans"), Layout.WORDS))
                    .isEqualTo(bytes(0, 1, 7, "No bans"));
        }

        @ParameterizedTest
        @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OK")
        @DisplayName("CTRL-02 whatever has not been done has its code")
        void errors(Status status) {
            assertThat(ControlWire.write(ControlReply.of(status, "no"), Layout.WORDS))
                    .isEqualTo(bytes(status.code(), 1, 2, "no"));
        }

        @Test
        @DisplayName("CONF-CTL-02 CTRL-03 a request may have no words, and a word without bytes is none")
        void noWords() throws IOException {
            assertThat(read(bytes(0, 0)).words()).isEmpty();
            assertThat(read(bytes(0, 3, 0, 3, "ban", 0)).words()).containsExactly("ban");
        }

        @Test
        void lengthsCountBytes() throws IOException {
            assertThat(read(bytes(0, 1, 4, "fün")).words()).containsExactly("fün");
            assertThat(ControlWire.write(ControlReply.ok("fün"), Layout.WORDS)).isEqualTo(bytes(0, 1, 4, "fün"));
        }

        @Test
        @DisplayName("CONF-CTL-02 our own client asks and reads in this layout")
        void client() throws IOException {
            assertThat(ControlWire.request(List.of("ban", "info"), Layout.WORDS))
                    .isEqualTo(bytes(0, 2, 3, "ban", 4, "info"));
            assertThat(ControlWire.reply(new ByteArrayInputStream(bytes(0, 2, 1, "a", 3, "fü")), Layout.WORDS))
                    .isEqualTo(new ControlCall(true, List.of("a", "fü")));
            assertThat(ControlWire.reply(new ByteArrayInputStream(bytes(-1, 0)), Layout.WORDS))
                    .isEqualTo(new ControlCall(false, List.of()));
            assertThatExceptionOfType(ProtocolException.class)
                    .isThrownBy(() -> ControlWire.reply(new ByteArrayInputStream(bytes(0, 1, 1 << 21)), Layout.WORDS));
        }

        @Test
        void nothingIsReadBehindTheRequest() throws IOException {
            var in = new ByteArrayInputStream(bytes(0, 1, 4, "help", "more"));

            ControlWire.read(in);

            assertThat(in.available()).isEqualTo(4);
        }

        @Test
        @DisplayName("CTRL-03 an action has 127 bytes at most, a word 256, and there are 32 of them")
        void longest() throws IOException {
            assertThat(read(bytes(0, 2, 127, "x".repeat(127), 256, "y".repeat(256)))
                            .words())
                    .containsExactly("x".repeat(127), "y".repeat(256));
            assertThatExceptionOfType(ProtocolException.class)
                    .isThrownBy(() -> read(bytes(0, 1, 128, "x".repeat(128))));
            assertThatExceptionOfType(ProtocolException.class)
                    .isThrownBy(() -> read(bytes(0, 2, 1, "x", 257, "y".repeat(257))));
            var words = new ArrayList<Object>(List.of(0, 32));
            for (int i = 0; i < 32; i++) {
                words.addAll(List.of(1, "x"));
            }
            assertThat(read(bytes(words.toArray())).words()).hasSize(32);
            assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> read(bytes(0, 33, 1, "x")));
        }

        @ParameterizedTest
        @ValueSource(strings = {"a\nb", "a\u0000b", "\u007f", "\u0085"})
        @DisplayName("CTRL-03 a word can be printed")
        void unprintable(String word) {
            assertThatExceptionOfType(ProtocolException.class)
                    .isThrownBy(() -> read(bytes(0, 1, word.getBytes(UTF_8).length, word)));
        }

        @Test
        @DisplayName("CTRL-02 a line has 1023 bytes at most, and there are 1024 of them")
        void longestLines() {
            assertThat(ControlWire.write(ControlReply.ok("x".repeat(2000)), Layout.WORDS))
                    .isEqualTo(bytes(0, 1, 1023, "x".repeat(1023)));
            var reply = ControlWire.write(new ControlReply(Status.OK, Collections.nCopies(1025, "x")), Layout.WORDS);
            assertThat(ByteBuffer.wrap(reply).order(ByteOrder.nativeOrder()).getInt(4))
                    .isEqualTo(1024);
        }

        @ParameterizedTest
        @ValueSource(ints = {-1, 255, Integer.MAX_VALUE, Integer.MIN_VALUE})
        void countsThatCannotBe(int count) {
            assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> read(bytes(0, count)));
        }

        @ParameterizedTest
        @ValueSource(ints = {-1, 128, Integer.MAX_VALUE, Integer.MIN_VALUE})
        void lengthsThatCannotBe(int length) {
            assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> read(bytes(0, 1, length)));
        }

        @Test
        @DisplayName("CTRL-03 a request that ends too early is none")
        void endsWithin() {
            byte[] whole = bytes(0, 2, 3, "ban", 4, "info");
            for (int length = 0; length < whole.length; length++) {
                byte[] part = Arrays.copyOf(whole, length);
                assertThatExceptionOfType(EOFException.class).isThrownBy(() -> read(part));
            }
        }
    }

    @Nested
    class Json {
        @Test
        @DisplayName("CONF-CTL-01 CTRL-04 a request is a length and an object")
        void request() throws IOException {
            assertThat(read(json("{\"action\":\"ban\",\"args\":[\"info\",\"-v\"]}")))
                    .isEqualTo(new ControlRequest(List.of("ban", "info", "-v"), Layout.JSON));
            assertThat(read(json("{\"args\":[\"info\"],\"action\":\"ban\"}")).words())
                    .containsExactly("ban", "info");
        }

        @Test
        @DisplayName("CONF-CTL-01 a reply is a length and an object")
        void reply() {
            assertThat(ControlWire.write(
                            new ControlReply(Status.ACCESS_DENIED, List.of("access \"denied\"", "fün")), Layout.JSON))
                    .isEqualTo(json("{\"status\":-2,\"responses\":[\"access \\\"denied\\\"\",\"fün\"]}"));
        }

        @Test
        @DisplayName("CTRL-01 our own client asks and reads in this layout")
        void client() throws IOException {
            assertThat(ControlWire.request(List.of("ban", "info", "ü\""), Layout.JSON))
                    .isEqualTo(json("{\"action\":\"ban\",\"args\":[\"info\",\"ü\\\"\"]}"));
            assertThat(reply("{ \"more\":{}, \"responses\":[\"a\",\"fü\"], \"status\":0 }"))
                    .isEqualTo(new ControlCall(true, List.of("a", "fü")));
            assertThat(reply("{\"status\":-2,\"responses\":[]}")).isEqualTo(new ControlCall(false, List.of()));
            for (var wrong :
                    List.of("{\"status\":0}", "{\"responses\":[]}", "[]", "", "{\"status\":0,\"responses\":[1]}")) {
                assertThatExceptionOfType(ProtocolException.class).as(wrong).isThrownBy(() -> reply(wrong));
            }
            assertThatExceptionOfType(ProtocolException.class)
                    .isThrownBy(() -> ControlWire.reply(new ByteArrayInputStream(bytes(1 << 21)), Layout.JSON));
        }

        private static ControlCall reply(String text) throws IOException {
            return ControlWire.reply(new ByteArrayInputStream(json(text)), Layout.JSON);
        }

        @Test
        @DisplayName("CONF-CTL-01 CTRL-04 a request has 1024 bytes at most")
        void longest() throws IOException {
            var frame = "{\"action\":\"\",\"args\":[]}";

            assertThat(read(json("{\"action\":\"" + "x".repeat(1024 - frame.length()) + "\",\"args\":[]}"))
                            .words())
                    .hasSize(1);
            assertThatExceptionOfType(ProtocolException.class)
                    .isThrownBy(() ->
                            read(json("{\"action\":\"" + "x".repeat(1025 - frame.length()) + "\",\"args\":[]}")));
            assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> read(bytes(-1)));
            assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> read(bytes(Integer.MAX_VALUE)));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "[]",
                    "{\"action\":1,\"args\":[]}",
                    "{\"action\":\"a\"}",
                    "{\"args\":[]}",
                    "{\"action\":\"a\",\"args\":[\"b\\n\"]}",
                    "{\"action\":\"a\",\"args\":[]} more",
                    "{\"action\":\"a\",\"args\":[1]}",
                    "{\"action\":\"a\",\"args\":\"b\"}",
                    "{\"action\":\"a\"",
                    "{\"other\":\"a\"}",
                    "nonsense"
                })
        @DisplayName("CTRL-04 what is no request asks for nothing that there is")
        void whatIsNoRequest(String text) throws IOException {
            assertThat(read(json(text))).isEqualTo(ControlRequest.undecodable());
        }
    }

    @ParameterizedTest
    @EnumSource(Layout.class)
    @DisplayName("CONF-CTL-01 a reply has one mebibyte at most, and says what it leaves out")
    void longestReply(Layout layout) {
        var reply = new ControlReply(Status.OK, Collections.nCopies(100_000, "\u0001".repeat(20)));

        byte[] bytes = ControlWire.write(reply, layout);

        assertThat(bytes).hasSizeLessThanOrEqualTo(ControlWire.LONGEST_REPLY);
        assertThat(new String(bytes, UTF_8)).contains(" lines more");
    }
}
