package io.sluice.tls.openssl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/// A key and a certificate that it has signed itself, made by the JDK's keytool.
record TestCredential(PrivateKey key, X509Certificate certificate, KeyStore store) {
    private static final char[] PASSWORD = "changeit".toCharArray();

    static final TestCredential EC = made("example.com", "EC", "-groupname", "secp256r1");
    static final TestCredential RSA = made("example.com", "RSA", "-keysize", "2048");

    static TestCredential made(String name, String algorithm, String... options) {
        try {
            var folder = Files.createTempDirectory("credential");
            var file = folder.resolve("store.p12");
            var command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-keyalg",
                    algorithm,
                    "-alias",
                    "a",
                    "-dname",
                    "CN=" + name,
                    "-ext",
                    "san=dns:" + name + ",ip:127.0.0.1",
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    file.toString(),
                    "-storepass",
                    new String(PASSWORD)));
            command.addAll(List.of(options));
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var said = new String(process.getInputStream().readAllBytes());
            if (process.waitFor() != 0) {
                throw new IllegalStateException(said);
            }
            var store = KeyStore.getInstance(file.toFile(), PASSWORD);
            Files.delete(file);
            Files.delete(folder);
            return new TestCredential(
                    (PrivateKey) store.getKey("a", PASSWORD), (X509Certificate) store.getCertificate("a"), store);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Certificate and key as one PEM file.
    Path pem(Path folder) throws IOException, GeneralSecurityException {
        var text = Base64.getMimeEncoder();
        return Files.writeString(
                folder.resolve(key.getAlgorithm() + ".pem"),
                "-----BEGIN CERTIFICATE-----\n" + text.encodeToString(certificate.getEncoded())
                        + "\n-----END CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\n"
                        + text.encodeToString(key.getEncoded()) + "\n-----END PRIVATE KEY-----\n");
    }

    /// A context of the JDK that shows this certificate and trusts what it is told to.
    SSLContext jdk(TrustManager trust) {
        try {
            var keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(store, PASSWORD);
            return jdk(keys.getKeyManagers(), trust);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static SSLContext jdk(KeyManager[] keys, TrustManager trust) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(keys, new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Trusts this certificate alone.
    X509TrustManager trust() {
        try {
            var anchors = KeyStore.getInstance("PKCS12");
            anchors.load(null, null);
            anchors.setCertificateEntry("a", certificate);
            var factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(anchors);
            return (X509TrustManager)
                    Arrays.stream(factory.getTrustManagers()).findFirst().orElseThrow();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
