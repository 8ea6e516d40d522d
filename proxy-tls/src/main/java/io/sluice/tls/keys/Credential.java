package io.sluice.tls.keys;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/// A private key and the certificates that vouch for it: its own, then each issuer's that is sent along.
///
/// @param source the file the certificate is from, for messages
public record Credential(PrivateKey key, List<X509Certificate> chain, String source) {
    private static final int PROBE = 32;

    public Credential {
        chain = List.copyOf(chain);
    }

    public X509Certificate certificate() {
        return chain.getFirst();
    }

    /// This one with other certificates behind its own. A first one that is its own, signed by itself, is left out.
    public Credential withIssuers(List<X509Certificate> issuers) {
        var all = new ArrayList<X509Certificate>();
        all.add(certificate());
        boolean repeats = !issuers.isEmpty() && issuers.getFirst().equals(certificate());
        all.addAll(repeats ? issuers.subList(1, issuers.size()) : issuers);
        return new Credential(key, all, source);
    }

    /// Whether what the key signs is what the certificate vouches for.
    public boolean matches() {
        try {
            var signature = Signature.getInstance(
                    switch (key.getAlgorithm()) {
                        case "EC", "ECDSA" -> "SHA256withECDSA";
                        case "DSA" -> "SHA256withDSA";
                        case "Ed25519", "Ed448", "EdDSA" -> "EdDSA";
                        default -> "SHA256withRSA";
                    });
            var probe = new byte[PROBE];
            new SecureRandom().nextBytes(probe);
            signature.initSign(key);
            signature.update(probe);
            var signed = signature.sign();
            signature.initVerify(certificate().getPublicKey());
            signature.update(probe);
            return signature.verify(signed);
        } catch (GeneralSecurityException _) {
            return false;
        }
    }

    /// The key stays out of it.
    @Override
    public String toString() {
        return "Credential[" + certificate().getSubjectX500Principal() + "]";
    }
}
