package io.sluice.tls.verify;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;

/// Asked in the middle of a handshake about the certificates that the peer shows, its own first.
public interface PeerCheck {
    /// Takes nobody for what they say they are.
    PeerCheck NOBODY = new PeerCheck() {
        @Override
        public void client(List<X509Certificate> shown) throws CertificateException {
            throw new CertificateException("nobody is trusted");
        }

        @Override
        public void server(List<X509Certificate> shown) throws CertificateException {
            throw new CertificateException("nobody is trusted");
        }

        @Override
        public List<X509Certificate> authorities() {
            return List.of();
        }
    };

    /// Those of a client.
    void client(List<X509Certificate> shown) throws CertificateException;

    /// Those of a server, on a data connection where we are the client.
    void server(List<X509Certificate> shown) throws CertificateException;

    /// Those whom clients are told their certificates may be from.
    List<X509Certificate> authorities();
}
