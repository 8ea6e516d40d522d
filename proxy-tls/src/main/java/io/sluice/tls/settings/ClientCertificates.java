package io.sluice.tls.settings;

import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/// What is asked of the certificates of clients.
///
/// @param authorities those who may vouch for clients
/// @param revocations lists of revoked certificates, of which each certificate needs one; empty where none are
/// configured, and then nothing is looked up
/// @param depth how many certificates may stand between a client's and an authority's
public record ClientCertificates(
        Demand demand,
        List<X509Certificate> authorities,
        Optional<List<X509CRL>> revocations,
        int depth,
        List<Mechanism> order,
        Optional<NamedUser> user) {
    public ClientCertificates {
        authorities = List.copyOf(authorities);
        revocations = revocations.map(List::copyOf);
        order = List.copyOf(order);
    }
}
