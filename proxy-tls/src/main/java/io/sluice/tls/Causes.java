package io.sluice.tls;

import io.sluice.module.HandshakeFailure;
import io.sluice.tls.engine.Hello;
import io.sluice.tls.engine.RefusedHello;
import io.sluice.tls.settings.TlsSettings;
import io.sluice.tls.settings.TlsVersion;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;

/// What the log says of a handshake that has failed, in the words of the reference. Libraries tell causes by texts of
/// their own, of which both are known here: those of BoringSSL and OpenSSL (`NO_SHARED_CIPHER`), and those of the JDK.
record Causes(TlsSettings settings, Optional<Hello> hello) {
    private static final String PREFIX = "unable to accept TLS connection: ";

    List<String> of(HandshakeFailure why) {
        return switch (why) {
            case HandshakeFailure.Closed _ ->
                List.of(
                        PREFIX + "received EOF that violates protocol",
                        "usually this indicates an FTP-aware router, NAT, or firewall interfering with the TLS handshake");
            case HandshakeFailure.Broken(var error) ->
                List.of(PREFIX + "system call error: " + CauseText.ofSystem(error));
            case HandshakeFailure.TimedOut(var limit) ->
                List.of("TLS negotiation timed out (" + limit.toSeconds() + " seconds)");
            case HandshakeFailure.Refused(RefusedHello refused) -> List.of(refused.why());
            case HandshakeFailure.Refused(var error) -> List.of(PREFIX + cause(error));
        };
    }

    private String cause(SSLException error) {
        var texts = CauseText.all(error);
        var all = String.join(" ", texts).toLowerCase(Locale.ROOT).replace('_', ' ');
        if (all.contains("did not return a certificate")
                || all.contains("empty client certificate chain")
                || all.contains("null cert chain")) {
            return "client did not provide certificate, but one is required via 'TLSVerifyClient on'";
        }
        if (all.contains("no shared cipher") || all.contains("no cipher suites in common")) {
            var list = settings.ciphers().written();
            return "client does not support any cipher from 'TLSCipherSuite " + list + "' (see `openssl ciphers " + list
                    + "` for full list)";
        }
        if (all.contains("unsupported protocol") || all.contains("protocol version")) {
            return versions();
        }
        if (all.contains("close notify") || all.contains("connection has been closed")) {
            return "TLS connection closed";
        }
        return "protocol error: " + CauseText.numbered(texts);
    }

    /// Versions that `TLSProtocol` could have named, or one that nobody could.
    private String versions() {
        var asked = hello.map(Hello::versions).orElse(List.of());
        var known = EnumSet.complementOf(EnumSet.of(TlsVersion.SSL_3)).stream()
                .filter(version -> asked.contains(version.number()))
                .map(TlsVersion::word)
                .collect(Collectors.joining(" "));
        return known.isEmpty()
                ? "perhaps client requested unsupported TLS protocol version: "
                        + asked.stream()
                                .map(number -> String.format("0x%04x", number))
                                .collect(Collectors.joining(" "))
                : "perhaps client requested disabled TLS protocol version: " + known;
    }
}
