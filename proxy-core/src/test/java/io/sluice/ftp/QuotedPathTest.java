package io.sluice.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuotedPathTest {
    @Test
    void standsBetweenQuotes() {
        assertThat(QuotedPath.of("257 \"/a b\" is the current directory")).contains("/a b");
    }

    @Test
    void hasItsQuotesDoubled() {
        assertThat(QuotedPath.of("257 \"/a\"\"b\"\"\" created")).contains("/a\"b\"");
        assertThat(QuotedPath.quote("/a\"b")).isEqualTo("\"/a\"\"b\"");
    }

    @Test
    void mayBeEmptyOrForeign() {
        assertThat(QuotedPath.of("257 \"\" is it")).contains("");
        assertThat(QuotedPath.of("257 \"'USER1.'\" is working directory.")).contains("'USER1.'");
    }

    @Test
    void mayStandOnAnyLine() {
        assertThat(QuotedPath.of(new Reply(257, List.of("257-hello", "257 \"/\""))))
                .contains("/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"257 /a", "257 \"/a", "257 \"/a\"\"", ""})
    void needsBothQuotes(String text) {
        assertThat(QuotedPath.of(text)).isEmpty();
    }
}
