package io.sluice.ftp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ReplyTest {
    @Test
    void ofOneTextIsOneLine() {
        assertThat(Reply.of(200, "ok").lines()).containsExactly("200 ok");
    }

    @Test
    void ofSeveralTextsHasABlankBeforeThoseInBetween() {
        assertThat(Reply.of(214, "a", "b", "c").lines()).containsExactly("214-a", " b", "214 c");
    }

    @Test
    void ofWhatPeopleWriteIsUtf8() {
        assertThat(Reply.of(220, "Grüße").lines()).containsExactly("220 " + WireText.of("Grüße"));
    }

    @Test
    void ofWireTextKeepsItsBytes() {
        assertThat(Reply.ofWire(550, "\u00E9\u00FF: Forbidden").lines()).containsExactly("550 \u00E9\u00FF: Forbidden");
    }

    @Test
    void neverHoldsALineEndWithinALine() {
        assertThat(Reply.ofWire(550, "a\r\n230 b").lines()).containsExactly("550 a  230 b");
        assertThatIllegalArgumentException().isThrownBy(() -> new Reply(550, List.of("550 a\n230 b")));
    }

    @Test
    void isSentWithCrLf() {
        assertThat(new Reply(220, List.of("220-\u00E9", "", "220 b")).bytes())
                .isEqualTo("220-\u00E9\r\n\r\n220 b\r\n".getBytes(ISO_8859_1));
    }

    @Test
    @DisplayName("CONF-DIR-34 every line may carry the code")
    void mayCarryTheCodeOnEveryLine() {
        assertThat(Features.reply(List.of("EPSV", "SIZE")).withCodeOnEveryLine().lines())
                .containsExactly("211-Features:", "211-EPSV", "211-SIZE", "211 End");
        assertThat(Reply.of(200, "ok").withCodeOnEveryLine()).isEqualTo(Reply.of(200, "ok"));
    }

    @Test
    void hasTheTextOfItsLastLine() {
        assertThat(Reply.of(230, "a", "b").text()).isEqualTo("b");
        assertThat(new Reply(230, List.of("230")).text()).isEmpty();
    }

    @Test
    void keepsItsTextsUnderAnotherCode() {
        var reply = new Reply(421, List.of("421-Too busy", " 421 times", "421-", "4219 others", "421"));

        assertThat(reply.withCode(530))
                .isEqualTo(new Reply(530, List.of("530-Too busy", " 421 times", "530-", "4219 others", "530")));
    }
}
