package io.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnAddressesTest {
    private static boolean isReached(String listening, String place) {
        return new OwnAddresses(List.of(at(listening), at("192.0.2.99")))
                .reachedBy(at(place))
                .isPresent();
    }

    private static InetSocketAddress at(String address) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), 2121);
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 127.0.0.1",
        "127.0.0.1, 0.0.0.0",
        "::1, ::1",
        "::1, ::",
        "0.0.0.0, 127.0.0.1",
        "0.0.0.0, 127.9.9.9",
        "::, 127.0.0.1",
        "::, ::1",
        "::, 0.0.0.0"
    })
    void areReached(String listening, String place) {
        assertThat(isReached(listening, place)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, 127.0.0.2", "127.0.0.2, 0.0.0.0", "0.0.0.0, 192.0.2.1", "::, 2001:db8::1", "::1, 127.0.0.1"
    })
    void areNotReached(String listening, String place) {
        assertThat(isReached(listening, place)).isFalse();
    }

    @Test
    void areReachedByTheAddressOfADevice() throws SocketException {
        var own = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address.getAddress().length == 4)
                .toList();

        assertThat(own).allMatch(address -> isReached("0.0.0.0", address.getHostAddress()));
    }

    @Test
    void areNotReachedOnAnotherPort() {
        var own = new OwnAddresses(List.of(at("0.0.0.0")));

        assertThat(own.reachedBy(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 21)))
                .isEmpty();
    }
}
