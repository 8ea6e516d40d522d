package io.sluice.tls;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// A client by the JDK that trusts everybody and shows what it is given, whoever the server says it should be from.
public final class Client {
    private final SSLContext context;

    /// Those that the server said certificates may be from, and what it has shown.
    public final List<String> asked = new ArrayList<>();

    public final List<X509Certificate> seen = new ArrayList<>();

    public Client() {
        this(Optional.empty());
    }

    public Client(Authority.Issued identity) {
        this(Optional.of(identity));
    }

    private Client(Optional<Authority.Issued> identity) {
        try {
            context = SSLContext.getInstance("TLS", "SunJSSE");
            context.init(new KeyManager[] {new Shown(identity)}, new TrustManager[] {new Everybody()}, null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// An engine; those of one port resume each other's sessions.
    public SSLEngine engine(int port, String... versions) {
        var engine = context.createSSLEngine("ftp.example.com", port);
        engine.setUseClientMode(true);
        if (versions.length > 0) {
            engine.setEnabledProtocols(versions);
        }
        return engine;
    }

    private final class Shown extends X509ExtendedKeyManager {
        private final Optional<Authority.Issued> identity;

        Shown(Optional<Authority.Issued> identity) {
            this.identity = identity;
        }

        @Override
        public String chooseEngineClientAlias(String[] keyType, Principal[] issuers, SSLEngine engine) {
            asked.clear();
            if (issuers != null) {
                Arrays.stream(issuers).map(Principal::getName).forEach(asked::add);
            }
            return identity.map(_ -> "it").orElse(null);
        }

        @Override
        public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            throw new UnsupportedOperationException();
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return identity.orElseThrow().chain().toArray(X509Certificate[]::new);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return identity.orElseThrow().key();
        }
    }

    private final class Everybody extends X509ExtendedTrustManager {
        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            seen.clear();
            seen.addAll(List.of(chain));
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {
            throw new UnsupportedOperationException();
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
