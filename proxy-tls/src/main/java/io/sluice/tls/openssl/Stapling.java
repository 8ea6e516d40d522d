package io.sluice.tls.openssl;

import java.security.cert.X509Certificate;
import java.util.Optional;

/// Where a server gets the OCSP responses that it staples. Called inside handshakes of clients that ask for one,
/// resumed ones excepted, from any thread, with a native frame on the stack: a virtual thread holds its carrier
/// meanwhile. Has a time limit of its own and throws nothing.
@FunctionalInterface
public interface Stapling {

    /// The DER text of a response for the certificate that is being sent; without one nothing is stapled.
    Optional<byte[]> response(X509Certificate certificate);
}
