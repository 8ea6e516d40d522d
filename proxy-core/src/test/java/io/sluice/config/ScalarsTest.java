package io.sluice.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScalarsTest {

    @ParameterizedTest
    @DisplayName("CONF-LEX-18 durations have these forms")
    @CsvSource({"90,90", "90s,90", "90SEC,90", "2m,120", "2Min,120", "1h,3600", "1hr,3600", "00:01:30,90", "1:2:3,3723"
    })
    void durationsHaveTheseForms(String word, long seconds) throws BadValue {
        assertThat(Scalars.duration(word)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @DisplayName("CONF-LEX-19 other durations are refused")
    @ValueSource(strings = {"-5", "", "abc", "5x", "5 s", "001:00:00", "1:2", "1.5", "s"})
    void otherDurationsAreRefused(String word) {
        assertRefused(() -> Scalars.duration(word), "error parsing timeout value '" + word + "': Invalid argument");
    }

    @ParameterizedTest
    @DisplayName("CONF-LEX-19 durations past all bounds are refused")
    @ValueSource(strings = {"99999999999", "2147483647h"})
    void durationsPastAllBoundsAreRefused(String word) {
        assertRefused(
                () -> Scalars.duration(word),
                "error parsing timeout value '" + word + "': Numerical result out of range");
    }

    @ParameterizedTest
    @DisplayName("CONF-LEX-20 eight words are Booleans")
    @CsvSource({"on,true", "YES,true", "True,true", "1,true", "off,false", "No,false", "FALSE,false", "0,false"})
    void eightWordsAreBooleans(String word, boolean value) throws BadValue {
        assertThat(Scalars.bool(word)).isEqualTo(value);
    }

    @ParameterizedTest
    @DisplayName("CONF-LEX-20 no other word is a Boolean")
    @ValueSource(strings = {"", "2", "onn", "enabled"})
    void noOtherWordIsABoolean(String word) {
        assertRefused(() -> Scalars.bool(word), "expected Boolean parameter");
    }

    @ParameterizedTest
    @DisplayName("CONF-LEX-21 sizes have unit words")
    @CsvSource({"3,B,3", "3,kb,3072", "2,MB,2097152", "1,Gb,1073741824", "1,TB,1099511627776"})
    void sizesHaveUnitWords(String word, String unit, long bytes) throws BadValue {
        assertThat(Scalars.byteSize(word, unit)).isEqualTo(bytes);
    }

    @Test
    @DisplayName("CONF-LEX-21 other sizes are refused")
    void otherSizesAreRefused() {
        assertRefused(() -> Scalars.byteSize("3", "PB"), "unable to parse: 3 PB: Invalid argument");
        assertRefused(() -> Scalars.byteSize("-3", "KB"), "unable to parse: -3 KB: Invalid argument");
        assertRefused(() -> Scalars.byteSize("x"), "unable to parse: x: Invalid argument");
        assertRefused(
                () -> Scalars.byteSize("9999999999", "TB"),
                "unable to parse: 9999999999 TB: Numerical result out of range");
    }

    @Test
    void portsReachFromZeroToTheLast() throws BadValue {
        assertThat(Scalars.port("0")).isZero();
        assertThat(Scalars.port("65535")).isEqualTo(65535);
        assertRefused(() -> Scalars.port("65536"), "value must be between 0 and 65535");
        assertRefused(() -> Scalars.port("ftp"), "value must be between 0 and 65535");
    }

    @Test
    void pathsBeginAtTheRoot() throws BadValue {
        assertThat(Scalars.absolutePath("/a")).isEqualTo("/a");
        assertRefused(() -> Scalars.absolutePath("a"), "must be an absolute path");
    }

    @Test
    void choicesMatchInAnyCaseAndOptionsInTheirOwn() throws BadValue {
        var words = Map.of("First", 1, "Second", 2);

        assertThat(Scalars.choice("SECOND", words, "bad word")).isEqualTo(2);
        assertThat(Scalars.option("First", "Log", words)).isEqualTo(1);
        assertRefused(() -> Scalars.choice("third", words, "bad word"), "bad word");
        assertRefused(() -> Scalars.option("first", "Log", words), ": unknown LogOption 'first'");
    }

    @Test
    void noneIsNothing() throws BadValue {
        assertThat(arguments("NONE").unlessNone(Arguments::port)).isEmpty();
        assertThat(arguments("21").unlessNone(Arguments::port)).contains(21);
    }

    @Test
    void aSizeMayHaveItsUnitInTheNextArgument() throws BadValue {
        assertThat(arguments("2", "KB").byteSize(0)).isEqualTo(2048);
        assertThat(arguments("2").byteSize(0)).isEqualTo(2);
    }

    @Test
    void regularExpressionsMayDisregardCase() throws BadValue {
        assertThat(arguments("^abc$").regexInAnyCase(0).search("ABC")).isEqualTo(BoundedPattern.Match.FOUND);
        assertThat(arguments("^abc$").regex(0).search("ABC")).isEqualTo(BoundedPattern.Match.NOT_FOUND);
    }

    private static Arguments arguments(String... words) {
        return new Arguments(List.of(words), Position.CODE);
    }

    private static void assertRefused(ThrowingCallable reading, String text) {
        assertThatExceptionOfType(BadValue.class)
                .isThrownBy(reading)
                .satisfies(e -> assertThat(e.text()).isEqualTo(text));
    }
}
