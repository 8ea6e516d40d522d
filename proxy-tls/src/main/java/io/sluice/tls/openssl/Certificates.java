package io.sluice.tls.openssl;

import java.io.ByteArrayInputStream;
import java.lang.foreign.MemorySegment;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/// Certificates on their way between the library and Java: DER texts.
final class Certificates {
    private Certificates() {}

    static byte[] der(MemorySegment certificate) {
        return Memory.der(Crypto.I2D_X509, certificate).orElseThrow();
    }

    /// The DER texts of a stack of the library; none of a null pointer.
    static List<byte[]> ders(MemorySegment stack) {
        var texts = new ArrayList<byte[]>();
        int count = Memory.isNull(stack) ? 0 : Crypto.SK_NUM.i(stack);
        for (int i = 0; i < count; i++) {
            texts.add(der(Crypto.SK_VALUE.p(stack, i)));
        }
        return texts;
    }

    static X509Certificate parsed(byte[] der) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }

    static X509Certificate[] parsed(List<byte[]> ders) throws CertificateException {
        var chain = new X509Certificate[ders.size()];
        for (int i = 0; i < chain.length; i++) {
            chain[i] = parsed(ders.get(i));
        }
        return chain;
    }

    /// Makes a certificate of the library, which the caller frees.
    static MemorySegment made(X509Certificate certificate) {
        var name = certificate.getSubjectX500Principal().getName();
        try {
            var made = Memory.object(Crypto.D2I_X509, certificate.getEncoded());
            Errors.check(!Memory.isNull(made), "certificate of " + name);
            return made;
        } catch (CertificateEncodingException e) {
            throw new OpenSslException("certificate of " + name, String.valueOf(e.getMessage()));
        }
    }
}
