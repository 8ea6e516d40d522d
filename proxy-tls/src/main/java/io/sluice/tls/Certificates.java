package io.sluice.tls;

import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/// The certificates of both sides of a connection, each side's own first.
final class Certificates {
    private Certificates() {}

    /// None where the peer has shown none.
    static List<X509Certificate> ofPeer(SSLEngine engine) {
        try {
            return list(engine.getSession().getPeerCertificates());
        } catch (SSLPeerUnverifiedException _) {
            return List.of();
        }
    }

    /// None where none was sent.
    static List<X509Certificate> ofSelf(SSLEngine engine) {
        return list(engine.getSession().getLocalCertificates());
    }

    private static List<X509Certificate> list(Certificate @Nullable [] certificates) {
        return certificates == null
                ? List.of()
                : Arrays.stream(certificates).map(X509Certificate.class::cast).toList();
    }
}
