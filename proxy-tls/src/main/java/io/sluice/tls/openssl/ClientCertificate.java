package io.sluice.tls.openssl;

/// Whether a server asks clients for a certificate (`TLSVerifyClient`).
public enum ClientCertificate {
    /// No.
    NOT_ASKED(0),
    /// Yes, and goes on without one; one that is sent must be good.
    WANTED(1),
    /// Yes, and fails the handshake without one.
    NEEDED(3);

    private final int mode;

    ClientCertificate(int mode) {
        this.mode = mode;
    }

    /// The mode of `SSL_set_verify`.
    int mode() {
        return mode;
    }
}
