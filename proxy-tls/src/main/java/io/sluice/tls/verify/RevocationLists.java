package io.sluice.tls.verify;

import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/// Lists of revoked certificates, and why none of them tells about a certificate.
record RevocationLists(List<X509CRL> all) {
    private static final String NONE = "unable to get certificate CRL";

    /// Why there is no telling.
    ///
    /// @param reason in the words of OpenSSL
    /// @param remarks what the log has to say beside it
    record Lacking(String reason, List<String> remarks) {
        /// Whether there is a list, which is of no use.
        boolean isUseless() {
            return !reason.equals(NONE);
        }
    }

    /// Why it cannot be told whether a certificate has been revoked.
    Lacking lacking(X509Certificate certificate, X509Certificate issuer, Instant now) {
        for (var list : all) {
            if (!list.getIssuerX500Principal().equals(certificate.getIssuerX500Principal())) {
                continue;
            }
            try {
                list.verify(issuer.getPublicKey());
            } catch (GeneralSecurityException e) {
                return new Lacking("CRL signature failure", List.of("invalid signature on CRL: " + e.getMessage()));
            }
            if (now.isBefore(list.getThisUpdate().toInstant())) {
                return new Lacking(
                        "CRL is not yet valid",
                        List.of("CRL is not yet valid, ignoring all certificates until an updated CRL is obtained"));
            }
            if (list.getNextUpdate() != null && now.isAfter(list.getNextUpdate().toInstant())) {
                return new Lacking(
                        "CRL has expired",
                        List.of("CRL is expired, revoking all certificates until an updated CRL is obtained"));
            }
        }
        return new Lacking(NONE, List.of());
    }
}
