package io.sluice.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.DirectiveSet;
import java.net.InetAddress;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardAccessTest {
    private static Optional<String> refusal(String client, DirectiveSet ofItsClass) {
        return ForwardAccess.refusal(InetAddress.ofLiteral(client), Optional.of("lan"), ofItsClass);
    }

    private static DirectiveSet enabled(boolean value) {
        return new DirectiveSet.Builder()
                .put(ProxyDirectives.FORWARD_ENABLED, value)
                .build();
    }

    @ParameterizedTest
    @DisplayName("PROXY-FWD-01 clients of private networks may by default")
    @ValueSource(
            strings = {
                "10.0.0.0",
                "10.255.255.255",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.0.1",
                "192.168.255.255",
                "::ffff:10.1.2.3"
            })
    void privateNetworks(String client) {
        assertThat(refusal(client, DirectiveSet.EMPTY)).isEmpty();
    }

    @ParameterizedTest
    @DisplayName("PROXY-FWD-01 all others may not, loopback and IPv6 among them")
    @ValueSource(
            strings = {
                "9.255.255.255",
                "11.0.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.167.255.255",
                "192.169.0.0",
                "169.254.1.1",
                "203.0.113.9",
                "127.0.0.1",
                "::1",
                "fc00::1",
                "fe80::1",
                "fec0::1"
            })
    void others(String client) {
        assertThat(refusal(client, DirectiveSet.EMPTY))
                .contains("forward proxying not allowed from non-RFC1918 client address " + client);
    }

    @Test
    @DisplayName("PROXY-FWD-02 the client's class decides before its address does")
    void theClassDecidesFirst() {
        assertThat(refusal("203.0.113.9", enabled(true))).isEmpty();
        assertThat(refusal("10.0.0.1", enabled(false)))
                .contains("forward proxying not allowed from client address 10.0.0.1 in <Class lan>"
                        + " (see ProxyForwardEnabled)");
    }
}
