package io.sluice.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.NetworkInterface;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, 192.0.2.7",
        "::1, ::1",
        "::, ::",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:DB8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "fe80:0:0:0:0:0:0:0, fe80::",
        "[2001:db8::5], 2001:db8::5",
        "::ffff:192.0.2.7, 192.0.2.7"
    })
    void areWrittenInTheirShortestForm(String written, String text) {
        assertThat(Addresses.literal(written).map(Addresses::text)).contains(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "1.2.3", "10", "1.2.3.256", "2001:db8::g", "[192.0.2.1]", ""})
    void aNameIsNoLiteral(String text) {
        assertThat(Addresses.literal(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, true",
        "172.31.0.1, true",
        "192.168.0.1, true",
        "fd00::1, true",
        "fe80::1, true",
        "127.0.0.1, false",
        "203.0.113.4, false",
        "2001:db8::1, false"
    })
    void privateNetworksAreKnown(String address, boolean isPrivate) {
        assertThat(Addresses.isPrivate(InetAddress.ofLiteral(address))).isEqualTo(isPrivate);
    }

    @Test
    void aDeviceHasItsAddresses() throws Exception {
        var loopback = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());

        assertThat(Addresses.ofDevice(loopback.getName())).contains(InetAddress.ofLiteral("127.0.0.1"));
        assertThat(Addresses.ofDevice("nosuchdevice9")).isEmpty();
    }

    @Test
    void aPortRangeIsChecked() {
        assertThat(new PortRange(2000, 2004).size()).isEqualTo(5);
        assertThat(new PortRange(2000, 2004).contains(2005)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> new PortRange(10, 9));
        assertThatIllegalArgumentException().isThrownBy(() -> new PortRange(0, 65535));
    }
}
