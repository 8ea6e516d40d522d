package io.sluice.tls.verify;

import io.sluice.tls.settings.TlsOption;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Who a client is apart from its certificate, which has to say the same where `CommonNameRequired`, `dNSNameRequired`
/// or `iPAddressRequired` want it.
///
/// @param name its name by reverse DNS, or its address where it has none; empty where nobody has asked for it
public record ClientIdentity(InetAddress address, Optional<String> name) {
    private static final List<TlsOption> BY_NAME = List.of(TlsOption.COMMON_NAME_REQUIRED, TlsOption.DNS_NAME_REQUIRED);

    /// What the log has to say, and whether the certificate may be used.
    public record Outcome(boolean isGood, List<String> lines) {
        public Outcome {
            lines = List.copyOf(lines);
        }

        private static Outcome bad(String... lines) {
            return new Outcome(false, List.of(lines));
        }
    }

    private static final Outcome GOOD = new Outcome(true, List.of());

    /// Compares a certificate with the client.
    public Outcome check(X509Certificate certificate, Set<TlsOption> options) {
        var remarks = new ArrayList<String>();
        if (options.contains(TlsOption.IP_ADDRESS_REQUIRED)) {
            var outcome = checkAddress(certificate);
            if (!outcome.isGood) {
                return outcome;
            }
        }
        for (var option : BY_NAME) {
            if (!options.contains(option)) {
                continue;
            }
            if (name.isEmpty()) {
                remarks.add("reverse DNS off, disabling TLSOption " + option.word());
                continue;
            }
            var outcome = option == TlsOption.COMMON_NAME_REQUIRED
                    ? checkCommonName(certificate, name.get())
                    : checkNames(certificate, name.get());
            if (!outcome.isGood) {
                return outcome;
            }
        }
        return new Outcome(true, remarks);
    }

    private static Outcome checkCommonName(X509Certificate certificate, String name) {
        var names = CertificateText.commonNames(certificate.getSubjectX500Principal());
        if (names.isEmpty()) {
            return Outcome.bad("client cert missing required X509v3 CommonName");
        }
        return compare(names, name, "CommonName", "client cert CommonName does not match client FQDN '" + name + "'");
    }

    private static Outcome checkNames(X509Certificate certificate, String name) {
        var names = AlternativeNames.hosts(certificate);
        if (names.isEmpty()) {
            return Outcome.bad("client cert missing required X509v3 SubjectAltName dNSName");
        }
        return compare(names, name, "dNSName SAN", "client cert dNSName SANs do not match remote name '" + name + "'");
    }

    private static Outcome compare(List<String> names, String name, String what, String otherwise) {
        for (var each : names) {
            int end = each.indexOf('\0');
            if (end >= 0) {
                return Outcome.bad(
                        "cert " + what + " contains embedded NULs, rejecting as possible spoof attempt",
                        "suspicious " + what + " value: '" + each.substring(0, end) + "'");
            }
        }
        return names.stream().anyMatch(name::equalsIgnoreCase) ? GOOD : Outcome.bad(otherwise);
    }

    private Outcome checkAddress(X509Certificate certificate) {
        var addresses = AlternativeNames.addresses(certificate);
        if (addresses.isEmpty()) {
            return Outcome.bad("client cert missing required X509v3 SubjectAltName iPAddress");
        }
        return addresses.stream().anyMatch(each -> AlternativeNames.isAddress(each, address))
                ? GOOD
                : Outcome.bad("client cert iPAddress SANs do not match client IP '" + address.getHostAddress() + "'");
    }
}
