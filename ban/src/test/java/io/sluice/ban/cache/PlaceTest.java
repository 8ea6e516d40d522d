package io.sluice.ban.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlaceTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 21, 192.0.2.7, 5376",
        "::ffff:192.0.2.7, 2721, 192.0.2.7, 41226",
        "::1, 255, ::1, 65280",
        "::, 256, ::, 1",
        "2001:db8::1:0:0:1, 21, 2001:db8::1:0:0:1, 5376",
        "0:0:1:0:0:2:3:4, 21, ::1:0:0:2:3:4, 5376",
        "2001:db8:0:0:1:0:0:0, 21, 2001:db8:0:0:1::, 5376",
        "1:2:3:4:5:6:7:0, 21, 1:2:3:4:5:6:7:0, 5376"
    })
    @DisplayName("BAN-39 An address is written in its short form, a port with its bytes swapped")
    void aPlaceIsWrittenAsTheReferenceDoes(String address, int port, String text, int number) {
        assertThat(Place.of(new InetSocketAddress(address, port))).isEqualTo(new Place(text, number));
    }

    @Test
    @DisplayName("BAN-43 Ports are the same swapped or plain, addresses in whatever form")
    void placesMatch() {
        var server = Place.of(new InetSocketAddress("::1", 2721));

        assertThat(new Place("0:0:0:0:0:0:0:1", 2721))
                .returns(true, entry -> entry.hasPortOf(server))
                .returns(true, entry -> entry.hasAddressOf(server));
        assertThat(new Place("nonsense", 41_226))
                .returns(true, entry -> entry.hasPortOf(server))
                .returns(false, entry -> entry.hasAddressOf(server));
        assertThat(new Place("127.0.0.1", 2722))
                .returns(false, entry -> entry.hasPortOf(server))
                .returns(false, entry -> entry.hasAddressOf(server));
    }
}
