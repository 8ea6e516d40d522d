package io.sluice.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.Position;
import io.sluice.ftp.Destination;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForwardToTest {
    private static ForwardTo to(String... words) throws BadValue {
        return ForwardTo.parse(new Arguments(List.of(words), new Position("/etc/x.conf", 1)));
    }

    private static Destination at(String host, int port) {
        return new Destination(host, port);
    }

    @Test
    @DisplayName("PROXY-FWD-07 the pattern is searched for in host and port, and the log shows both")
    void isSearchedFor() throws BadValue {
        var allowed = to("\\.example\\.com:21$");

        assertThat(allowed.refusal(at("ftp.example.com", 21))).isEmpty();
        assertThat(allowed.refusal(at("ftp.example.com", 2121)))
                .contains("host/port 'ftp.example.com:2121' did not match ProxyForwardTo \\.example\\.com:21$,"
                        + " rejecting");
        assertThat(allowed.refusal(at("FTP.EXAMPLE.COM", 21))).isPresent();
    }

    @Test
    @DisplayName("PROXY-FWD-07 the host is as the client wrote it, IPv6 with its brackets")
    void seesTheHostAsWritten() throws BadValue {
        assertThat(to("^\\[::1\\]:21$").refusal(at("[::1]", 21))).isEmpty();
        assertThat(to("^[[:alpha:]]+:").refusal(at("\u00C3\u00BC", 21))).isPresent();
        assertThat(to("^\u00FC:").refusal(at("\u00C3\u00BC", 21))).isEmpty();
    }

    @Test
    @DisplayName("PROXY-FWD-08 a negated pattern refuses what matches")
    void mayBeNegated() throws BadValue {
        var allowed = to("!^10\\.");

        assertThat(allowed.refusal(at("192.0.2.7", 21))).isEmpty();
        assertThat(allowed.refusal(at("10.0.0.1", 21)))
                .contains("host/port '10.0.0.1:21' matched ProxyForwardTo !^10\\., rejecting");
    }

    @ParameterizedTest
    @DisplayName("PROXY-FWD-09 with [NC] or [nocase] case does not matter")
    @CsvSource({"[NC]", "[nc]", "[nocase]", "[NoCase]"})
    void mayIgnoreCase(String flags) throws BadValue {
        assertThat(to("^ftp\\.", flags).refusal(at("FTP.example.com", 21))).isEmpty();
    }

    @ParameterizedTest
    @DisplayName("PROXY-CFG-16 other flags are refused")
    @CsvSource({
        "NC,: badly formatted flags parameter: 'NC'",
        "[NC,: badly formatted flags parameter: '[NC'",
        "[i],: unknown filter flags '[i]'",
        "[],: unknown filter flags '[]'"
    })
    void hasNoOtherFlags(String flags, String message) {
        assertThatExceptionOfType(BadValue.class)
                .isThrownBy(() -> to("x", flags))
                .withMessage(message);
    }

    @Test
    @DisplayName("PROXY-CFG-16 a bad expression is refused with what is wrong with it")
    void isARegularExpression() {
        assertThatExceptionOfType(BadValue.class)
                .isThrownBy(() -> to("!a(b"))
                .withMessage("'a(b' failed regex compilation: Unclosed group");
    }

    @ParameterizedTest
    @CsvSource({"''", "!"})
    void aSearchThatIsGivenUpIsInNobodysFavour(String negation) throws BadValue {
        assertThat(to(negation + "^(a|aa|a+)+\\1b$").refusal(at("a".repeat(200), 21)))
                .hasValueSatisfying(why -> assertThat(why).contains("takes too long to compare with ProxyForwardTo"));
    }
}
