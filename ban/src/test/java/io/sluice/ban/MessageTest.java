package io.sluice.ban;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MessageTest {
    @Test
    @DisplayName("BAN-14 variables are replaced in one pass, what is not there by (none), and line ends by ?")
    void variables() {
        var message = new Message("192.0.2.1", Optional.of("of %a\r\n"), Optional.empty());

        assertThat(message.of("%u from %a, %c; 100%, %x %")).isEqualTo("(none) from 192.0.2.1, of %a??; 100%, %x %");
        assertThat(new Message("::1", Optional.empty(), Optional.of("bob")).of("%c%u%u"))
                .isEqualTo("(none)bobbob");
    }

    @Test
    @DisplayName("BAN-16 addresses are named as people write them, mapped ones as IPv4")
    void addresses() {
        assertThat(AddressText.of(InetAddress.ofLiteral("::ffff:192.0.2.1"))).isEqualTo("192.0.2.1");
        assertThat(AddressText.of(InetAddress.ofLiteral("2001:0DB8:0:0:1:0:0:1")))
                .isEqualTo("2001:db8::1:0:0:1");
        assertThat(AddressText.of(InetAddress.ofLiteral("0:0:0:0:0:0:0:1"))).isEqualTo("::1");
        assertThat(AddressText.of(InetAddress.ofLiteral("2001:db8:0:1:1:1:1:1")))
                .isEqualTo("2001:db8:0:1:1:1:1:1");
        assertThat(AddressText.of(InetAddress.ofLiteral("fe80::1%1"))).isEqualTo("fe80::1");
        assertThat(AddressText.of(InetAddress.ofLiteral("::"))).isEqualTo("::");
    }

    @Test
    void timesHaveTheFormOfC() {
        var time = LocalDateTime.of(2026, 11, 1, 3, 5, 3).atZone(ZoneId.systemDefault());

        assertThat(TimeText.of(time.toInstant())).isEqualTo("Sun Nov 01 03:05:03 2026");
    }
}
