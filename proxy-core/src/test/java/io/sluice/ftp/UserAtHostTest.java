package io.sluice.ftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.sluice.ftp.UserAtHost.Accepted;
import io.sluice.ftp.UserAtHost.Fault;
import io.sluice.ftp.UserAtHost.Rejected;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The seed of a random text is the number of the repetition, so that a failure can be repeated.
class UserAtHostTest {
    private static final List<String> HOSTS =
            List.of("ftp.example.com", "a", "192.0.2.7", "[2001:db8::7]", "[::1]", "FTP_1.Example.");

    @ParameterizedTest
    @DisplayName("PROXY-FWD-04 PROXY-FWD-05 the last @ and the last colon count, but for one in brackets")
    @CsvSource({
        "joe@ftp.example.com, joe, ftp.example.com, 21",
        "joe@ftp.example.com:2121, joe, ftp.example.com, 2121",
        "joe@example.org@ftp.example.com:1, joe@example.org, ftp.example.com, 1",
        "joe:x@192.0.2.7:65535, joe:x, 192.0.2.7, 65535",
        "joe@[::1], joe, [::1], 21",
        "joe@[::1]:0990, joe, [::1], 990",
        "joe@::1:2121, joe, ::1, 2121",
        "joe@Ftp.Example.COM, joe, Ftp.Example.COM, 21"
    })
    void isAUserAndADestination(String argument, String user, String host, int port) {
        assertThat(UserAtHost.of(argument)).isEqualTo(new Accepted(user, new Destination(host, port)));
    }

    @ParameterizedTest
    @DisplayName("PROXY-FWD-06 what is wrong is named")
    @CsvSource(
            delimiter = '|',
            value = {
                "joe | NO_DELIMITER | missing required '@' delimiter in USER 'joe', rejecting",
                "joe@h:21x | MALFORMED_PORT | malformed port number '21x' found in USER 'joe@h:21x', rejecting",
                "joe@h: | MALFORMED_PORT | malformed port number '' found in USER 'joe@h:', rejecting",
                "joe@h:+1 | MALFORMED_PORT | malformed port number '+1' found in USER 'joe@h:+1', rejecting",
                "joe@h:0 | INVALID_PORT | invalid port number 0 found in USER 'joe@h:0', rejecting",
                "joe@h:-1 | INVALID_PORT | invalid port number -1 found in USER 'joe@h:-1', rejecting",
                "joe@h:65536 | INVALID_PORT | invalid port number 65536 found in USER 'joe@h:65536', rejecting",
                "joe@[::1]x | MALFORMED_HOST | malformed host '[::1]x' found in USER 'joe@[::1]x', rejecting",
                "joe@[::1 | MALFORMED_HOST | malformed host '[::1' found in USER 'joe@[::1', rejecting",
                "joe@[ftp] | MALFORMED_HOST | malformed host '[ftp]' found in USER 'joe@[ftp]', rejecting",
                "joe@[::1%lo] | MALFORMED_HOST | malformed host '[::1%lo]' found in USER 'joe@[::1%lo]', rejecting",
                "joe@a/b | MALFORMED_HOST | malformed host 'a/b' found in USER 'joe@a/b', rejecting",
                "joe@a b:21 | MALFORMED_HOST | malformed host 'a b:21' found in USER 'joe@a b:21', rejecting",
                "joe@ | MALFORMED_HOST | malformed host '' found in USER 'joe@', rejecting",
                "@h | NO_USER | missing user name in USER '@h', rejecting"
            })
    void isNothingElse(String argument, Fault fault, String log) {
        var rejected = (Rejected) UserAtHost.of(argument);

        assertThat(rejected.fault()).isEqualTo(fault);
        assertThat(rejected.logText(argument)).isEqualTo(log);
    }

    @RepeatedTest(300)
    void whatIsPutTogetherComesApartAgain(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        var user = "u" + text(random, "ab@:[]. \u00E9", 20);
        var destination = new Destination(HOSTS.get(random.nextInt(HOSTS.size())), 1 + random.nextInt(65_535));

        assertThat(UserAtHost.of(user + "@" + destination)).isEqualTo(new Accepted(user, destination));
    }

    @RepeatedTest(500)
    void anyTextIsTakenOrRefusedAndNothingElse(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        var argument = text(random, "a1@@::[]].-%\u00FF /", 24);

        assertThatCode(() -> {
                    if (UserAtHost.of(argument) instanceof Accepted(var user, var destination)) {
                        assertThat(user).isNotBlank();
                        assertThat(destination.port()).isBetween(1, 65_535);
                        assertThat(destination.name()).isNotEmpty().doesNotContain("[", "]", "@", "/", "%", " ");
                        assertThat(argument).startsWith(user + "@" + destination.host());
                    }
                })
                .doesNotThrowAnyException();
    }

    private static String text(Random random, String alphabet, int most) {
        var text = new StringBuilder();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
