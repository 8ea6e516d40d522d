package io.sluice.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceAddressTest {

    @ParameterizedTest(name = "{0} towards {1}: {2}")
    @DisplayName("PROXY-CFG-11 the address is used where it can be")
    @CsvSource({
        "192.0.2.1, 198.51.100.7, 192.0.2.1",
        "2001:db8::1, 2001:db8::2, 2001:db8::1",
        "127.0.0.1, 127.0.0.9, 127.0.0.1",
        "127.0.0.1, 198.51.100.7, ",
        "::1, 2001:db8::2, ",
        "::ffff:192.0.2.1, 198.51.100.7, 192.0.2.1",
        "192.0.2.1, ::ffff:198.51.100.7, 192.0.2.1",
        "2001:db8::1, 198.51.100.7, ",
        "192.0.2.1, 2001:db8::2, "
    })
    void isUsedWhereItCanBe(String configured, String remote, String used) {
        assertThat(source(configured).towards(InetAddress.ofLiteral(remote)).address())
                .isEqualTo(Optional.ofNullable(used).map(InetAddress::ofLiteral));
    }

    @Test
    void withoutOneTheSystemChooses() {
        var use = SourceAddress.CHOSEN_BY_SYSTEM.towards(InetAddress.ofLiteral("198.51.100.7"));

        assertThat(use.address()).isEmpty();
        assertThat(use.note()).isEmpty();
    }

    @Test
    void anAddressOfTheOtherFamilyIsPassedOverWithANote() {
        assertThat(source("2001:db8::1")
                        .towards(InetAddress.ofLiteral("198.51.100.7"))
                        .note())
                .contains("local address '2001:db8::1' is an IPv6 address, and remote address '198.51.100.7' is an IPv4"
                        + " address; consider using ProxySourceAddress directive to configure an IPv4 address");
    }

    @Test
    void aPrivateAddressTowardsAPublicOneIsAHintWhenTheConnectionFails() {
        assertThat(source("10.0.0.1").hint(InetAddress.ofLiteral("198.51.100.7")))
                .contains(
                        "local address '10.0.0.1' is a private network address, and remote address '198.51.100.7' is a"
                                + " public address; consider using ProxySourceAddress directive to configure a public local"
                                + " address");
        assertThat(source("198.51.100.7").hint(InetAddress.ofLiteral("10.0.0.1")))
                .hasValueSatisfying(hint -> assertThat(hint).endsWith("configure a private local address"));
        assertThat(source("10.0.0.1").hint(InetAddress.ofLiteral("10.0.0.2"))).isEmpty();
    }

    private static SourceAddress source(String address) {
        return new SourceAddress(Optional.of(InetAddress.ofLiteral(address)));
    }
}
