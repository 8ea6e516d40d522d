package io.sluice.cache.redis;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/// TLS as a [Tls] asks for it. The server's certificate must be for the host that was given, and come from the
/// authority that was given, or else from one of the platform's.
final class TlsContext {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|.*:.*");

    private final SSLContext context;

    private TlsContext(SSLContext context) {
        this.context = context;
    }

    /// The context of secured connections; empty for connections in clear.
    static Optional<TlsContext> of(Tls tls) throws CacheException {
        if (!tls.enabled()) {
            return Optional.empty();
        }
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(
                    tls.certificate().isPresent() && tls.key().isPresent()
                            ? keys(tls.certificate().get(), tls.key().get())
                            : new KeyManager[0],
                    tls.authority().isPresent() ? trust(tls.authority().get()) : platformTrust(),
                    null);
            return Optional.of(new TlsContext(context));
        } catch (GeneralSecurityException | IOException failure) {
            throw new CacheException(Kind.ARGUMENT, "error creating SSL context: " + failure.getMessage(), failure);
        }
    }

    /// Makes the handshake on a connected socket. Nothing was sent before it.
    Socket secure(Socket socket, Place.Tcp place) throws IOException {
        var secured = (SSLSocket) context.getSocketFactory().createSocket(socket, place.host(), place.port(), true);
        var parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        if (!LITERAL.matcher(place.host()).matches()) {
            parameters.setServerNames(List.of(new SNIHostName(place.host())));
        }
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    private static TrustManager[] trust(Path authority) throws GeneralSecurityException, IOException, CacheException {
        var store = empty();
        int count = 0;
        for (Certificate certificate : certificates("SSL CA", authority)) {
            store.setCertificateEntry("authority" + count++, certificate);
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static TrustManager[] platformTrust() throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        return factory.getTrustManagers();
    }

    private static KeyManager[] keys(Path certificate, Path key)
            throws GeneralSecurityException, IOException, CacheException {
        var store = empty();
        store.setKeyEntry(
                "client",
                key(key),
                new char[0],
                certificates("SSL certificate", certificate).toArray(Certificate[]::new));
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, new char[0]);
        return factory.getKeyManagers();
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Collection<? extends Certificate> certificates(String what, Path file)
            throws GeneralSecurityException, IOException, CacheException {
        Collection<? extends Certificate> found;
        try {
            found = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)));
        } catch (CertificateException failure) {
            throw new CacheException(
                    Kind.ARGUMENT, what + " '" + file + "' cannot be read: " + failure.getMessage(), failure);
        }
        if (found.isEmpty()) {
            throw new CacheException(Kind.ARGUMENT, what + " '" + file + "' holds no certificate; expected PEM");
        }
        return found;
    }

    private static PrivateKey key(Path file) throws GeneralSecurityException, IOException, CacheException {
        var pem = KEY.matcher(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        if (!pem.find()) {
            throw new CacheException(
                    Kind.ARGUMENT,
                    "SSL certificate key '" + file
                            + "' holds no unencrypted 'PRIVATE KEY' (PKCS #8); 'openssl pkcs8 -topk8 -nodes' makes one");
        }
        var encoded = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
        for (String algorithm : List.of("RSA", "EC", "Ed25519", "Ed448")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (InvalidKeySpecException _) {
                // It is a key of another algorithm.
            }
        }
        throw new CacheException(
                Kind.ARGUMENT,
                "SSL certificate key '" + file + "' is of no known algorithm; expected RSA, EC or EdDSA");
    }
}
