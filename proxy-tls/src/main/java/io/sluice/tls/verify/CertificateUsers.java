package io.sluice.tls.verify;

import io.sluice.tls.settings.NamedUser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1String;

/// The users that a certificate names.
public final class CertificateUsers {
    private CertificateUsers() {}

    /// The values of a field, as they are; none where it is missing or malformed.
    public static Stream<String> of(X509Certificate certificate, NamedUser field) {
        return switch (field) {
            case NamedUser.CommonName _ -> CertificateText.commonNames(certificate.getSubjectX500Principal()).stream();
            case NamedUser.Email _ -> mailboxes(certificate);
            case NamedUser.Extension(var oid) -> extension(certificate, oid);
        };
    }

    private static Stream<String> mailboxes(X509Certificate certificate) {
        try {
            return AlternativeNames.mailboxes(certificate).stream();
        } catch (IllegalArgumentException _) {
            return Stream.empty();
        }
    }

    /// The text in an extension: a string by its own type, or else the bytes as they are.
    private static Stream<String> extension(X509Certificate certificate, String oid) {
        var value = certificate.getExtensionValue(oid);
        if (value == null) {
            return Stream.empty();
        }
        var bytes = ASN1OctetString.getInstance(value).getOctets();
        try {
            if (ASN1Primitive.fromByteArray(bytes) instanceof ASN1String text) {
                return Stream.of(text.getString());
            }
        } catch (IOException _) {
            // no DER inside, which some tools leave out
        }
        return Stream.of(new String(bytes, StandardCharsets.UTF_8));
    }
}
