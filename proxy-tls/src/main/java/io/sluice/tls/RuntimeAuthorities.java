package io.sluice.tls;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// Those whom the Java runtime trusts.
final class RuntimeAuthorities {
    private RuntimeAuthorities() {}

    static List<X509Certificate> all() {
        try {
            var factory = TrustManagerFactory.getInstance("PKIX");
            @Nullable KeyStore usual = null;
            factory.init(usual);
            return Arrays.stream(factory.getTrustManagers())
                    .filter(X509TrustManager.class::isInstance)
                    .map(X509TrustManager.class::cast)
                    .flatMap(manager -> Arrays.stream(manager.getAcceptedIssuers()))
                    .toList();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
