package io.sluice.tls.verify;

import io.sluice.tls.settings.ClientCertificates;
import io.sluice.tls.settings.Mechanism;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/// What the certificates of peers are verified against.
///
/// @param authorities those who may vouch for peers
/// @param revocations lists of revoked certificates; empty where none are looked at
/// @param listsForAll whether each certificate needs a list of its issuer, if there are any
/// @param asksResponders whether OCSP responders are asked
/// @param depth how many certificates may stand between a peer's and an authority's
public record Trust(
        List<X509Certificate> authorities,
        Optional<List<X509CRL>> revocations,
        boolean listsForAll,
        boolean asksResponders,
        int depth) {
    private static final int DEPTH_TO_SERVERS = 9;

    public Trust {
        authorities = List.copyOf(authorities);
        revocations = revocations.map(List::copyOf);
    }

    /// What clients are verified against.
    static Trust in(ClientCertificates clients) {
        return new Trust(
                clients.authorities(),
                clients.order().contains(Mechanism.CRL) ? clients.revocations() : Optional.empty(),
                true,
                clients.order().contains(Mechanism.OCSP),
                clients.depth());
    }

    /// What backends are verified against.
    public static Trust inServers(List<X509Certificate> authorities, Optional<List<X509CRL>> revocations) {
        return new Trust(authorities, revocations, false, false, DEPTH_TO_SERVERS);
    }
}
