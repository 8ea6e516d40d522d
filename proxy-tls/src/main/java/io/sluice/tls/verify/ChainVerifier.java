package io.sluice.tls.verify;

import io.sluice.tls.settings.ClientCertificates;
import io.sluice.tls.settings.Mechanism;
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
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Verifies the certificates that peers show (RFC 5280 §6), against authorities and lists of revoked certificates.
/// Where there are lists, each certificate needs a valid one of its issuer. Usable from any thread.
public final class ChainVerifier {
    private static final String ANY_PURPOSE = "2.5.29.37.0";

    private final ClientCertificates demands;
    private final RevocationLists revocations;
    private final OcspCheck ocsp = new OcspCheck();

    public ChainVerifier(ClientCertificates demands) {
        this.demands = demands;
        this.revocations = new RevocationLists(demands.revocations().orElse(List.of()));
    }

    /// What a certificate has to be good for, if it says what it is good for.
    public enum Purpose {
        CLIENT("1.3.6.1.5.5.7.3.2"),
        SERVER("1.3.6.1.5.5.7.3.1");

        private final String oid;

        Purpose(String oid) {
            this.oid = oid;
        }
    }

    /// The way from a client's certificate to an authority, which is not part of it but where the client's own
    /// certificate is the authority.
    private record Way(List<X509Certificate> certificates, X509Certificate authority) {}

    /// Verifies the certificate of a peer.
    ///
    /// @param shown the peer's own first, and whatever it has sent along
    /// @param now the time at which they have to be valid
    /// @param remarks hears what the log has to say even if they are good
    public void verify(List<X509Certificate> shown, Purpose purpose, Instant now, Consumer<String> remarks)
            throws Unverified {
        var way = way(shown);
        checkPurpose(shown.getFirst(), purpose);
        validate(way, now);
        if (demands.order().contains(Mechanism.OCSP)) {
            checkOnline(way, now, remarks);
        }
    }

    private Way way(List<X509Certificate> shown) throws Unverified {
        var certificates = new ArrayList<X509Certificate>();
        var next = shown.getFirst();
        while (true) {
            certificates.add(next);
            if (certificates.size() - 1 > demands.depth()) {
                throw fault(certificates.size() - 1, next, "certificate chain too long");
            }
            var authority =
                    demands.authorities().contains(next) ? Optional.of(next) : issuer(next, demands.authorities());
            if (authority.isPresent()) {
                return new Way(certificates, authority.get());
            }
            var issuer = issuer(next, shown).filter(found -> !certificates.contains(found));
            if (issuer.isEmpty()) {
                throw unknownIssuer(certificates.size() - 1, next);
            }
            next = issuer.get();
        }
    }

    private static Unverified unknownIssuer(int depth, X509Certificate last) {
        if (!last.getSubjectX500Principal().equals(last.getIssuerX500Principal())) {
            return fault(depth, last, "unable to get local issuer certificate");
        }
        return fault(
                depth, last, depth == 0 ? "self-signed certificate" : "self-signed certificate in certificate chain");
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
                throw fault(0, certificate, "unsuitable certificate purpose");
            }
        } catch (CertificateParsingException e) {
            throw fault(0, certificate, "unable to decode the extended key usage: " + e.getMessage());
        }
    }

    /// Validates the way, and the time of the authority, which the JDK leaves out.
    private void validate(Way way, Instant now) throws Unverified {
        try {
            way.authority.checkValidity(Date.from(now));
        } catch (CertificateExpiredException _) {
            throw fault(way.certificates.size(), way.authority, "certificate has expired");
        } catch (CertificateNotYetValidException _) {
            throw fault(way.certificates.size(), way.authority, "certificate is not yet valid");
        }
        try {
            var validator = CertPathValidator.getInstance("PKIX");
            var parameters = parameters(way, now);
            if (demands.revocations().isPresent() && demands.order().contains(Mechanism.CRL)) {
                var checker = (PKIXRevocationChecker) validator.getRevocationChecker();
                checker.setOptions(
                        EnumSet.of(PKIXRevocationChecker.Option.PREFER_CRLS, PKIXRevocationChecker.Option.NO_FALLBACK));
                parameters.addCertPathChecker(checker);
                parameters.addCertStore(
                        CertStore.getInstance("Collection", new CollectionCertStoreParameters(revocations.all())));
            }
            validator.validate(CertificateFactory.getInstance("X.509").generateCertPath(way.certificates), parameters);
        } catch (CertPathValidatorException e) {
            throw explained(way, now, e);
        } catch (CertificateException | InvalidAlgorithmParameterException | NoSuchAlgorithmException e) {
            throw fault(0, way.certificates.getFirst(), String.valueOf(e.getMessage()));
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
            case BasicReason.EXPIRED -> fault(depth, certificate, "certificate has expired");
            case BasicReason.NOT_YET_VALID -> fault(depth, certificate, "certificate is not yet valid");
            case BasicReason.REVOKED -> fault(depth, certificate, "certificate revoked");
            case BasicReason.INVALID_SIGNATURE -> fault(depth, certificate, "certificate signature failure");
            case BasicReason.ALGORITHM_CONSTRAINED ->
                fault(depth, certificate, "CA signature digest algorithm too weak");
            case BasicReason.UNDETERMINED_REVOCATION_STATUS -> {
                boolean last = depth + 1 == way.certificates.size();
                var lacking =
                        revocations.lacking(certificate, last ? way.authority : way.certificates.get(depth + 1), now);
                yield fault(depth, certificate, lacking.reason(), lacking.remarks());
            }
            case PKIXReason.PATH_TOO_LONG -> fault(depth, certificate, "path length constraint exceeded");
            case PKIXReason.NOT_CA_CERT -> fault(depth, certificate, "invalid CA certificate");
            default -> fault(depth, certificate, String.valueOf(e.getMessage()));
        };
    }

    private void checkOnline(Way way, Instant now, Consumer<String> remarks) throws Unverified {
        for (int depth = 0; depth < way.certificates.size(); depth++) {
            var certificate = way.certificates.get(depth);
            if (certificate.equals(way.authority)) {
                return;
            }
            boolean last = depth + 1 == way.certificates.size();
            var issuer = last ? way.authority : way.certificates.get(depth + 1);
            var found = new ArrayList<String>();
            if (!ocsp.admits(certificate, issuer, now, found)) {
                throw fault(depth, certificate, "certificate verify failed by OCSP", found);
            }
            found.forEach(remarks);
        }
    }

    private static Unverified fault(int depth, X509Certificate certificate, String reason) {
        return fault(depth, certificate, reason, List.of());
    }

    private static Unverified fault(int depth, X509Certificate certificate, String reason, List<String> before) {
        var lines = new ArrayList<>(before);
        lines.add("error: unable to verify certificate at depth " + depth + ": " + reason);
        lines.add("error: cert subject: " + CertificateText.oneLine(certificate.getSubjectX500Principal()));
        lines.add("error: cert issuer: " + CertificateText.oneLine(certificate.getIssuerX500Principal()));
        lines.add("client certificate failed verification: " + reason);
        return new Unverified(reason, lines);
    }
}
