package io.sluice.tls.verify;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/// The names of a certificate beside that of its subject (RFC 5280 §4.2.1.6), as they are.
final class AlternativeNames {
    private AlternativeNames() {}

    /// The names of hosts.
    static List<String> hosts(X509Certificate certificate) {
        return of(certificate, GeneralName.dNSName)
                .map(each -> each.getName() instanceof ASN1String text ? text.getString() : "")
                .toList();
    }

    /// The e-mail addresses.
    static List<String> mailboxes(X509Certificate certificate) {
        return of(certificate, GeneralName.rfc822Name)
                .map(each -> each.getName() instanceof ASN1String text ? text.getString() : "")
                .toList();
    }

    /// The addresses, 4 or 16 bytes each.
    static List<byte[]> addresses(X509Certificate certificate) {
        return of(certificate, GeneralName.iPAddress)
                .map(each -> ASN1OctetString.getInstance(each.getName()).getOctets())
                .toList();
    }

    /// Whether bytes are those of an address. An IPv4-mapped address is read as the IPv4 address.
    static boolean isAddress(byte[] bytes, InetAddress address) {
        try {
            return InetAddress.getByAddress(bytes).equals(address);
        } catch (UnknownHostException _) {
            return false;
        }
    }

    private static Stream<GeneralName> of(X509Certificate certificate, int kind) {
        var extension = certificate.getExtensionValue(Extension.subjectAlternativeName.getId());
        return extension == null
                ? Stream.empty()
                : Stream.of(GeneralNames.getInstance(
                                        ASN1OctetString.getInstance(extension).getOctets())
                                .getNames())
                        .filter(each -> each.getTagNo() == kind);
    }
}
