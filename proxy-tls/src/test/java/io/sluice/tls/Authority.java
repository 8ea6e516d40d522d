package io.sluice.tls;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Who issues certificates and lists of revoked ones.
public final class Authority {
    private static final AtomicLong SERIALS = new AtomicLong(0x1001);

    private final KeyPair keys;
    private final X509Certificate certificate;

    private Authority(KeyPair keys, X509Certificate certificate) {
        this.keys = keys;
        this.certificate = certificate;
    }

    /// A key with its certificate, and those of its issuers up to the root's, which is left out.
    public record Issued(PrivateKey key, List<X509Certificate> chain) {
        public Issued {
            chain = List.copyOf(chain);
        }

        public X509Certificate certificate() {
            return chain.getFirst();
        }
    }

    /// What is in a certificate.
    public static final class Wish {
        private final X500Name subject;
        private GeneralName[] names = {};
        private KeyPurposeId[] purposes = {};
        private String algorithm = "EC";
        private Instant from = Instant.now().minus(Duration.ofDays(1));
        private Instant until = Instant.now().plus(Duration.ofDays(30));
        private String responder = "";
        private final Map<String, ASN1Encodable> extensions = new HashMap<>();

        private Wish(X500Name subject) {
            this.subject = subject;
        }

        public static Wish of(String subject) {
            return new Wish(new X500Name(subject));
        }

        public static Wish of(X500Name subject) {
            return new Wish(subject);
        }

        public Wish names(GeneralName... those) {
            names = those;
            return this;
        }

        public Wish purposes(KeyPurposeId... those) {
            purposes = those;
            return this;
        }

        public Wish algorithm(String name) {
            algorithm = name;
            return this;
        }

        public Wish valid(Instant first, Instant last) {
            from = first;
            until = last;
            return this;
        }

        /// Good until yesterday.
        public Wish expired() {
            var now = Instant.now();
            return valid(now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(1)));
        }

        /// An extension by its object identifier.
        public Wish extension(String oid, ASN1Encodable value) {
            extensions.put(oid, value);
            return this;
        }

        /// The responder that tells whether it has been revoked.
        public Wish responder(String url) {
            responder = url;
            return this;
        }
    }

    public static Authority root(String subject) {
        var keys = keys("EC");
        return new Authority(keys, sign(Wish.of(subject), keys, Wish.of(subject).subject, keys, true));
    }

    public Authority under(String subject) {
        var own = keys("EC");
        return new Authority(own, sign(Wish.of(subject), own, name(), keys, true));
    }

    public Issued issue(String subject) {
        return issue(Wish.of(subject));
    }

    public Issued issue(Wish wish) {
        var own = keys(wish.algorithm);
        return new Issued(own.getPrivate(), List.of(sign(wish, own, name(), keys, false)));
    }

    public X509Certificate certificate() {
        return certificate;
    }

    public PrivateKey key() {
        return keys.getPrivate();
    }

    /// A list that is in force, of these certificates.
    public X509CRL revoking(X509Certificate... revoked) {
        var now = Instant.now();
        return revoking(now.minus(Duration.ofHours(1)), now.plus(Duration.ofDays(1)), revoked);
    }

    public X509CRL revoking(Instant from, Instant until, X509Certificate... revoked) {
        try {
            var builder = new JcaX509v2CRLBuilder(certificate, Date.from(from));
            builder.setNextUpdate(Date.from(until));
            for (var each : revoked) {
                builder.addCRLEntry(each.getSerialNumber(), Date.from(from), 1);
            }
            return new JcaX509CRLConverter().getCRL(builder.build(signer(keys)));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A list in the name of this authority that another has signed.
    public X509CRL forgedBy(Authority other) {
        return new Authority(other.keys, certificate).revoking();
    }

    private X500Name name() {
        return X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    }

    private static X509Certificate sign(
            Wish wish, KeyPair subject, X500Name issuerName, KeyPair issuer, boolean authority) {
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    issuerName,
                    BigInteger.valueOf(SERIALS.getAndIncrement()),
                    Date.from(wish.from),
                    Date.from(wish.until),
                    wish.subject,
                    subject.getPublic());
            extend(builder, wish, authority);
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer(issuer)));
        } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void extend(JcaX509v3CertificateBuilder builder, Wish wish, boolean authority)
            throws CertIOException {
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
        if (wish.names.length > 0) {
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(wish.names));
        }
        if (wish.purposes.length > 0) {
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(wish.purposes));
        }
        for (var each : wish.extensions.entrySet()) {
            builder.addExtension(new ASN1ObjectIdentifier(each.getKey()), false, each.getValue());
        }
        if (!wish.responder.isEmpty()) {
            var location = new GeneralName(GeneralName.uniformResourceIdentifier, wish.responder);
            builder.addExtension(
                    Extension.authorityInfoAccess,
                    false,
                    new AuthorityInformationAccess(AccessDescription.id_ad_ocsp, location));
        }
    }

    private static ContentSigner signer(KeyPair keys) throws OperatorCreationException {
        var algorithm = switch (keys.getPrivate().getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "DSA" -> "SHA256withDSA";
            default -> "SHA256withRSA";
        };
        return new JcaContentSignerBuilder(algorithm).build(keys.getPrivate());
    }

    private static KeyPair keys(String algorithm) {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(algorithm.equals("EC") ? 256 : 2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
