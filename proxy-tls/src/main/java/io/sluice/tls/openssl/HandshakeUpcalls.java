package io.sluice.tls.openssl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateRevokedException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.X509TrustManager;

/// The callbacks for certificates and extensions.
final class HandshakeUpcalls {
    private static final int OK = 0;
    private static final int NOTHING = 3;

    private static final int X509_V_ERR_CERT_HAS_EXPIRED = 10;
    private static final int X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY = 20;
    private static final int X509_V_ERR_CERT_REVOKED = 23;
    private static final int X509_V_ERR_HOSTNAME_MISMATCH = 62;

    private static final int SSL_CTRL_SET_TLSEXT_STATUS_REQ_OCSP_RESP = 71;

    private HandshakeUpcalls() {}

    /// `SSL_CTX_set_cert_verify_callback`.
    static int verified(MemorySegment verification, MemorySegment unused) {
        var connection = Crypto.X509_STORE_CTX_GET_EX_DATA.p(verification, Ssl.GET_EX_DATA_X509_STORE_CTX_IDX.i());
        var found = Upcalls.answers(connection);
        if (found.isEmpty()) {
            return 0;
        }
        var answers = found.get();
        try {
            verify(answers, verification);
            return 1;
        } catch (NameMismatch e) {
            answers.failedInside(e);
            Crypto.X509_STORE_CTX_SET_ERROR.v(verification, X509_V_ERR_HOSTNAME_MISMATCH);
        } catch (CertificateException | RuntimeException | Error e) {
            answers.failedInside(e);
            Crypto.X509_STORE_CTX_SET_ERROR.v(verification, error(e));
        }
        return 0;
    }

    private static void verify(Answers answers, MemorySegment verification) throws CertificateException {
        var trust = answers.judge();
        var leaf = Crypto.X509_STORE_CTX_GET0_CERT.p(verification);
        if (trust.isPresent()) {
            ask(trust.get(), answers.isClient(), chain(leaf, verification));
        }
        var name = answers.nameToCheck();
        if (name.isPresent() && !isFor(leaf, name.get())) {
            throw new NameMismatch(name.get());
        }
    }

    private static void ask(X509TrustManager trust, boolean client, X509Certificate[] chain)
            throws CertificateException {
        if (client) {
            trust.checkServerTrusted(chain, "UNKNOWN");
        } else {
            trust.checkClientTrusted(chain, chain[0].getPublicKey().getAlgorithm());
        }
    }

    /// What the peer has sent, its own certificate first.
    private static X509Certificate[] chain(MemorySegment leaf, MemorySegment verification) throws CertificateException {
        var ders = new ArrayList<byte[]>();
        var own = Certificates.der(leaf);
        ders.add(own);
        for (var der : Certificates.ders(Crypto.X509_STORE_CTX_GET0_UNTRUSTED.p(verification))) {
            if (!Arrays.equals(der, own)) {
                ders.add(der);
            }
        }
        return Certificates.parsed(ders);
    }

    private static boolean isFor(MemorySegment certificate, Backend backend) {
        return 1
                == Memory.withText(
                        backend.host(),
                        host -> backend.isAddress()
                                ? Crypto.X509_CHECK_IP_ASC.i(certificate, host, 0)
                                : Crypto.X509_CHECK_HOST.i(certificate, host, 0, 0, MemorySegment.NULL));
    }

    /// For the alert to say what Java found.
    private static int error(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException) {
                return X509_V_ERR_CERT_HAS_EXPIRED;
            }
            if (cause instanceof CertificateRevokedException) {
                return X509_V_ERR_CERT_REVOKED;
            }
        }
        return X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY;
    }

    /// `SSL_CTX_set_tlsext_status_cb`, of a server. The response becomes OpenSSL's, so it is in memory of OpenSSL.
    static int stapled(MemorySegment connection, MemorySegment unused) {
        try {
            var stapling = Upcalls.answers(connection)
                    .flatMap(answers -> answers.context().hooks().stapling);
            var certificate = Ssl.GET_CERTIFICATE.p(connection);
            if (stapling.isEmpty() || Memory.isNull(certificate) || Ssl.SESSION_REUSED.i(connection) == 1) {
                return NOTHING;
            }
            var response = stapling.get().response(Certificates.parsed(Certificates.der(certificate)));
            if (response.isEmpty()) {
                return NOTHING;
            }
            var bytes = response.get();
            var copy = Crypto.MALLOC.p(bytes.length, MemorySegment.NULL, 0);
            MemorySegment.copy(bytes, 0, Memory.sized(copy, bytes.length), JAVA_BYTE, 0, bytes.length);
            Ssl.CTRL.l(connection, SSL_CTRL_SET_TLSEXT_STATUS_REQ_OCSP_RESP, bytes.length, copy);
            return OK;
        } catch (CertificateException | RuntimeException | Error e) {
            Upcalls.answers(connection).ifPresent(answers -> answers.failedInside(e));
            return NOTHING;
        }
    }

    /// `SSL_CTX_set_alpn_select_cb`: the first of ours that the client offers (RFC 7301 §3.1). The answer lies in what
    /// it has sent.
    static int selected(
            MemorySegment connection,
            MemorySegment protocol,
            MemorySegment length,
            MemorySegment offered,
            int size,
            MemorySegment unused) {
        try {
            var ours = Upcalls.answers(connection)
                    .map(answers -> answers.context().hooks().applicationProtocols)
                    .orElse(List.of());
            var offers = Memory.sized(offered, size);
            for (var name : ours) {
                var wanted = MemorySegment.ofArray(name.getBytes(StandardCharsets.US_ASCII));
                long next;
                for (long at = 0; at < size; at = next) {
                    next = at + 1 + Byte.toUnsignedInt(offers.get(JAVA_BYTE, at));
                    if (next <= size && offers.asSlice(at + 1, next - at - 1).mismatch(wanted) == -1) {
                        Memory.sized(protocol, ADDRESS.byteSize()).set(ADDRESS, 0, offers.asSlice(at + 1));
                        Memory.sized(length, 1).set(JAVA_BYTE, 0, (byte) wanted.byteSize());
                        return OK;
                    }
                }
            }
            return NOTHING;
        } catch (RuntimeException | Error e) {
            Upcalls.answers(connection).ifPresent(answers -> answers.failedInside(e));
            return NOTHING;
        }
    }

    /// The certificate of a server is for another host.
    private static final class NameMismatch extends CertificateException {
        private static final long serialVersionUID = 1L;

        NameMismatch(Backend backend) {
            super("the certificate is not for " + backend.host());
        }
    }
}
