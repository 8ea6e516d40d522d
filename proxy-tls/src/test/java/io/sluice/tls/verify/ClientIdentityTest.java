package io.sluice.tls.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.tls.Authority;
import io.sluice.tls.Authority.Wish;
import io.sluice.tls.settings.TlsOption;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ClientIdentityTest {
    private static final Authority ROOT = Authority.root("CN=Root");
    private static final ClientIdentity CLIENT =
            new ClientIdentity(InetAddress.ofLiteral("192.0.2.7"), Optional.of("client.example.com"));

    @Test
    @DisplayName("TLS-VER-11 dNSNameRequired wants the client's name among the alternatives, in any case")
    void dnsName() {
        assertThat(check(TlsOption.DNS_NAME_REQUIRED, dns("other.example.com"), dns("CLIENT.example.com")))
                .isEqualTo("");
        assertThat(check(TlsOption.DNS_NAME_REQUIRED, dns("other.example.com")))
                .isEqualTo("client cert dNSName SANs do not match remote name 'client.example.com'");
        assertThat(check(TlsOption.DNS_NAME_REQUIRED))
                .isEqualTo("client cert missing required X509v3 SubjectAltName dNSName");
    }

    @Test
    @DisplayName("TLS-VER-12 CommonNameRequired wants the client's name as the common name")
    void commonName() {
        assertThat(check(CLIENT, TlsOption.COMMON_NAME_REQUIRED, named("CN=Client.Example.com")))
                .isEqualTo("");
        assertThat(check(CLIENT, TlsOption.COMMON_NAME_REQUIRED, named("CN=ada")))
                .isEqualTo("client cert CommonName does not match client FQDN 'client.example.com'");
        assertThat(check(CLIENT, TlsOption.COMMON_NAME_REQUIRED, named("O=Example")))
                .isEqualTo("client cert missing required X509v3 CommonName");
    }

    @Test
    @DisplayName("TLS-VER-13 iPAddressRequired wants the client's address, mapped ones as IPv4")
    void address() {
        var mapped = new byte[16];
        mapped[10] = -1;
        mapped[11] = -1;
        System.arraycopy(CLIENT.address().getAddress(), 0, mapped, 12, 4);
        var other = new GeneralName(GeneralName.iPAddress, "192.0.2.8");

        assertThat(check(TlsOption.IP_ADDRESS_REQUIRED, other, new GeneralName(GeneralName.iPAddress, "192.0.2.7")))
                .isEqualTo("");
        assertThat(check(
                        TlsOption.IP_ADDRESS_REQUIRED,
                        new GeneralName(GeneralName.iPAddress, new DEROctetString(mapped))))
                .isEqualTo("");
        assertThat(check(TlsOption.IP_ADDRESS_REQUIRED, other))
                .isEqualTo("client cert iPAddress SANs do not match client IP '192.0.2.7'");
        assertThat(check(TlsOption.IP_ADDRESS_REQUIRED, dns("client.example.com")))
                .isEqualTo("client cert missing required X509v3 SubjectAltName iPAddress");
    }

    @Test
    @DisplayName("TLS-VER-14 a NUL byte in a name is refused, whatever it ends")
    void nul() {
        assertThat(check(TlsOption.DNS_NAME_REQUIRED, dns("client.example.com\0.evil.example")))
                .isEqualTo("cert dNSName SAN contains embedded NULs, rejecting as possible spoof attempt\n"
                        + "suspicious dNSName SAN value: 'client.example.com'");
        var subject = new X500NameBuilder()
                .addRDN(BCStyle.CN, new DERUTF8String("client.example.com\0.evil.example"))
                .build();
        assertThat(check(
                        CLIENT,
                        TlsOption.COMMON_NAME_REQUIRED,
                        ROOT.issue(Wish.of(subject)).certificate()))
                .isEqualTo("cert CommonName contains embedded NULs, rejecting as possible spoof attempt\n"
                        + "suspicious CommonName value: 'client.example.com'");
    }

    @Test
    @DisplayName("TLS-VER-15 names are not compared where they are not looked up")
    void namesAreOff() {
        var nameless = new ClientIdentity(CLIENT.address(), Optional.empty());
        var outcome =
                nameless.check(named("CN=ada"), Set.of(TlsOption.COMMON_NAME_REQUIRED, TlsOption.DNS_NAME_REQUIRED));

        assertThat(outcome.isGood()).isTrue();
        assertThat(outcome.lines())
                .containsExactly(
                        "reverse DNS off, disabling TLSOption CommonNameRequired",
                        "reverse DNS off, disabling TLSOption dNSNameRequired");
    }

    private static GeneralName dns(String name) {
        return new GeneralName(GeneralName.dNSName, name);
    }

    private static X509Certificate named(String subject) {
        return ROOT.issue(subject).certificate();
    }

    private static String check(TlsOption option, GeneralName... names) {
        return check(CLIENT, option, ROOT.issue(Wish.of("CN=ada").names(names)).certificate());
    }

    /// What is wrong, or nothing.
    private static String check(ClientIdentity client, TlsOption option, X509Certificate certificate) {
        var outcome = client.check(certificate, Set.of(option));
        assertThat(outcome.isGood()).isEqualTo(outcome.lines().isEmpty());
        return String.join("\n", outcome.lines());
    }
}
