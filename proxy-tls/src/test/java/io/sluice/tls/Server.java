package io.sluice.tls;

import io.sluice.tls.Authority.Issued;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.StandardConstants;
import javax.net.ssl.TrustManager;

/// A server by the JDK that asks for certificates and takes any.
public final class Server {
    private final SSLContext context;

    /// The names that hellos have asked for, and the protocols that they have offered.
    public final List<String> names = new ArrayList<>();

    public final List<String> protocols = new ArrayList<>();

    public Server(Issued identity) {
        try {
            context = SSLContext.getInstance("TLS", "SunJSSE");
            context.init(new KeyManager[] {new ShownKey(identity)}, new TrustManager[] {new Credulous()}, null);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public SSLEngine engine(String... versions) {
        var engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setWantClientAuth(true);
        if (versions.length > 0) {
            engine.setEnabledProtocols(versions);
        }
        var parameters = engine.getSSLParameters();
        parameters.setSNIMatchers(List.of(new AnyName()));
        engine.setSSLParameters(parameters);
        engine.setHandshakeApplicationProtocolSelector((_, offered) -> {
            protocols.addAll(offered);
            return offered.getFirst();
        });
        return engine;
    }

    /// The subject of the certificate that a client has shown, or nothing.
    public static String client(SSLEngine engine) {
        try {
            return engine.getSession().getPeerPrincipal().getName();
        } catch (SSLPeerUnverifiedException _) {
            return "";
        }
    }

    private final class AnyName extends SNIMatcher {
        AnyName() {
            super(StandardConstants.SNI_HOST_NAME);
        }

        @Override
        public boolean matches(SNIServerName name) {
            return names.add(((SNIHostName) name).getAsciiName());
        }
    }
}
