package io.sluice.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.Directive;
import io.sluice.config.Position;
import io.sluice.net.PortRange;
import io.sluice.transfer.TransferDirectives.Foreign;
import io.sluice.transfer.TransferDirectives.Rate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransferDirectivesTest {
    private static <T> T parse(Directive<T> directive, String... words) throws BadValue {
        return directive.parser().parse(new Arguments(List.of(words), Position.CODE));
    }

    @ParameterizedTest
    @DisplayName("CONF-DIR-01 bad ranges of PassivePorts are refused, each in its words")
    @CsvSource({
        "abc, 2000, min port must be allowable port number",
        "70000, 2000, min port must be allowable port number",
        "2000, 70000, max port must be allowable port number",
        "20, 2000, port numbers must be above 1023",
        "2000, 1000, port numbers must be above 1023",
        "3000, 2000, min port must be less than max port",
        "3000, 3000, min port must be less than max port",
    })
    void badRangesAreRefused(String min, String max, String message) {
        assertThatExceptionOfType(BadValue.class)
                .isThrownBy(() -> parse(TransferDirectives.PASSIVE_PORTS, min, max))
                .withMessageContaining(message);
    }

    @Test
    void aRangeIsBothItsEnds() throws BadValue {
        assertThat(parse(TransferDirectives.PASSIVE_PORTS, "1024", "65535")).isEqualTo(new PortRange(1024, 65535));
    }

    @Test
    void foreignAddressesAreAllowedRefusedOrOfAClass() throws BadValue {
        assertThat(parse(TransferDirectives.ALLOW_FOREIGN_ADDRESS, "ON")).isEqualTo(new Foreign.Allowed());
        assertThat(parse(TransferDirectives.ALLOW_FOREIGN_ADDRESS, "no")).isEqualTo(new Foreign.Refused());
        assertThat(parse(TransferDirectives.ALLOW_FOREIGN_ADDRESS, "partners"))
                .isEqualTo(new Foreign.OfClass("partners"));
    }

    @Test
    @DisplayName("CONF-DIR-12 CONF-DIR-13 a rate has commands, kibibytes a second and free bytes")
    void aRateHasCommandsSpeedAndFreeBytes() throws BadValue {
        assertThat(parse(TransferDirectives.TRANSFER_RATE, "retr,STOR", "1.5:4096"))
                .isEqualTo(new Rate(Set.of("RETR", "STOR"), 1536, 4096));
    }

    @ParameterizedTest
    @CsvSource({
        "LIST, 10, unknown command 'LIST'",
        "RETR, -1, negative rate",
        "RETR, 0, negative rate",
        "RETR, 10:-5, negative rate",
        "RETR, fast, bad rate 'fast'",
    })
    void badRatesAreRefused(String verbs, String rate, String message) {
        assertThatExceptionOfType(BadValue.class)
                .isThrownBy(() -> parse(TransferDirectives.TRANSFER_RATE, verbs, rate))
                .withMessageContaining(message);
    }
}
