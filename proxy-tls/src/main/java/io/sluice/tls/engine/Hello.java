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
    public Hello {
        versions = List.copyOf(versions);
        suites = List.copyOf(suites);
    }

    /// Whether it offers a suite up to TLS 1.2 in which a server shows a certificate of that kind (`RSA`, `ECDSA` …).
    boolean offersSuiteWith(String authentication) {
        return CipherSuite.all().stream()
                .anyMatch(suite -> suite.authentication().equals(authentication) && suites.contains(suite.number()));
    }
}
