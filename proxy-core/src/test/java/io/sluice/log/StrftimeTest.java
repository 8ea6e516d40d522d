package io.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrftimeTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            %a %A %b %B %h         | Sun Sunday Mar March Mar
            %C %y %Y %G %g         | 20 27 2027 2027 27
            %d %e. %j %m           | 07  7. 066 03
            %H %I %k. %l. %p %P    | 00 12  0. 12. AM am
            %M %S %T %R %r         | 04 09 00:04:09 00:04 12:04:09 AM
            %D %x %F %X            | 03/07/27 03/07/27 2027-03-07 00:04:09
            %c                     | Sun Mar  7 00:04:09 2027
            %u %w %U %V %W         | 7 0 10 09 09
            %z %s %% %q            | +0100 1804374249 % %q
            """)
    void fieldsAreThoseOfTheCLibrary(String pattern, String expected) {
        var time = ZonedDateTime.of(2027, 3, 7, 0, 4, 9, 0, ZoneId.of("Europe/Berlin"));

        assertThat(new Strftime(pattern).format(time)).isEqualTo(expected);
    }
}
