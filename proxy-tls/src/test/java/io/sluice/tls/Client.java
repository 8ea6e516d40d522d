package io.sluice.tls;

import io.sluice.tls.Authority.Issued;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;

/// A client by the JDK that trusts everybody and shows what it is given, whoever the server says it should be from.
public final class Client {
    private final SSLContext context;

    /// Those that the server said certificates may be from, and what it has shown.
    public final List<String> asked;

    public final List<X509Certificate> seen;

    public Client() {
        this(List.of(), new KeyManager[0]);
    }

    public Client(Issued identity) {
        this(new ShownKey(identity));
    }

    private Client(ShownKey key) {
        this(key.asked, key);
    }

    private Client(List<String> asked, KeyManager... keys) {
        var credulous = new Credulous();
        this.asked = asked;
        this.seen = credulous.seen;
        try {
            context = SSLContext.getInstance("TLS", "SunJSSE");
            context.init(keys, new TrustManager[] {credulous}, null);
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
}
