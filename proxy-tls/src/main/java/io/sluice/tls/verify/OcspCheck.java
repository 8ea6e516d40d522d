package io.sluice.tls.verify;

import java.net.URI;
import java.security.InvalidAlgorithmParameterException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateRevokedException;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;

/// Asks the responders that a certificate names whether it has been revoked (RFC 6960), one after the other until one
/// says that it is good.
final class OcspCheck {
    /// For how long one responder may take.
    private static final Duration LIMIT = Duration.ofSeconds(10);

    OcspCheck() {}

    /// Whether the certificate may be used: a responder says so, or it names none.
    ///
    /// @param remarks collects what the log has to say
    boolean admits(X509Certificate certificate, X509Certificate issuer, Instant now, List<String> remarks) {
        var subject = CertificateText.oneLine(certificate.getSubjectX500Principal());
        var urls = urls(certificate);
        if (urls.isEmpty()) {
            remarks.add("Client cert '" + subject
                    + "' contained no AuthorityInfoAccess attribute, unable to verify via OCSP");
            return true;
        }
        remarks.add("found " + urls.size() + " OCSP URLs in AuthorityInfoAccess attribute for client cert '" + subject
                + "'");
        for (var url : urls) {
            try {
                within(LIMIT, () -> ask(url, certificate, issuer, now));
                return true;
            } catch (CertPathValidatorException e) {
                remarks.add(
                        e.getCause() instanceof CertificateRevokedException revoked
                                ? "client cert '" + subject + "' has 'revoked' status due to: "
                                        + revoked.getRevocationReason()
                                : "OCSP responder " + url + " does not say that client cert '" + subject + "' is good: "
                                        + e.getMessage());
            } catch (TimeoutException _) {
                remarks.add("OCSP responder " + url + " has not answered within " + LIMIT.toSeconds() + " seconds");
            }
        }
        return false;
    }

    @FunctionalInterface
    private interface Question {
        void ask() throws CertPathValidatorException;
    }

    /// Waits no longer than that; who answers later is not heard.
    private static void within(Duration limit, Question question) throws CertPathValidatorException, TimeoutException {
        var answer = new CompletableFuture<Void>();
        Thread.ofVirtual().name("ocsp").start(() -> {
            try {
                question.ask();
                answer.complete(null);
            } catch (CertPathValidatorException | RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        try {
            answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof CertPathValidatorException told
                    ? told
                    : new CertPathValidatorException(e.getCause());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new CertPathValidatorException("interrupted");
        }
    }

    private static void ask(URI responder, X509Certificate certificate, X509Certificate issuer, Instant now)
            throws CertPathValidatorException {
        try {
            var validator = CertPathValidator.getInstance("PKIX");
            var checker = (PKIXRevocationChecker) validator.getRevocationChecker();
            checker.setOptions(EnumSet.of(PKIXRevocationChecker.Option.NO_FALLBACK));
            checker.setOcspResponder(responder);
            var parameters = new PKIXParameters(Set.of(new TrustAnchor(issuer, null)));
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(now));
            parameters.addCertPathChecker(checker);
            validator.validate(
                    CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate)), parameters);
        } catch (CertificateException | InvalidAlgorithmParameterException | NoSuchAlgorithmException e) {
            throw new CertPathValidatorException(e);
        }
    }

    private static List<URI> urls(X509Certificate certificate) {
        var extension = certificate.getExtensionValue(Extension.authorityInfoAccess.getId());
        if (extension == null) {
            return List.of();
        }
        var access = AuthorityInformationAccess.getInstance(
                ASN1OctetString.getInstance(extension).getOctets());
        return Stream.of(access.getAccessDescriptions())
                .filter(each -> each.getAccessMethod().equals(AccessDescription.id_ad_ocsp))
                .map(AccessDescription::getAccessLocation)
                .filter(location -> location.getTagNo() == GeneralName.uniformResourceIdentifier)
                .map(location -> location.getName().toString())
                .filter(url -> url.startsWith("http://") || url.startsWith("https://"))
                .map(URI::create)
                .toList();
    }
}
