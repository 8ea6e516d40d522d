package io.sluice.tls.verify;

import io.sluice.tls.settings.ClientCertificates;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXReason;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Verifies the certificates that peers show (RFC 5280 §6), against authorities and lists of revoked certificates.
/// Where there are lists, each certificate needs a valid one of its issuer, unless it may do without. Usable from any
/// thread.
public final class ChainVerifier {
    private static final Set<PKIXRevocationChecker.Option> LENIENT = EnumSet.of(
            PKIXRevocationChecker.Option.PREFER_CRLS,
            PKIXRevocationChecker.Option.NO_FALLBACK,
            PKIXRevocationChecker.Option.SOFT_FAIL);

    private static final String ANY_PURPOSE = "2.5.29.37.0";

    private final Trust trust;
    private final RevocationLists revocations;
    private final OcspCheck ocsp = new OcspCheck();

    public ChainVerifier(ClientCertificates clients) {
        this(Trust.in(clients));
    }

    public ChainVerifier(Trust trust) {
        this.trust = trust;
        this.revocations = new RevocationLists(trust.revocations().orElse(List.of()));
    }

    /// What a certificate has to be good for, if it says what it is good for.
    public enum Purpose {
        CLIENT("1.3.6.1.5.5.7.3.2", "certificate"),
        SERVER("1.3.6.1.5.5.7.3.1", "server certificate");

        private final String oid;
        private final String certificate;

        Purpose(String oid, String certificate) {
            this.oid = oid;
            this.certificate = certificate;
        }
    }

    /// The way from a peer's certificate to an authority, which is not part of it but where the peer's own certificate
    /// is the authority.
    private record Way(List<X509Certificate> certificates, X509Certificate authority, Purpose purpose) {
        X509Certificate issuer(int depth) {
            return depth + 1 == certificates.size() ? authority : certificates.get(depth + 1);
        }
    }

    /// Verifies the certificate of a peer.
    ///
    /// @param shown the peer's own first, and whatever it has sent along
    /// @param now the time at which they have to be valid
    /// @param remarks hears what the log has to say even if they are good
    public void verify(List<X509Certificate> shown, Purpose purpose, Instant now, Consumer<String> remarks)
            throws Unverified {
        var way = way(shown, purpose);
        checkPurpose(shown.getFirst(), purpose);
        validate(way, now);
        if (trust.asksResponders()) {
            checkOnline(way, now, remarks);
        }
    }

    private Way way(List<X509Certificate> shown, Purpose purpose) throws Unverified {
        var certificates = new ArrayList<X509Certificate>();
        var next = shown.getFirst();
        while (true) {
            certificates.add(next);
            if (certificates.size() - 1 > trust.depth()) {
                throw fault(purpose, certificates.size() - 1, next, "certificate chain too long");
            }
            var authority = trust.authorities().contains(next) ? Optional.of(next) : issuer(next, trust.authorities());
            if (authority.isPresent()) {
                return new Way(certificates, authority.get(), purpose);
            }
            var issuer = issuer(next, shown).filter(found -> !certificates.contains(found));
            if (issuer.isEmpty()) {
                throw unknownIssuer(purpose, certificates.size() - 1, next);
            }
            next = issuer.get();
        }
    }

    private static Unverified unknownIssuer(Purpose purpose, int depth, X509Certificate last) {
        if (!last.getSubjectX500Principal().equals(last.getIssuerX500Principal())) {
            return fault(purpose, depth, last, "unable to get local issuer certificate");
        }
        return fault(
                purpose,
                depth,
                last,
                depth == 0 ? "self-signed certificate" : "self-signed certificate in certificate chain");
    }

    private static Optional<X509Certificate> issuer(X509Certificate certificate, List<X509Certificate> among) {
        return among.stream()
                .filter(each -> each.getSubjectX500Principal().equals(certificate.getIssuerX500Principal()))
                .filter(each -> hasSigned(each, certificate))
                .findFirst();
    }

    private static boolean hasSigned(X509Certificate issuer, X509Certificate certificate) {
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    private static void checkPurpose(X509Certificate certificate, Purpose purpose) throws Unverified {
        try {
            var purposes = certificate.getExtendedKeyUsage();
            if (purposes != null && !purposes.contains(purpose.oid) && !purposes.contains(ANY_PURPOSE)) {
                throw fault(purpose, 0, certificate, "unsuitable certificate purpose");
            }
        } catch (CertificateParsingException e) {
            throw fault(purpose, 0, certificate, "unable to decode the extended key usage: " + e.getMessage());
        }
    }

    /// Validates the way, and the time of the authority, which the JDK leaves out.
    private void validate(Way way, Instant now) throws Unverified {
        try {
            way.authority.checkValidity(Date.from(now));
        } catch (CertificateExpiredException _) {
            throw fault(way.purpose, way.certificates.size(), way.authority, "certificate has expired");
        } catch (CertificateNotYetValidException _) {
            throw fault(way.purpose, way.certificates.size(), way.authority, "certificate is not yet valid");
        }
        try {
            var validator = CertPathValidator.getInstance("PKIX");
            var parameters = parameters(way, now);
            var checker = (PKIXRevocationChecker) validator.getRevocationChecker();
            if (trust.revocations().isPresent()) {
                checker.setOptions(
                        EnumSet.of(PKIXRevocationChecker.Option.PREFER_CRLS, PKIXRevocationChecker.Option.NO_FALLBACK));
                if (!trust.listsForAll()) {
                    checker.setOptions(LENIENT);
                }
                parameters.addCertPathChecker(checker);
                parameters.addCertStore(
                        CertStore.getInstance("Collection", new CollectionCertStoreParameters(revocations.all())));
            }
            validator.validate(CertificateFactory.getInstance("X.509").generateCertPath(way.certificates), parameters);
            if (trust.revocations().isPresent() && !trust.listsForAll()) {
                checkLists(way, now, checker.getSoftFailExceptions());
            }
        } catch (CertPathValidatorException e) {
            throw explained(way, now, e);
        } catch (CertificateException | InvalidAlgorithmParameterException | NoSuchAlgorithmException e) {
            throw fault(way.purpose, 0, way.certificates.getFirst(), String.valueOf(e.getMessage()));
        }
    }

    /// Of the certificates whose lists told nothing, those are good whose issuers have none.
    private void checkLists(Way way, Instant now, List<CertPathValidatorException> untold) throws Unverified {
        for (var each : untold) {
            int depth = Math.max(0, each.getIndex());
            var lacking = revocations.lacking(way.certificates.get(depth), way.issuer(depth), now);
            if (lacking.isUseless()) {
                throw fault(way.purpose, depth, way.certificates.get(depth), lacking.reason(), lacking.remarks());
            }
        }
    }

    private static PKIXParameters parameters(Way way, Instant now) throws InvalidAlgorithmParameterException {
        var parameters = new PKIXParameters(Set.of(new TrustAnchor(way.authority, null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(now));
        return parameters;
    }

    private Unverified explained(Way way, Instant now, CertPathValidatorException e) {
        int depth = Math.max(0, e.getIndex());
        var certificate = way.certificates.get(depth);
        return switch (e.getReason()) {
            case BasicReason.EXPIRED -> fault(way.purpose, depth, certificate, "certificate has expired");
            case BasicReason.NOT_YET_VALID -> fault(way.purpose, depth, certificate, "certificate is not yet valid");
            case BasicReason.REVOKED -> fault(way.purpose, depth, certificate, "certificate revoked");
            case BasicReason.INVALID_SIGNATURE ->
                fault(way.purpose, depth, certificate, "certificate signature failure");
            case BasicReason.ALGORITHM_CONSTRAINED ->
                fault(way.purpose, depth, certificate, "CA signature digest algorithm too weak");
            case BasicReason.UNDETERMINED_REVOCATION_STATUS -> {
                var lacking = revocations.lacking(certificate, way.issuer(depth), now);
                yield fault(way.purpose, depth, certificate, lacking.reason(), lacking.remarks());
            }
            case PKIXReason.PATH_TOO_LONG -> fault(way.purpose, depth, certificate, "path length constraint exceeded");
            case PKIXReason.NOT_CA_CERT -> fault(way.purpose, depth, certificate, "invalid CA certificate");
            default -> fault(way.purpose, depth, certificate, String.valueOf(e.getMessage()));
        };
    }

    private void checkOnline(Way way, Instant now, Consumer<String> remarks) throws Unverified {
        for (int depth = 0; depth < way.certificates.size(); depth++) {
            var certificate = way.certificates.get(depth);
            if (certificate.equals(way.authority)) {
                return;
            }
            var issuer = way.issuer(depth);
            var found = new ArrayList<String>();
            if (!ocsp.admits(certificate, issuer, now, found)) {
                throw fault(way.purpose, depth, certificate, "certificate verify failed by OCSP", found);
            }
            found.forEach(remarks);
        }
    }

    private static Unverified fault(Purpose purpose, int depth, X509Certificate certificate, String reason) {
        return fault(purpose, depth, certificate, reason, List.of());
    }

    private static Unverified fault(
            Purpose purpose, int depth, X509Certificate certificate, String reason, List<String> before) {
        var lines = new ArrayList<>(before);
        lines.add("error: unable to verify " + purpose.certificate + " at depth " + depth + ": " + reason);
        lines.add("error: cert subject: " + CertificateText.oneLine(certificate.getSubjectX500Principal()));
        lines.add("error: cert issuer: " + CertificateText.oneLine(certificate.getIssuerX500Principal()));
        lines.add(purpose.name().toLowerCase(Locale.ROOT) + " certificate failed verification: " + reason);
        return new Unverified(reason, lines);
    }
}
