package io.sluice.tls.cache;

import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.X509ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/// What an OCSP responder is asked about one certificate (RFC 6960 §4.1), and whether its answer is one to that.
final class OcspQuestion {
    private static final Duration TOLERANCE = Duration.ofMinutes(5);
    private static final int NONCE_LENGTH = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final X509CertificateHolder certificate;
    private final X509CertificateHolder issuer;
    private final DigestCalculatorProvider digests;
    private final Optional<byte[]> nonce;

    /// A question about a certificate.
    ///
    /// @param withNonce whether the answer must have been made for this question; a responder may ignore it
    OcspQuestion(X509Certificate certificate, X509Certificate issuer, boolean withNonce) throws OcspRefused {
        try {
            this.certificate = new JcaX509CertificateHolder(certificate);
            this.issuer = new JcaX509CertificateHolder(issuer);
            this.digests = new JcaDigestCalculatorProviderBuilder().build();
        } catch (CertificateException | OperatorCreationException e) {
            throw new OcspRefused("certificate cannot be asked about: " + e.getMessage(), e);
        }
        this.nonce = withNonce ? Optional.of(random()) : Optional.empty();
    }

    private static byte[] random() {
        byte[] bytes = new byte[NONCE_LENGTH];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    /// The responder that a certificate names: the first with http or https.
    static Optional<URI> responder(X509Certificate certificate) {
        try {
            var access = AuthorityInformationAccess.fromExtensions(
                    new JcaX509CertificateHolder(certificate).getExtensions());
            if (access == null) {
                return Optional.empty();
            }
            return Arrays.stream(access.getAccessDescriptions())
                    .filter(each -> each.getAccessMethod().equals(X509ObjectIdentifiers.id_ad_ocsp))
                    .filter(each -> each.getAccessLocation().getTagNo() == GeneralName.uniformResourceIdentifier)
                    .map(each -> each.getAccessLocation().getName().toString())
                    .filter(url -> url.matches("https?://.+"))
                    .map(URI::create)
                    .findFirst();
        } catch (CertificateException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// The DER text of the request.
    byte[] request() throws OcspRefused {
        try {
            var builder = new OCSPReqBuilder().addRequest(id());
            if (nonce.isPresent()) {
                builder.setRequestExtensions(new Extensions(new Extension(
                        OCSPObjectIdentifiers.id_pkix_ocsp_nonce,
                        false,
                        new DEROctetString(nonce.get()).getEncoded())));
            }
            return builder.build().getEncoded();
        } catch (IOException | OCSPException | OperatorCreationException e) {
            throw new OcspRefused("no request can be made: " + e.getMessage(), e);
        }
    }

    private CertificateID id() throws OperatorCreationException, OCSPException {
        return new CertificateID(digests.get(CertificateID.HASH_SHA1), issuer, certificate.getSerialNumber());
    }

    /// The answer in a DER text, if it is a good one; whether a certificate is revoked is none of that.
    ///
    /// @param checked whether it is looked at beyond its being a success: signature, nonce, certificate and times
    OcspResponse answer(byte[] der, boolean checked, Instant now) throws OcspRefused {
        try {
            var response = new OCSPResp(der);
            if (response.getStatus() != OCSPResp.SUCCESSFUL) {
                throw new OcspRefused("responder says " + statusText(response.getStatus()));
            }
            if (!(response.getResponseObject() instanceof BasicOCSPResp basic)) {
                throw new OcspRefused("response has no basic response");
            }
            if (checked) {
                checkSignature(basic, now);
                checkNonce(basic);
                checkTimes(single(basic), now);
            }
            return OcspResponse.of(new Stamped(der, now.getEpochSecond()));
        } catch (IOException | OCSPException | OperatorCreationException | CertificateException | RuntimeException e) {
            throw new OcspRefused("response cannot be read: " + e.getMessage(), e);
        } catch (Undecodable e) {
            throw new OcspRefused("response cannot be read: " + e.getMessage(), e);
        }
    }

    /// Signed by the issuer, or by one whom the issuer has given that right (RFC 6960 §4.2.2.2).
    private void checkSignature(BasicOCSPResp basic, Instant now)
            throws OCSPException, OperatorCreationException, CertificateException, OcspRefused {
        if (isSignedBy(basic, issuer)) {
            return;
        }
        for (var candidate : basic.getCerts()) {
            if (isSignedBy(basic, candidate) && isDelegate(candidate, now)) {
                return;
            }
        }
        throw new OcspRefused("response is not signed by the issuer of the certificate, nor for it");
    }

    private static boolean isSignedBy(BasicOCSPResp basic, X509CertificateHolder signer) {
        try {
            return basic.isSignatureValid(new JcaContentVerifierProviderBuilder().build(signer));
        } catch (OCSPException | OperatorCreationException | CertificateException _) {
            return false;
        }
    }

    private boolean isDelegate(X509CertificateHolder candidate, Instant now) {
        try {
            var usage = ExtendedKeyUsage.fromExtensions(candidate.getExtensions());
            return usage != null
                    && usage.hasKeyPurposeId(KeyPurposeId.id_kp_OCSPSigning)
                    && candidate.getIssuer().equals(issuer.getSubject())
                    && candidate.isValidOn(Date.from(now))
                    && candidate.isSignatureValid(new JcaContentVerifierProviderBuilder().build(issuer));
        } catch (org.bouncycastle.cert.CertException | OperatorCreationException | CertificateException _) {
            return false;
        }
    }

    /// A responder need not heed a nonce; one that answers with another has answered somebody else.
    private void checkNonce(BasicOCSPResp basic) throws OcspRefused {
        var there = basic.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce);
        if (nonce.isPresent() && there != null) {
            byte[] seen = ASN1OctetString.getInstance(there.getParsedValue()).getOctets();
            if (!Arrays.equals(seen, nonce.get())) {
                throw new OcspRefused("nonce of the response is not that of the request");
            }
        }
    }

    private SingleResp single(BasicOCSPResp basic) throws OCSPException, OcspRefused {
        for (var each : basic.getResponses()) {
            if (each.getCertID().getSerialNumber().equals(certificate.getSerialNumber())
                    && each.getCertID().matchesIssuer(issuer, digests)) {
                return each;
            }
        }
        throw new OcspRefused("response is about another certificate");
    }

    private static void checkTimes(SingleResp single, Instant now) throws OcspRefused {
        if (single.getThisUpdate().toInstant().isAfter(now.plus(TOLERANCE))) {
            throw new OcspRefused(
                    "response is not valid before " + single.getThisUpdate().toInstant());
        }
        var next = Optional.ofNullable(single.getNextUpdate()).map(Date::toInstant);
        if (next.isPresent() && next.get().isBefore(now.minus(TOLERANCE))) {
            throw new OcspRefused("response was valid until " + next.get());
        }
        if (single.getCertStatus() instanceof UnknownStatus) {
            throw new OcspRefused("responder does not know the certificate");
        }
    }

    /// Whether a response says that the certificate is revoked.
    boolean isRevoked(OcspResponse answer) {
        try {
            return new OCSPResp(answer.der()).getResponseObject() instanceof BasicOCSPResp basic
                    && Arrays.stream(basic.getResponses())
                            .anyMatch(each -> each.getCertStatus() instanceof RevokedStatus);
        } catch (IOException | OCSPException _) {
            return false;
        }
    }

    private static String statusText(int status) {
        return List.of(
                        "successful",
                        "malformedRequest",
                        "internalError",
                        "tryLater",
                        "4",
                        "sigRequired",
                        "unauthorized")
                .stream()
                .skip(Math.clamp(status, 0, 6))
                .findFirst()
                .orElse("")
                .concat(status > 6 ? " (" + status + ")" : "");
    }
}
