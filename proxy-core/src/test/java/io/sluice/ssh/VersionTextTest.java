package io.sluice.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.session.SessionDirectives.Ident;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("PROXY-SSH-16 what the proxy calls itself")
class VersionTextTest {

    @Test
    void isNameAndVersion() {
        assertThat(text(new Ident(true, Optional.empty()))).isEqualTo("mod_proxy/1.2");
    }

    @Test
    void isTheNameAloneWhereTheServerIsNotToBeTold() {
        assertThat(text(new Ident(false, Optional.empty()))).isEqualTo("mod_proxy");
    }

    @Test
    void isATextOfTheConfiguration() {
        assertThat(text(new Ident(true, Optional.of("Files of ours")))).isEqualTo("Files of ours");
    }

    @Test
    void isOneLineOfPrintableBytesThatIsNotTooLong() {
        assertThat(text(new Ident(true, Optional.of("a\r\nb\u00e9" + "x".repeat(500)))))
                .startsWith("a__b_x")
                .hasSize(240);
    }

    private static String text(Ident ident) {
        return VersionText.of(ident, "mod_proxy", "/", "1.2");
    }
}
