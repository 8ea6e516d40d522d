package io.sluice.tls;

import io.sluice.tls.Authority.Issued;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/// One key, whose certificate is shown whoever the peer says it should be from.
final class ShownKey extends X509ExtendedKeyManager {
    private final Issued identity;

    /// Those that the server said certificates may be from, the last time it asked.
    final List<String> asked = new ArrayList<>();

    ShownKey(Issued identity) {
        this.identity = identity;
    }

    @Override
    public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
        return alias(keyTypes, issuers);
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return alias(keyTypes, issuers);
    }

    private String alias(String[] keyTypes, Principal[] issuers) {
        asked.clear();
        Stream.ofNullable(issuers).flatMap(Stream::of).map(Principal::getName).forEach(asked::add);
        return alias(keyTypes);
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        return alias(keyType);
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return alias(keyType);
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return aliases(keyType);
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return aliases(keyType);
    }

    private String alias(String... keyTypes) {
        return Stream.of(aliases(keyTypes)).findFirst().orElse(null);
    }

    /// The types of keys that it is of.
    private String[] aliases(String... keyTypes) {
        var algorithm = identity.key().getAlgorithm();
        return Stream.of(keyTypes)
                .filter(type -> type.equals(algorithm) || type.startsWith(algorithm + "_"))
                .toArray(String[]::new);
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return identity.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return identity.key();
    }
}
