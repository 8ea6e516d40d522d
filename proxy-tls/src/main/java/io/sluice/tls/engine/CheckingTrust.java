package io.sluice.tls.engine;

import io.sluice.tls.verify.PeerCheck;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Function;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/// A [PeerCheck] as the JDK wants it.
final class CheckingTrust extends X509ExtendedTrustManager {
    private final Function<SSLEngine, PeerCheck> checks;
    private final PeerCheck check;

    CheckingTrust(PeerCheck check) {
        this(_ -> check, check);
    }

    /// @param checks that of an engine
    /// @param check for whoever asks without one
    CheckingTrust(Function<SSLEngine, PeerCheck> checks, PeerCheck check) {
        this.checks = checks;
        this.check = check;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check.client(List.of(chain));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check.client(List.of(chain));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checks.apply(engine).client(List.of(chain));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check.server(List.of(chain));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check.server(List.of(chain));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checks.apply(engine).server(List.of(chain));
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return check.authorities().toArray(X509Certificate[]::new);
    }
}
