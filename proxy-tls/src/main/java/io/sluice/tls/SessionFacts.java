package io.sluice.tls;

import io.sluice.tls.verify.CertificateText;
import java.math.BigInteger;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/// What a session knows of its TLS, as notes and as variables of its environment.
///
/// @param client the client's certificates, its own first; none if it has shown none
/// @param server those of the server
record SessionFacts(
        Agreed agreed,
        String library,
        Optional<String> serverName,
        List<X509Certificate> client,
        List<X509Certificate> server) {
    private static final int EXPORT_BITS = 56;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "MMM ppd HH:mm:ss yyyy 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /// The names of attributes in variables, by those in names of subjects.
    private static final Map<String, String> ATTRIBUTES = Map.ofEntries(
            Map.entry("C", "C"),
            Map.entry("CN", "CN"),
            Map.entry("D", "D"),
            Map.entry("I", "I"),
            Map.entry("G", "G"),
            Map.entry("L", "L"),
            Map.entry("O", "O"),
            Map.entry("OU", "OU"),
            Map.entry("S", "S"),
            Map.entry("ST", "ST"),
            Map.entry("T", "T"),
            Map.entry("UID", "UID"),
            Map.entry("emailAddress", "Email"));

    Map<String, String> notes() {
        var notes = new HashMap<String, String>();
        notes.put("FTPS", "1");
        notes.put("TLS_PROTOCOL", agreed.version());
        notes.put("TLS_CIPHER", agreed.cipher());
        notes.put("TLS_LIBRARY_VERSION", library);
        notes.put("mod_tls.resumed", Boolean.toString(agreed.resumed()));
        serverName.ifPresent(name -> notes.put("TLS_SERVER_NAME", name));
        client.stream().findFirst().ifPresent(certificate -> {
            Optional.ofNullable(CertificateText.byShortName(certificate.getSubjectX500Principal())
                            .get("CN"))
                    .ifPresent(name -> notes.put("TLS_CLIENT_S_DN_CN", name));
            notes.put("TLS_CLIENT_A_KEY", keyAlgorithm(certificate));
            notes.put("TLS_CLIENT_A_SIG", signatureAlgorithm(certificate));
        });
        return notes;
    }

    /// @param withCertificates whether these are among them, as PEM
    Map<String, String> variables(boolean withCertificates) {
        var variables = new HashMap<String, String>();
        variables.put("FTPS", "1");
        variables.put("TLS_PROTOCOL", agreed.version());
        variables.put("TLS_CIPHER", agreed.cipher());
        variables.put("TLS_CIPHER_KEYSIZE_POSSIBLE", Integer.toString(agreed.bits()));
        variables.put("TLS_CIPHER_KEYSIZE_USED", Integer.toString(agreed.bits()));
        variables.put("TLS_LIBRARY_VERSION", library);
        if (!agreed.sessionId().isEmpty()) {
            variables.put("TLS_SESSION_ID", agreed.sessionId());
        }
        if (agreed.bits() < EXPORT_BITS) {
            variables.put("TLS_CIPHER_EXPORT", "1");
        }
        serverName.ifPresent(name -> variables.put("TLS_SERVER_NAME", name));
        client.stream().findFirst().ifPresent(certificate -> put(variables, "TLS_CLIENT_", certificate));
        server.stream().findFirst().ifPresent(certificate -> put(variables, "TLS_SERVER_", certificate));
        if (withCertificates) {
            server.stream().findFirst().ifPresent(certificate -> variables.put("TLS_SERVER_CERT", pem(certificate)));
            client.stream().findFirst().ifPresent(certificate -> variables.put("TLS_CLIENT_CERT", pem(certificate)));
            for (int i = 1; i < client.size(); i++) {
                variables.put("TLS_CLIENT_CERT_CHAIN" + i, pem(client.get(i)));
            }
        }
        return variables;
    }

    private static void put(Map<String, String> variables, String prefix, X509Certificate certificate) {
        variables.put(prefix + "M_VERSION", Integer.toString(certificate.getVersion()));
        variables.put(prefix + "M_SERIAL", serial(certificate.getSerialNumber()));
        putName(variables, prefix + "S_DN", certificate.getSubjectX500Principal());
        putName(variables, prefix + "I_DN", certificate.getIssuerX500Principal());
        variables.put(prefix + "V_START", time(certificate.getNotBefore().toInstant()));
        variables.put(prefix + "V_END", time(certificate.getNotAfter().toInstant()));
        variables.put(prefix + "A_SIG", signatureAlgorithm(certificate));
        variables.put(prefix + "A_KEY", keyAlgorithm(certificate));
    }

    private static void putName(Map<String, String> variables, String prefix, X500Principal name) {
        variables.put(prefix, CertificateText.oneLine(name));
        CertificateText.byShortName(name)
                .forEach((attribute, value) -> Optional.ofNullable(ATTRIBUTES.get(attribute))
                        .ifPresent(known -> variables.put(prefix + "_" + known, value)));
    }

    /// An even number of digits.
    private static String serial(BigInteger number) {
        var digits = number.toString(16).toUpperCase(Locale.ROOT);
        return digits.length() % 2 == 0 ? digits : "0" + digits;
    }

    private static String time(Instant moment) {
        return TIME.format(moment);
    }

    /// The algorithm in the words of OpenSSL.
    private static String keyAlgorithm(X509Certificate certificate) {
        return switch (certificate.getPublicKey().getAlgorithm()) {
            case "RSA" -> "rsaEncryption";
            case "EC" -> "id-ecPublicKey";
            case "DSA" -> "dsaEncryption";
            case "EdDSA" -> "ED25519";
            default -> certificate.getPublicKey().getAlgorithm();
        };
    }

    /// The algorithm in the words of OpenSSL.
    private static String signatureAlgorithm(X509Certificate certificate) {
        var name = certificate.getSigAlgName();
        int with = name.indexOf("with");
        if (with < 0) {
            return name;
        }
        var digest = name.substring(0, with);
        return switch (name.substring(with + "with".length())) {
            case "RSA" -> digest.toLowerCase(Locale.ROOT) + "WithRSAEncryption";
            case "ECDSA" -> "ecdsa-with-" + digest;
            case "DSA" -> "dsa_with_" + digest;
            default -> name;
        };
    }

    private static String pem(X509Certificate certificate) {
        try {
            return "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }
}
