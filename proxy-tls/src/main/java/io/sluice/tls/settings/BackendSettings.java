package io.sluice.tls.settings;

import io.sluice.tls.keys.Credential;
import io.sluice.tls.keys.PreSharedKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// TLS towards the backends of one server, read and checked: no path is left to open and no word to parse.
///
/// @param versions those that are offered
/// @param ciphers the suites up to TLS 1.2
/// @param ciphersOfTls13 the suites of TLS 1.3
/// @param verifies whether only backends with a good certificate are used
/// @param authorities those who may vouch for backends; empty where those of the Java runtime do
/// @param revocations lists of revoked certificates; empty where none are configured
/// @param credential what is shown to backends that ask for a certificate
/// @param handshakeLimit zero is without limit
public record BackendSettings(
        Set<TlsVersion> versions,
        CipherChoice ciphers,
        CipherChoice ciphersOfTls13,
        Set<BackendOption> options,
        boolean verifies,
        Optional<List<X509Certificate>> authorities,
        Optional<List<X509CRL>> revocations,
        Optional<Credential> credential,
        Optional<PreSharedKey> preSharedKey,
        Duration handshakeLimit) {
    public BackendSettings {
        versions = Set.copyOf(versions);
        options = Set.copyOf(options);
        authorities = authorities.map(List::copyOf);
        revocations = revocations.map(List::copyOf);
    }

    public boolean has(BackendOption option) {
        return options.contains(option);
    }
}
