package io.sluice.ftp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandTest {
    @Test
    void isSentWithCrLfAndTelnetEscapes() {
        assertThat(Command.of("RETR", " a\u00FFb ").bytes())
                .isEqualTo("RETR  a\u00FF\u00FFb \r\n".getBytes(ISO_8859_1));
        assertThat(Command.of("PASS").bytes()).isEqualTo("PASS\r\n".getBytes(ISO_8859_1));
        assertThat(Command.of("PASS", "").bytes()).isEqualTo("PASS \r\n".getBytes(ISO_8859_1));
    }

    @Test
    void isReadAsItWasSent() {
        var sent = Command.of("STOR", "\u00FF\u00FF \u00E9\u00F4");
        var reader = new CommandReader();

        reader.feed(ByteBuffer.wrap(sent.bytes()));

        assertThat(reader.next()).contains(new ClientLine.Line(sent));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nDELE b", "a\nb", "a\rb", "a\0b"})
    void isNeverSentAsTwo(String argument) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Command.of("RETR", argument).bytes())
                .withMessageNotContaining(argument);
    }

    @Test
    @DisplayName("PROXY-CMD-15 a password is never in what logs show")
    void hidesItsPassword() {
        assertThat(Command.of("pass", "secret")).hasToString("PASS (hidden)");
        assertThat(new Command("PASS", Optional.empty())).hasToString("PASS");
    }

    @Test
    @DisplayName("PROXY-DT-18 ABOR without TLS is preceded by IAC IP IAC and DM")
    void abortsWithTelnetUrgentData() {
        assertThat(Telnet.abortUrgent()).isEqualTo(new byte[] {(byte) 0xFF, (byte) 0xF4, (byte) 0xFF});
        assertThat(Telnet.abortLine()).isEqualTo("\u00F2ABOR\r\n".getBytes(ISO_8859_1));
    }

    @Test
    void isUnescapedAsItWasEscaped() {
        assertThat(Telnet.unescape(Telnet.escape("a\u00FFb\u00FF\u00FF"))).isEqualTo("a\u00FFb\u00FF\u00FF");
    }
}
