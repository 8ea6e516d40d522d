package io.sluice.tls.engine;

import io.sluice.tls.suites.CipherSuite;
import java.util.List;
import java.util.Optional;

/// What a client has asked for in the first message of a handshake.
///
/// @param versions those it offers, as numbers of the protocol (0x0303 is TLS 1.2)
/// @param suites the numbers of those it offers
/// @param serverName the name of the server it wants (RFC 6066 §3)
public record Hello(List<Integer> versions, List<Integer> suites, Optional<String> serverName) {
    private static final int TLS_1_3 = 0x0304;

    public Hello {
        versions = List.copyOf(versions);
        suites = List.copyOf(suites);
    }

    /// Whether it offers a version. One that lists none offers every version up to the one that it names.
    public boolean offers(int version) {
        int newest = versions.stream().mapToInt(Integer::intValue).max().orElse(0);
        return versions.contains(version) || (newest < TLS_1_3 && version < newest);
    }

    /// Whether it offers a suite up to TLS 1.2 in which a server shows a certificate of that kind (`RSA`, `ECDSA` …).
    boolean offersSuiteWith(String authentication) {
        return CipherSuite.all().stream()
                .anyMatch(suite -> suite.authentication().equals(authentication) && suites.contains(suite.number()));
    }
}
