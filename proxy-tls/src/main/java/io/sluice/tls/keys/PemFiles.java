package io.sluice.tls.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CRLHolder;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.X509TrustedCertificateBlock;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;

/// What is in files of PEM blocks, and in folders of such files under the names that `openssl rehash` gives.
public final class PemFiles {
    private static final Pattern CERTIFICATES = Pattern.compile("[0-9a-f]{8}\\.\\d+");
    private static final Pattern REVOCATIONS = Pattern.compile("[0-9a-f]{8}\\.r\\d+");

    /// Has the ways of encryption of OpenSSL, and is not among the providers of the process.
    private static final class Loaded {
        private static final Provider PROVIDER = new BouncyCastleProvider();
    }

    private PemFiles() {}

    /// The certificates in a file, in its order; at least one.
    public static List<X509Certificate> certificates(Path file) throws UnusableFile {
        var found = new ArrayList<X509Certificate>();
        var converter = new JcaX509CertificateConverter();
        for (var block : blocks(file)) {
            try {
                if (block instanceof X509CertificateHolder holder) {
                    found.add(converter.getCertificate(holder));
                } else if (block instanceof X509TrustedCertificateBlock trusted) {
                    found.add(converter.getCertificate(trusted.getCertificateHolder()));
                }
            } catch (GeneralSecurityException e) {
                throw UnusableFile.of(file, UnusableFile.reason(e));
            }
        }
        if (found.isEmpty()) {
            throw UnusableFile.of(file, "file contained no certificate data");
        }
        return found;
    }

    /// The lists of revoked certificates in a file; at least one.
    public static List<X509CRL> revocations(Path file) throws UnusableFile {
        var found = new ArrayList<X509CRL>();
        var converter = new JcaX509CRLConverter();
        for (var block : blocks(file)) {
            if (block instanceof X509CRLHolder holder) {
                try {
                    found.add(converter.getCRL(holder));
                } catch (GeneralSecurityException e) {
                    throw UnusableFile.of(file, UnusableFile.reason(e));
                }
            }
        }
        if (found.isEmpty()) {
            throw UnusableFile.of(file, "file contained no CRL data");
        }
        return found;
    }

    /// The certificates of a folder (`<hash>.<n>`). A file that cannot be used is passed over with a remark.
    public static List<X509Certificate> certificatesIn(Path folder, Consumer<String> remarks) throws UnusableFile {
        return in(folder, CERTIFICATES, PemFiles::certificates, remarks);
    }

    /// The lists of revoked certificates of a folder (`<hash>.r<n>`). A file that cannot be used is passed over with a
    /// remark.
    public static List<X509CRL> revocationsIn(Path folder, Consumer<String> remarks) throws UnusableFile {
        return in(folder, REVOCATIONS, PemFiles::revocations, remarks);
    }

    /// The first private key in a file.
    ///
    /// @param purpose what kind of key is asked for where it needs a pass phrase
    public static PrivateKey key(Path file, String purpose, PassPhrases phrases) throws UnusableFile {
        var converter = new JcaPEMKeyConverter();
        try {
            for (var block : blocks(file)) {
                switch (block) {
                    case PEMKeyPair pair -> {
                        return converter.getPrivateKey(pair.getPrivateKeyInfo());
                    }
                    case PrivateKeyInfo info -> {
                        return converter.getPrivateKey(info);
                    }
                    case PEMEncryptedKeyPair pair -> {
                        var provider = new JcePEMDecryptorProviderBuilder()
                                .setProvider(Loaded.PROVIDER)
                                .build(phrases.of(file, purpose));
                        return converter.getPrivateKey(
                                pair.decryptKeyPair(provider).getPrivateKeyInfo());
                    }
                    case PKCS8EncryptedPrivateKeyInfo info -> {
                        var provider = new JceOpenSSLPKCS8DecryptorProviderBuilder()
                                .setProvider(Loaded.PROVIDER)
                                .build(phrases.of(file, purpose));
                        return converter.getPrivateKey(info.decryptPrivateKeyInfo(provider));
                    }
                    default -> {
                        // certificates, and parameters of curves
                    }
                }
            }
        } catch (IOException | PKCSException | OperatorCreationException e) {
            throw UnusableFile.of(file, UnusableFile.reason(e));
        }
        throw UnusableFile.of(file, "file contained no private key");
    }

    @FunctionalInterface
    private interface Reader<T> {
        List<T> read(Path file) throws UnusableFile;
    }

    private static <T> List<T> in(Path folder, Pattern names, Reader<T> reader, Consumer<String> remarks)
            throws UnusableFile {
        if (!Files.isDirectory(folder)) {
            throw new UnusableFile("parameter must be a directory path");
        }
        List<Path> files;
        try (var entries = Files.list(folder)) {
            files = entries.filter(
                            file -> names.matcher(file.getFileName().toString()).matches())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw UnusableFile.of(folder, e);
        }
        var found = new ArrayList<T>();
        for (var file : files) {
            try {
                found.addAll(reader.read(file));
            } catch (UnusableFile e) {
                remarks.accept(e.text());
            }
        }
        return found;
    }

    /// The blocks of a file. Text outside them means nothing.
    private static List<Object> blocks(Path file) throws UnusableFile {
        var blocks = new ArrayList<>();
        try (var parser = new PEMParser(Files.newBufferedReader(file, StandardCharsets.ISO_8859_1))) {
            for (var block = parser.readObject(); block != null; block = parser.readObject()) {
                blocks.add(block);
            }
        } catch (IOException e) {
            throw UnusableFile.of(file, e);
        }
        return blocks;
    }
}
