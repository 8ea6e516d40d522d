package io.sluice.ftp.listing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("PROXY-DL-03 Unix lines")
class UnixLinesTest {
    private static final LocalDateTime NOW = LocalDateTime.of(2026, 11, 24, 12, 0);

    private final UnixLines form = new UnixLines(NOW);

    private Listed read(String line) {
        return form.read(Span.of(line)).orElseThrow(() -> new AssertionError("no entry: " + line));
    }

    private boolean isNone(String line) {
        return form.read(Span.of(line)).isEmpty();
    }

    @Test
    void tellEverythingAboutAFile() {
        var entry = read("-rw-r--r--   1 joe      users        1024 Nov 24 10:15 a name");

        assertThat(entry.type()).isEqualTo(EntryType.FILE);
        assertThat(entry.name()).hasToString("a name");
        assertThat(entry.modified()).isEqualTo(OptionalLong.of(20261124101500L));
        assertThat(entry.size()).isEqualTo(OptionalLong.of(1024));
        assertThat(entry.mode()).isEqualTo(OptionalInt.of(0644));
        assertThat(entry.owner()).hasToString("joe");
        assertThat(entry.group()).hasToString("users");
    }

    @ParameterizedTest
    @CsvSource({
        "-, FILE",
        "d, DIRECTORY",
        "l, LINK",
        "p, PIPE",
        "s, SOCKET",
        "c, CHARACTER_DEVICE",
        "b, BLOCK_DEVICE",
        "D, DOOR"
    })
    void knowEveryTypeCharacter(char letter, EntryType type) {
        assertThat(read(letter + "rwxr-xr-x   1 joe      users        1024 Nov 24 10:15 x")
                        .type())
                .isEqualTo(type);
    }

    @ParameterizedTest
    @CsvSource({
        "rwxr-xr-x, 755",
        "---------, 0",
        "rwsr-xr-x, 4755",
        "rwSr--r--, 4644",
        "rwxrwsr-x, 2775",
        "rw-r-Sr--, 2644",
        "rw-r-lr--, 2644",
        "rwxrwxrwt, 1777",
        "rwxrwxrwT, 1776",
        "rwsrwsrwt, 7777"
    })
    void haveTwelvePermissionBits(String letters, String octal) {
        assertThat(read("-" + letters + "   1 joe      users        1024 Nov 24 10:15 x")
                        .mode())
                .isEqualTo(OptionalInt.of(Integer.parseInt(octal, 8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"+", ".", "@"})
    void mayHaveMorePermissionsThanLetters(String sign) {
        assertThat(read("-rw-r--r--" + sign + "  1 joe users 5 Nov 24 10:15 x").mode())
                .isEqualTo(OptionalInt.of(0644));
    }

    @Test
    void tellTheDirectoryItselfAndTheOneAbove() {
        assertThat(read("drwxr-xr-x   2 joe      users        4096 Nov 24 10:15 .")
                        .type())
                .isEqualTo(EntryType.CURRENT_DIRECTORY);
        assertThat(read("drwxr-xr-x   2 joe      users        4096 Nov 24 10:15 ..")
                        .type())
                .isEqualTo(EntryType.PARENT_DIRECTORY);
        assertThat(read("drwxr-xr-x   2 joe      users        4096 Nov 24 10:15 .x")
                        .type())
                .isEqualTo(EntryType.DIRECTORY);
        assertThat(read("-rwxr-xr-x   2 joe      users        4096 Nov 24 10:15 .")
                        .type())
                .isEqualTo(EntryType.FILE);
    }

    @Nested
    class Columns {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "-rw-r--r--   1 joe      users        5 Nov 24 10:15 x|joe|users",
                    "-rw-r--r--   1 a-very-long-user-name another-long-group 5 Nov 24 10:15 x|a-very-long-user-name|another-long-group",
                    "-rw-r--r-- 100000 joe users 5 Nov 24 10:15 x|joe|users",
                    "-rw-r--r--    1 0        0               5 Nov 24 10:15 x|0|0",
                    "-rw-r--r--   1 joe      Domain Users     5 Nov 24 10:15 x|joe|Domain Users",
                    "-rw-r--r--   1 joe     5 Nov 24 10:15 x|joe|''",
                    "-rw-r--r--   joe users  5 Nov 24 10:15 x|joe|users",
                    "-rw-r--r--   1     5 Nov 24 10:15 x|''|''",
                    "-rw-r--r--     5 Nov 24 10:15 x|''|''",
                    "-rw-r--r--   1 Nov 24 5 Nov 24 10:15 x|Nov|24"
                })
        void areOfAnyWidth(String line, String owner, String group) {
            var entry = read(line);

            assertThat(entry.owner()).hasToString(owner);
            assertThat(entry.group()).hasToString(group);
            assertThat(entry.size()).isEqualTo(OptionalLong.of(5));
            assertThat(entry.name()).hasToString("x");
        }

        @ParameterizedTest
        @ValueSource(strings = {"1,   3", "1,3"})
        void ofDevicesHaveTheNumbersOfTheDriverForASize(String numbers) {
            var entry = read("crw-rw-rw-   1 root     tty      " + numbers + " Nov 24 10:15 null");

            assertThat(entry.size()).isEmpty();
            assertThat(entry.owner()).hasToString("root");
            assertThat(entry.group()).hasToString("tty");
        }

        @Test
        void haveSizesOfSixtyFourBits() {
            assertThat(read("-rw-r--r--   1 joe users 999999999999999999 Nov 24 10:15 x")
                            .size())
                    .isEqualTo(OptionalLong.of(999_999_999_999_999_999L));
            assertThat(isNone("-rw-r--r--   1 joe users 1999999999999999999 Nov 24 10:15 x"))
                    .isTrue();
        }
    }

    @Nested
    class Times {
        @ParameterizedTest
        @CsvSource({
            "Nov 24 10:15, 20261124101500",
            "Nov  4 10:15, 20261104101500",
            "nov 4 1:15, 20261104011500",
            "Jan  1  2001, 20010101000000",
            "Jan  1 2001, 20010101000000",
            "24 Nov 10:15, 20261124101500",
            "24 Nov  2025, 20251124000000",
            "2025-11-24 10:15, 20251124101500",
            "Feb 29  2024, 20240229000000"
        })
        void areTakenAsTheyStand(String time, long digits) {
            assertThat(read("-rw-r--r--   1 joe      users        1024 " + time + " x")
                            .modified())
                    .isEqualTo(OptionalLong.of(digits));
        }

        @ParameterizedTest
        @CsvSource({
            "Nov 25 11:59, 20261125115900",
            "Nov 25 12:00, 20261125120000",
            "Nov 25 12:01, 20251125120100",
            "Dec 31 23:59, 20251231235900"
        })
        void ofNoYearAreOfTheLastIfMoreThanADayAhead(String time, long digits) {
            assertThat(read("-rw-r--r--   1 joe      users        1024 " + time + " x")
                            .modified())
                    .isEqualTo(OptionalLong.of(digits));
        }

        @Test
        void ofTheFirstDayOfAYearSeeTheDayAsOneAhead() {
            var newYear = new UnixLines(LocalDateTime.of(2026, 12, 31, 23, 0));

            assertThat(newYear.read(Span.of("-rw-r--r-- 1 a b 5 Dec 31 23:30 x"))
                            .orElseThrow()
                            .modified())
                    .isEqualTo(OptionalLong.of(20261231233000L));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Foo 24 10:15",
                    "Nov 32 10:15",
                    "Nov  0 10:15",
                    "Nov 24 24:00",
                    "Nov 24 10:60",
                    "Nov 24 1015x",
                    "Nov 24",
                    "2025-13-24 10:15",
                    "2025-11-24T10:15"
                })
        void thatAreNoneMakeNoEntry(String time) {
            assertThat(isNone("-rw-r--r--   1 joe      users        1024 " + time + " x"))
                    .isTrue();
        }
    }

    @Nested
    class Names {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "x",
                    "two words",
                    " begins with a blank",
                    "ends so ",
                    "a -> b",
                    "Nov 24 10:15 y",
                    "\u00FF\u0085\u00E9;="
                })
        void areTheRestOfTheLineToTheByte(String name) {
            assertThat(read("-rw-r--r--   1 joe      users        1024 Nov 24 10:15 " + name)
                            .name())
                    .hasToString(name);
        }

        @Test
        @DisplayName("PROXY-DL-04 the name of a link ends at the arrow, blanks and all")
        void ofLinksEndAtTheArrow() {
            var entry = read("lrwxrwxrwx   1 joe      users           5 Nov 24 10:15 my link -> over there -> x");

            assertThat(entry.name()).hasToString("my link");
            assertThat(entry.target()).hasToString("over there -> x");
        }

        @Test
        void ofLinksWithoutAnArrowAreWhole() {
            var entry = read("lrwxrwxrwx   1 joe      users           5 Nov 24 10:15 my link");

            assertThat(entry.name()).hasToString("my link");
            assertThat(entry.target().isEmpty()).isTrue();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "-rw-r--r--   1 joe      users        1024 Nov 24 10:15 ",
                    "-rw-r--r--   1 joe      users        1024 Nov 24 10:15",
                    "lrwxrwxrwx   1 joe      users        1024 Nov 24 10:15  -> x"
                })
        void thatAreMissingMakeNoEntry(String line) {
            assertThat(isNone(line)).isTrue();
        }
    }

    @ParameterizedTest
    @DisplayName("PROXY-DL-05 lines that are no entry")
    @ValueSource(
            strings = {
                "",
                "-",
                "total 12",
                "ls: cannot open directory",
                "xrw-r--r--   1 joe      users        1024 Nov 24 10:15 x",
                "-rw-r--r-x-  1 joe      users        1024 Nov 24 10:15 x",
                "-rw-r--r--",
                "-rw-r--r-- ",
                "-sw-r--r--   1 joe      users        1024 Nov 24 10:15 x",
                "-rw-r--r--   1 joe      users        none Nov 24 10:15 x",
                "-rw-r--r-- a b c d e f g h i j k l m n o p q 5 Nov 24 10:15 x"
            })
    void areNone(String line) {
        assertThat(isNone(line)).isTrue();
    }
}
