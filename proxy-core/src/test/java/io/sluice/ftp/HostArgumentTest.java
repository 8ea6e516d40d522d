package io.sluice.ftp;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.ftp.HostArgument.Address;
import io.sluice.ftp.HostArgument.InvalidAddress;
import io.sluice.ftp.HostArgument.InvalidName;
import io.sluice.ftp.HostArgument.MissingBrackets;
import io.sluice.ftp.HostArgument.Name;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostArgumentTest {
    @ParameterizedTest
    @ValueSource(strings = {"ftp.example.com", "FTP", "a_b-c.example.", "b\u00C3\u00BCcher.example"})
    void isAName(String text) {
        assertThat(HostArgument.of(text)).isEqualTo(new Name(text));
    }

    @Test
    void isAnAddress() {
        assertThat(HostArgument.of("192.0.2.7")).isEqualTo(new Address(InetAddress.ofLiteral("192.0.2.7")));
        assertThat(HostArgument.of("[2001:db8::7]")).isEqualTo(new Address(InetAddress.ofLiteral("2001:db8::7")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[x]", "[192.0.2.7]", "[2001:db8:::7]", "[fe80::1%eth0]"})
    void hasAnIPv6AddressBetweenBrackets(String text) {
        assertThat(HostArgument.of(text)).isEqualTo(new InvalidAddress(text));
    }

    @Test
    void hasBracketsAroundAnIPv6Address() {
        assertThat(HostArgument.of("2001:db8::7")).isEqualTo(new MissingBrackets("2001:db8::7"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "ftp.example.com:21", "[2001:db8::7]:21", "a b", "a/b", "a*b", "http://x"})
    void isNothingElse(String text) {
        assertThat(HostArgument.of(text)).isEqualTo(new InvalidName(text));
    }
}
