package io.sluice.tls.settings;

import io.sluice.tls.keys.Credential;
import io.sluice.tls.keys.PreSharedKey;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// TLS towards the clients of one server, read and checked: no path is left to open and no word to parse.
///
/// @param versions those that are offered
/// @param ciphers the suites up to TLS 1.2
/// @param ciphersOfTls13 the suites of TLS 1.3
/// @param serverPreference whether the order of these counts, instead of the client's
/// @param groups the groups in which keys are agreed on; none leaves them to the library
/// @param nextProtocol whether `ftp` is chosen by ALPN
/// @param tickets whether sessions up to TLS 1.2 are resumed by tickets
/// @param handshakeLimit zero is without limit
/// @param shownAddress that of the reply to `PASV` on a protected control connection
/// @param verifiesServers whether the certificate of a server is verified to which we are a client
public record TlsSettings(
        Set<TlsVersion> versions,
        CipherChoice ciphers,
        CipherChoice ciphersOfTls13,
        boolean serverPreference,
        List<NamedGroup> groups,
        List<Credential> credentials,
        List<PreSharedKey> preSharedKeys,
        ClientCertificates clients,
        Set<TlsOption> options,
        boolean nextProtocol,
        boolean tickets,
        TicketKeyLimits ticketKeys,
        Renegotiation renegotiation,
        Duration handshakeLimit,
        Optional<InetAddress> shownAddress,
        boolean verifiesServers) {
    public TlsSettings {
        versions = Set.copyOf(versions);
        groups = List.copyOf(groups);
        credentials = List.copyOf(credentials);
        preSharedKeys = List.copyOf(preSharedKeys);
        options = Set.copyOf(options);
    }

    /// Whether there is anything by which the server can show who it is.
    public boolean isUsable() {
        return !credentials.isEmpty() || !preSharedKeys.isEmpty();
    }

    /// The same with one more option.
    public TlsSettings with(TlsOption option) {
        return new TlsSettings(
                versions,
                ciphers,
                ciphersOfTls13,
                serverPreference,
                groups,
                credentials,
                preSharedKeys,
                clients,
                Stream.concat(options.stream(), Stream.of(option)).collect(Collectors.toSet()),
                nextProtocol,
                tickets,
                ticketKeys,
                renegotiation,
                handshakeLimit,
                shownAddress,
                verifiesServers);
    }

    public boolean has(TlsOption option) {
        return options.contains(option);
    }
}
