package io.sluice.tls.engine;

import io.sluice.tls.keys.Credential;
import io.sluice.tls.settings.TlsVersion;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.IntStream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// Credentials as the JDK wants them: the client's algorithms decide which of them is shown. Their aliases are their
/// numbers.
final class CredentialKeys extends X509ExtendedKeyManager {
    private final List<Credential> credentials;

    private final boolean offersTls13;

    /// @param offersTls13 whether the version may come out as TLS 1.3, whose suites do not tell the kind of certificate
    CredentialKeys(List<Credential> credentials, boolean offersTls13) {
        this.credentials = List.copyOf(credentials);
        this.offersTls13 = offersTls13;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        return isOfUse(keyType) ? alias(keyType) : null;
    }

    /// Conscrypt asks for one kind after the other that the client can verify, whether or not it offers a suite for it.
    private boolean isOfUse(String keyType) {
        if (!WatchedEngine.HELLO.isBound()) {
            return true;
        }
        var hello = WatchedEngine.HELLO.get();
        return (offersTls13 && hello.versions().contains(TlsVersion.TLS_1_3.number()))
                || hello.offersSuiteWith(keyType.startsWith("EC") ? "ECDSA" : "RSA");
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return alias(keyType);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
        return alias(keyTypes);
    }

    @Override
    public @Nullable String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return alias(keyTypes);
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return aliases(keyType);
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return aliases(keyType);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return credentials.get(Integer.parseInt(alias)).chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return credentials.get(Integer.parseInt(alias)).key();
    }

    private @Nullable String alias(String... keyTypes) {
        for (var keyType : keyTypes) {
            var fitting = aliases(keyType);
            if (fitting.length > 0) {
                return fitting[0];
            }
        }
        return null;
    }

    private String[] aliases(String keyType) {
        return IntStream.range(0, credentials.size())
                .filter(i -> algorithm(credentials.get(i)).equals(keyType)
                        || (keyType.startsWith("EC")
                                && algorithm(credentials.get(i)).equals("EC")))
                .mapToObj(Integer::toString)
                .toArray(String[]::new);
    }

    private static String algorithm(Credential credential) {
        return credential.certificate().getPublicKey().getAlgorithm();
    }
}
