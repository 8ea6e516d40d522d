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
        @DisplayName("CONF-CTL-02 a request is a status, a count, and words with their lengths")
        void request() throws IOException {
            var request = read(bytes(0, 2, 3, "ban", 4, "info"));

            assertThat(request).isEqualTo(new ControlRequest(List.of("ban", "info"), Layout.WORDS));
        }

        @Test
        @DisplayName("CONF-CTL-02 a reply is a status, a count, and lines with their lengths")
        void reply() {
            assertThat(ControlWire.write(ControlReply.ok("No bans"), Layout.WORDS))
                    .isEqualTo(bytes(0, 1, 7, "No bans"));
        }

        @ParameterizedTest
        @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OK")
        @DisplayName("CONF-CTL-02 whatever has not been done is -1")
        void errors(Status status) {
            assertThat(ControlWire.write(ControlReply.of(status, "no"), Layout.WORDS))
                    .isEqualTo(bytes(-1, 1, 2, "no"));
        }

        @Test
        @DisplayName("CONF-CTL-02 a request may have no words")
        void noWords() throws IOException {
            assertThat(read(bytes(0, 0)).words()).isEmpty();
        }

        @Test
        void lengthsCountBytes() throws IOException {
            assertThat(read(bytes(0, 1, 4, "fün")).words()).containsExactly("fün");
            assertThat(ControlWire.write(ControlReply.ok("fün"), Layout.WORDS)).isEqualTo(bytes(0, 1, 4, "fün"));
        }

        @Test
        void nothingIsReadBehindTheRequest() throws IOException {
            var in = new ByteArrayInputStream(bytes(0, 1, 4, "help", "more"));

            ControlWire.read(in);

            assertThat(in.available()).isEqualTo(4);
        }

        @Test
        @DisplayName("CONF-CTL-01 a request has 1024 bytes at most")
        void longest() throws IOException {
            assertThat(read(bytes(0, 1, 1012, "x".repeat(1012))).words()).hasSize(1);
            assertThatExceptionOfType(ProtocolException.class)
                    .isThrownBy(() -> read(bytes(0, 1, 1013, "x".repeat(1013))))
                    .withMessageContaining("1024");
        }

        @ParameterizedTest
        @ValueSource(ints = {-1, 255, Integer.MAX_VALUE, Integer.MIN_VALUE})
        void countsThatCannotBe(int count) {
            assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> read(bytes(0, count)));
        }

        @ParameterizedTest
        @ValueSource(ints = {-1, 1013, Integer.MAX_VALUE, Integer.MIN_VALUE})
        void lengthsThatCannotBe(int length) {
            assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> read(bytes(0, 1, length)));
        }

        @Test
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
        @DisplayName("CONF-CTL-01 a request is a length and an object")
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
        @DisplayName("CONF-CTL-01 a request has 1024 bytes at most")
        void longest() throws IOException {
            var frame = "{\"action\":\"\"}";

            assertThat(read(json("{\"action\":\"" + "x".repeat(1024 - frame.length()) + "\"}"))
                            .words())
                    .hasSize(1);
            assertThatExceptionOfType(ProtocolException.class)
                    .isThrownBy(() -> read(json("{\"action\":\"" + "x".repeat(1025 - frame.length()) + "\"}")));
            assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> read(bytes(-1)));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "[]",
                    "{\"action\":1}",
                    "{\"action\":\"a\",\"args\":[1]}",
                    "{\"action\":\"a\",\"args\":\"b\"}",
                    "{\"action\":\"a\"",
                    "{\"other\":\"a\"}",
                    "nonsense"
                })
        void whatIsNoRequest(String text) {
            assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> read(json(text)));
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
