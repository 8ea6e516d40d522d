package io.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.config.BoundedPattern.Match;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoundedPatternTest {

    @ParameterizedTest
    @CsvSource({
        "^[[:alnum:]_]+$, a_9, FOUND",
        "^[[:alnum:]_]+$, a-9, NOT_FOUND",
        "[[:^digit:]], 123, NOT_FOUND",
        "^[]a]+$, ]a], FOUND",
        "^[^]]$, ], NOT_FOUND",
        "^[a&&b]+$, a&b, FOUND",
        "^[[]$, [, FOUND",
        "^[\\w]+$, ab, FOUND",
        "^[a\\]$, \\, FOUND",
        "\\.(exe|com)$, x.com, FOUND",
        "^(ab){2}$, abab, FOUND"
    })
    void bracketsAreReadAsInPosix(String pattern, String text, Match match) throws BadValue {
        assertThat(BoundedPattern.compile(pattern, false).search(text)).isEqualTo(match);
    }

    @Test
    void aSearchThatTakesTooLongRemainsUndecided() throws BadValue {
        assertThat(BoundedPattern.compile("^(a|aa|a+)+\\1b$", false).search("a".repeat(200)))
                .isEqualTo(Match.UNDECIDED);
    }

    @Test
    void aBadExpressionIsNamed() {
        assertThatExceptionOfType(BadValue.class)
                .isThrownBy(() -> BoundedPattern.compile("a(b", false))
                .withMessage("pattern 'a(b' failed regex compilation: Unclosed group");
    }
}
