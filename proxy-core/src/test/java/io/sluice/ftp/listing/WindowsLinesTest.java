package io.sluice.ftp.listing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("PROXY-DL-06 Windows lines")
class WindowsLinesTest {
    private final WindowsLines form = new WindowsLines();

    private Listed read(String line) {
        return form.read(Span.of(line)).orElseThrow(() -> new AssertionError("no entry: " + line));
    }

    @ParameterizedTest
    @CsvSource({
        "11-24-26  10:15AM, 20261124101500",
        "11-24-26  10:15PM, 20261124221500",
        "11-24-26  12:15AM, 20261124001500",
        "11-24-26  12:15PM, 20261124121500",
        "11-24-26  10:15am, 20261124101500",
        "11-24-26  22:15, 20261124221500",
        "11-24-2026  10:15AM, 20261124101500",
        "11-24-1969  22:15, 19691124221500",
        "01-01-70  00:00, 19700101000000",
        "01-01-69  00:00, 20690101000000"
    })
    void haveTimesWithTwoOrFourDigitsOfTheYearAndEitherClock(String time, long digits) {
        assertThat(read(time + "       <DIR>          x").modified()).isEqualTo(OptionalLong.of(digits));
        assertThat(read(time + "                 1024 x").modified()).isEqualTo(OptionalLong.of(digits));
    }

    @Test
    void tellFilesWithTheirSize() {
        var entry = read("11-24-26  10:15AM           9876543210 a name");

        assertThat(entry.type()).isEqualTo(EntryType.FILE);
        assertThat(entry.size()).isEqualTo(OptionalLong.of(9_876_543_210L));
        assertThat(entry.name()).hasToString("a name");
        assertThat(entry.mode()).isEmpty();
        assertThat(entry.owner().isEmpty()).isTrue();
    }

    @Test
    void tellDirectoriesWithNone() {
        var entry = read("11-24-26  10:15AM       <DIR>          a folder");

        assertThat(entry.type()).isEqualTo(EntryType.DIRECTORY);
        assertThat(entry.size()).isEqualTo(OptionalLong.of(0));
        assertThat(entry.name()).hasToString("a folder");
    }

    @Test
    void keepBlanksThatBelongToAName() {
        assertThat(read("11-24-26  10:15AM       <DIR>            x ").name()).hasToString("  x ");
        assertThat(read("11-24-26  10:15AM                 1024  x ").name()).hasToString(" x ");
    }

    @Test
    void mayHaveNarrowColumns() {
        assertThat(read("11-24-26 10:15AM <DIR> x").name()).hasToString("x");
        assertThat(read("11-24-26 10:15AM 7 x").size()).isEqualTo(OptionalLong.of(7));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "11-24-26",
                "11-24-26  10:15AM",
                "11-24-26  10:15AM       <DIR>",
                "11-24-26  10:15AM       <DIR>          ",
                "11-24-26  10:15AM                 1024",
                "11-24-26  10:15AM                 1024 ",
                "11-24-26  10:15AM                 10k4 x",
                "11-24-26  13:15PM                 1024 x",
                "11-24-26  00:15AM                 1024 x",
                "11-24-26  10:15XM                 1024 x",
                "11-24-26  24:15                 1024 x",
                "13-24-26  10:15AM                 1024 x",
                "11-32-26  10:15AM                 1024 x",
                "11/24/26  10:15AM                 1024 x",
                "11-24-126  10:15AM                 1024 x",
                "-rw-r--r--   1 joe      users        1024 Nov 24 10:15 x"
            })
    void areNone(String line) {
        assertThat(form.read(Span.of(line))).isEmpty();
    }
}
