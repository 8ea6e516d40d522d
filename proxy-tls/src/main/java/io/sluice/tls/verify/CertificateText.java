package io.sluice.tls.verify;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;

/// Names in certificates as OpenSSL writes them.
public final class CertificateText {
    /// The short names of attributes.
    private static final Map<ASN1ObjectIdentifier, String> SHORT = Map.ofEntries(
            Map.entry(BCStyle.C, "C"),
            Map.entry(BCStyle.CN, "CN"),
            Map.entry(BCStyle.DC, "DC"),
            Map.entry(BCStyle.DESCRIPTION, "D"),
            Map.entry(BCStyle.E, "emailAddress"),
            Map.entry(BCStyle.GIVENNAME, "G"),
            Map.entry(BCStyle.INITIALS, "I"),
            Map.entry(BCStyle.L, "L"),
            Map.entry(BCStyle.O, "O"),
            Map.entry(BCStyle.OU, "OU"),
            Map.entry(BCStyle.SERIALNUMBER, "serialNumber"),
            Map.entry(BCStyle.ST, "ST"),
            Map.entry(BCStyle.SURNAME, "S"),
            Map.entry(BCStyle.T, "T"),
            Map.entry(BCStyle.UID, "UID"));

    private CertificateText() {}

    /// A name in one line: `/C=DE/O=Example/CN=ada`.
    public static String oneLine(X500Principal name) {
        return attributes(name)
                .map(each ->
                        "/" + SHORT.getOrDefault(each.getType(), each.getType().getId()) + "=" + value(each))
                .collect(Collectors.joining());
    }

    /// The first value of each attribute by its short name.
    public static Map<String, String> byShortName(X500Principal name) {
        return attributes(name)
                .filter(each -> SHORT.containsKey(each.getType()))
                .collect(Collectors.toMap(
                        each -> SHORT.getOrDefault(each.getType(), ""), CertificateText::value, (first, _) -> first));
    }

    /// The common names, as they are.
    public static List<String> commonNames(X500Principal name) {
        return attributes(name)
                .filter(each -> each.getType().equals(BCStyle.CN))
                .map(CertificateText::value)
                .toList();
    }

    private static Stream<AttributeTypeAndValue> attributes(X500Principal name) {
        return Stream.of(X500Name.getInstance(name.getEncoded()).getRDNs())
                .flatMap(names -> Stream.of(names.getTypesAndValues()));
    }

    private static String value(AttributeTypeAndValue attribute) {
        return attribute.getValue() instanceof ASN1String text
                ? text.getString()
                : attribute.getValue().toString();
    }
}
