package io.sluice.tls.verify;

import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;

/// Who a server is to be: the host of its URL, and the address where it is connected. Its certificate has to name one
/// of them.
///
/// @param host a name, or an address without brackets
public record ServerIdentity(String host, InetAddress address) {
    private static final int SHORTEST_PATTERN = 4;

    /// Compares a certificate with the server.
    public void check(X509Certificate certificate) throws Unverified {
        var hosts = AlternativeNames.hosts(certificate);
        var commonNames = CertificateText.commonNames(certificate.getSubjectX500Principal());
        refuseSpoofs("dNSName SAN", hosts);
        refuseSpoofs("CommonName", commonNames);
        boolean isIt = AlternativeNames.addresses(certificate).stream()
                        .anyMatch(each -> AlternativeNames.isAddress(each, address))
                || commonNames.contains(address.getHostAddress())
                || (!isAddress()
                        && (hosts.stream().anyMatch(this::isNamed)
                                || commonNames.stream().anyMatch(this::isNamed)));
        if (!isIt) {
            var text = "certificate of '" + host + "' does not match host name or address";
            throw new Unverified(text, List.of(text));
        }
    }

    private boolean isAddress() {
        return host.indexOf(':') >= 0 || host.matches("[0-9.]+");
    }

    private static void refuseSpoofs(String what, List<String> names) throws Unverified {
        for (var name : names) {
            if (name.indexOf('\0') >= 0) {
                var text = "cert " + what + " contains embedded NULs, rejecting as possible spoof attempt";
                throw new Unverified(
                        text,
                        List.of(
                                text,
                                "suspicious " + what + " value: '" + name.substring(0, name.indexOf('\0')) + "'"));
            }
        }
    }

    /// Whether a name, or the one pattern that it is, is that of the host. The only `*` of a pattern is in its first
    /// label, and stands for any part of that.
    private boolean isNamed(String name) {
        var pattern = name.toLowerCase(Locale.ROOT);
        var wanted = host.toLowerCase(Locale.ROOT);
        int star = pattern.indexOf('*');
        if (star < 0) {
            return pattern.equals(wanted);
        }
        int end = pattern.indexOf('.');
        int wantedEnd = wanted.indexOf('.');
        if (pattern.length() < SHORTEST_PATTERN || pattern.lastIndexOf('*') != star || star > end || wantedEnd < 0) {
            return false;
        }
        var label = wanted.substring(0, wantedEnd);
        var before = pattern.substring(0, star);
        var after = pattern.substring(star + 1, end);
        return pattern.substring(end).equals(wanted.substring(wantedEnd))
                && label.length() >= before.length() + after.length()
                && label.startsWith(before)
                && label.endsWith(after);
    }
}
