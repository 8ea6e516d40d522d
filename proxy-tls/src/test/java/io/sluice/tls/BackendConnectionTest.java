package io.sluice.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.module.BackendTls;
import io.sluice.module.CoreServices.Journal;
import io.sluice.module.HandshakeFailure;
import io.sluice.module.LegTls;
import io.sluice.tls.Authority.Issued;
import io.sluice.tls.Authority.Wish;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// TLS towards backends: whom they are taken for, what is resumed, and what the log gets.
class BackendConnectionTest {
    private static final Authority ROOT = Authority.root("CN=Root");
    private static final Authority LOWER = ROOT.under("CN=Lower");
    private static final String HOST = "ftp.example.com";
    private static final Issued GOOD = issue("CN=x", new GeneralName(GeneralName.dNSName, HOST));
    private static final String BY_OPENSSL = "ProxyTLSCipherSuite TLSv1.3 TLS_AES_128_GCM_SHA256";
    private static final String BY_CONSCRYPT = "ProxyTLSEngine on";

    @TempDir
    private Path directory;

    private String authorities;
    private final List<String> log = new ArrayList<>();
    private final FakeSession session = FakeSession.of();

    @BeforeEach
    void files() throws Exception {
        authorities = "ProxyTLSCACertificateFile " + Pem.write(directory.resolve("ca.pem"), ROOT.certificate());
    }

    private static Issued issue(String subject, GeneralName... names) {
        return ROOT.issue(Wish.of(subject).names(names));
    }

    private final class Log implements Journal {
        @Override
        public void log(String text) {
            log.add(text);
        }

        @Override
        public void refusal(String text) {
            log.add("! " + text);
        }
    }

    private LegTls connected(BackendTls tls, String host) throws SSLException {
        return tls.connect(session, host, new InetSocketAddress("192.0.2.9", 2121), new Log());
    }

    /// The failure of a handshake, in the words of the log.
    private Optional<String> met(BackendTls tls, String host, SSLEngine server) throws SSLException {
        var leg = connected(tls, host);
        var failure = catchThrowableOfType(SSLException.class, () -> new Wire(leg.engine(), server).handshake());
        if (failure == null) {
            leg.established();
            return Optional.empty();
        }
        leg.failed(new HandshakeFailure.Refused(failure));
        return Optional.of(String.join("\n", log));
    }

    private Optional<String> met(Issued shown, String host, String... lines) throws Exception {
        log.clear();
        var all = new ArrayList<>(List.of(authorities));
        all.addAll(List.of(lines));
        return met(Activated.by(all.toArray(String[]::new)).backends(), host, new Server(shown).engine());
    }

    @Test
    @DisplayName("PROXY-TLS-07 the chain: an unknown authority, a certificate that has run out, a self-signed one")
    void chain() throws Exception {
        var late = ROOT.issue(Wish.of("CN=" + HOST).expired());
        var self = Authority.root("CN=" + HOST);
        var below = LOWER.issue("CN=" + HOST);

        assertThat(met(GOOD, HOST)).isEmpty();
        assertThat(log)
                .contains("Server: /CN=x")
                .first()
                .asString()
                .matches("TLSv1.3 connection created, using cipher .*");
        assertThat(met(Authority.root("CN=Root").issue("CN=" + HOST), HOST))
                .hasValueSatisfying(text -> assertThat(text)
                        .startsWith("! error: unable to verify server certificate at depth 0: ")
                        .contains("! server certificate failed verification: unable to get local issuer certificate"));
        assertThat(session.notes()).containsEntry("event", "mod_proxy.tls-ctrl-handshake-failed");
        assertThat(met(late, HOST))
                .hasValueSatisfying(text ->
                        assertThat(text).contains("! server certificate failed verification: certificate has expired"));
        assertThat(met(new Issued(self.key(), List.of(self.certificate())), HOST))
                .hasValueSatisfying(text ->
                        assertThat(text).contains("! server certificate failed verification: self-signed certificate"));
        assertThat(met(new Issued(below.key(), List.of(below.certificate(), LOWER.certificate())), HOST))
                .isEmpty();
        var partial = "ProxyTLSCACertificateFile " + Pem.write(directory.resolve("b.pem"), LOWER.certificate());
        assertThat(met(Activated.by(partial).backends(), HOST, new Server(below).engine()))
                .as("a partial chain")
                .isEmpty();
    }

    @DisplayName("PROXY-TLS-07 the name: a wrong host, an address, a pattern, the common name")
    @ParameterizedTest
    @CsvSource({
        "ftp.example.com, CN=x, dns:ftp.example.com, true",
        "ftp.example.com, CN=x, dns:FTP.EXAMPLE.COM, true",
        "ftp.example.com, CN=x, dns:other.example.com, false",
        "ftp.example.com, CN=x, dns:*.example.com, true",
        "ftp.example.com, CN=x, dns:f*p.example.com, true",
        "ftp.example.com, CN=x, dns:*.com, false",
        "ftp.example.com, CN=x, dns:ftp.*.com, false",
        "ftp.example.com, CN=x, dns:**.example.com, false",
        "a.b.example.com, CN=x, dns:*.example.com, false",
        "ftp.example.com, CN=ftp.example.com, dns:other.example.com, true",
        "ftp.example.com, CN=*.example.com, dns:other.example.com, true",
        "192.0.2.9, CN=x, ip:192.0.2.9, true",
        "192.0.2.9, CN=x, ip:::ffff:192.0.2.9, true",
        "192.0.2.9, CN=x, ip:192.0.2.8, false",
        "192.0.2.9, CN=192.0.2.9, dns:other.example.com, true",
        "192.0.2.9, CN=x, dns:192.0.2.9, false",
        "ftp.example.com, CN=x, ip:192.0.2.9, true"
    })
    void name(String host, String subject, String name, boolean good) throws Exception {
        boolean address = name.startsWith("ip:");
        var shown = issue(
                subject,
                new GeneralName(
                        address ? GeneralName.iPAddress : GeneralName.dNSName, name.substring(name.indexOf(':') + 1)));

        var fault = met(shown, host);

        if (good) {
            assertThat(fault).isEmpty();
        } else {
            assertThat(fault.orElseThrow())
                    .contains("! certificate of '" + host + "' does not match host name or address");
        }
    }

    @Test
    @DisplayName("PROXY-TLS-07 a name with a NUL in it is one of a spoofer")
    void spoof() throws Exception {
        var shown = issue("CN=x", new GeneralName(GeneralName.dNSName, HOST + "\0.evil.example"));

        assertThat(met(shown, HOST).orElseThrow())
                .contains("! cert dNSName SAN contains embedded NULs, rejecting as possible spoof attempt")
                .contains("! suspicious dNSName SAN value: '" + HOST + "'");
    }

    @Test
    @DisplayName("PROXY-TLS-07 ProxyTLSVerifyServer off writes what is wrong and goes on")
    void off() throws Exception {
        assertThat(met(Authority.root("CN=No").issue("CN=x"), HOST, "ProxyTLSVerifyServer off"))
                .isEmpty();
        assertThat(log)
                .contains(
                        "! server certificate failed verification: unable to get local issuer certificate",
                        "! ProxyTLSVerifyServer off, ignoring failed certificate verification");
    }

    @Test
    @DisplayName("PROXY-TLS-08 lists of revoked certificates stand beside the authorities, and need not be complete")
    void revoked() throws Exception {
        var below = LOWER.issue("CN=" + HOST);
        var shown = new Issued(below.key(), List.of(below.certificate(), LOWER.certificate()));
        var file = "ProxyTLSCARevocationFile ";

        assertThat(met(GOOD, HOST, file + Pem.write(directory.resolve("1"), ROOT.revoking(GOOD.certificate())))
                        .orElseThrow())
                .contains("! server certificate failed verification: certificate revoked");
        assertThat(met(GOOD, HOST, file + Pem.write(directory.resolve("2"), ROOT.revoking())))
                .isEmpty();
        assertThat(met(shown, HOST, file + Pem.write(directory.resolve("3"), LOWER.revoking())))
                .as("no list of the root")
                .isEmpty();
        assertThat(met(shown, HOST, file + Pem.write(directory.resolve("4"), ROOT.revoking(LOWER.certificate())))
                        .orElseThrow())
                .contains("at depth 1: certificate revoked");
        var now = Instant.now();
        var old = ROOT.revoking(now.minus(Duration.ofHours(2)), now.minus(Duration.ofHours(1)));
        assertThat(met(GOOD, HOST, file + Pem.write(directory.resolve("5"), old))
                        .orElseThrow())
                .contains("! server certificate failed verification: CRL has expired");
        Pem.write(directory.resolve("0000000a.r0"), ROOT.revoking(GOOD.certificate()));
        assertThat(met(GOOD, HOST, "ProxyTLSCARevocationPath " + directory).orElseThrow())
                .contains("certificate revoked");
    }

    @Test
    @DisplayName("PROXY-TLS-07 authorities in a directory")
    void directory() throws Exception {
        var folder = Files.createDirectory(directory.resolve("cas"));
        Pem.write(folder.resolve("0000000a.0"), ROOT.certificate());

        assertThat(met(Activated.by("ProxyTLSCACertificatePath " + folder).backends(), HOST, new Server(GOOD).engine()))
                .isEmpty();
    }

    @Test
    @DisplayName("PROXY-TLS-16 without directives the authorities are in cacerts.pem beside the configuration")
    void usualAuthorities() throws Exception {
        var file = directory.resolve("x.conf").toString();

        assertThat(met(Activated.in(Libraries.ALL.inOrder(), file).backends(), HOST, new Server(GOOD).engine()))
                .isPresent();
        Pem.write(directory.resolve("cacerts.pem"), ROOT.certificate());
        assertThat(met(Activated.in(Libraries.ALL.inOrder(), file).backends(), HOST, new Server(GOOD).engine()))
                .isEmpty();
    }

    @DisplayName("PROXY-TLS-09 a client certificate is shown to a backend that asks for one")
    @ParameterizedTest
    @ValueSource(strings = {BY_CONSCRYPT, BY_OPENSSL})
    void clientCertificate(String library) throws Exception {
        var ada = ROOT.issue("CN=ada");
        var both = Pem.write(directory.resolve("ada"), ada.certificate(), ada.key());
        var server = new Server(GOOD).engine();
        var tls = Activated.by(authorities, library, "ProxyTLSCertificateFile " + both)
                .backends();

        assertThat(met(tls, HOST, server)).isEmpty();
        assertThat(Server.client(server)).isEqualTo("CN=ada");
    }

    @Test
    @DisplayName("PROXY-TLS-09 one that cannot be used is told at start, and none is shown")
    void badClientCertificate() throws Exception {
        var file = Pem.write(directory.resolve("ada"), ROOT.issue("CN=ada").certificate());
        var key = Pem.write(directory.resolve("key"), ROOT.issue("CN=eve").key());
        var none = Pem.write(directory.resolve("none"), ROOT.revoking());

        var mismatch =
                Activated.by(authorities, "ProxyTLSCertificateFile " + file, "ProxyTLSCertificateKeyFile " + key);
        assertThat(mismatch.warnings())
                .singleElement()
                .asString()
                .contains("ProxyTLSCertificateKeyFile '" + key + "' private key does not match"
                        + " ProxyTLSCertificateFile '" + file + "' certificate");
        assertThat(met(mismatch.backends(), HOST, new Server(GOOD).engine())).isEmpty();
        assertThat(Activated.by("ProxyTLSCertificateFile " + none).warnings().getFirst())
                .contains("error loading certificate from ProxyTLSCertificateFile '" + none + "': ");
        assertThat(Activated.by("ProxyTLSCertificateFile " + file).warnings().getFirst())
                .contains("error loading private key from ProxyTLSCertificateKeyFile '" + file + "': ");
    }

    @DisplayName("PROXY-TLS-10 data connections resume the TLS session of their control connection, again and again")
    @ParameterizedTest
    @CsvSource({"TLSv1.2,false", "TLSv1.3,false", "TLSv1.2,true", "TLSv1.3,true"})
    void data(String version, boolean openSsl) throws Exception {
        var tls = Activated.by(authorities, openSsl ? BY_OPENSSL : BY_CONSCRYPT).backends();
        var server = new Server(GOOD);
        var first = connected(tls, HOST);
        var second = connected(tls, HOST);
        for (var leg : List.of(first, second)) {
            new Wire(leg.engine(), server.engine(version)).handshake();
            leg.established();
        }
        log.clear();
        for (int i = 0; i < 6; i++) {
            for (var leg : List.of(first, second)) {
                var data = leg.data();
                new Wire(data, server.engine(version)).handshake();
                leg.established(data);
            }
        }

        assertThat(log)
                .hasSize(12)
                .allMatch(line -> line.startsWith(version + " data connection created, using cipher ")
                        && line.endsWith(", resumed session)"));
    }

    @Test
    @DisplayName("PROXY-TLS-10 it is told that a session is resumed too where the server asks for a second hello")
    void retried() throws Exception {
        var tls = Activated.by(authorities, BY_CONSCRYPT).backends();
        var server = new Server(GOOD);
        var leg = connected(tls, HOST);
        new Wire(leg.engine(), agreeingOnP384(server)).handshake();
        leg.established();
        var data = leg.data();
        new Wire(data, agreeingOnP384(server)).handshake();
        leg.established(data);

        assertThat(log.getFirst()).doesNotContain("resumed session");
        assertThat(log.getLast()).startsWith("TLSv1.3 data connection created").endsWith(", resumed session)");
    }

    private static SSLEngine agreeingOnP384(Server server) {
        var engine = server.engine("TLSv1.3");
        var parameters = engine.getSSLParameters();
        parameters.setNamedGroups(new String[] {"secp384r1"});
        engine.setSSLParameters(parameters);
        return engine;
    }

    @DisplayName("PROXY-TLS-10 a control connection resumes that of an earlier one with the same backend, in TLS 1.3")
    @ParameterizedTest
    @CsvSource({
        "TLSv1.2,false,,false",
        "TLSv1.3,false,,true",
        "TLSv1.2,true,,false",
        "TLSv1.3,true,,true",
        "TLSv1.3,false,NoSessionCache,false",
        "TLSv1.3,true,NoSessionCache,false",
        "TLSv1.3,false,NoSessionTickets,false",
        "TLSv1.3,true,NoSessionTickets,false"
    })
    void control(String version, boolean openSsl, String option, boolean resumes) throws Exception {
        var lines = new ArrayList<>(List.of(authorities, openSsl ? BY_OPENSSL : BY_CONSCRYPT));
        if (option != null) {
            lines.add("ProxyTLSOptions " + option);
        }
        var tls = Activated.by(lines.toArray(String[]::new)).backends();
        var server = new Server(GOOD);
        for (int i = 0; i < 3; i++) {
            log.clear();
            assertThat(met(tls, HOST, server.engine(version))).isEmpty();
        }

        assertThat(log.getFirst().endsWith(", resumed session)")).isEqualTo(resumes);
        log.clear();
        met(tls, "other.example.com", server.engine(version));
        assertThat(log).noneMatch(line -> line.contains("resumed session"));
    }

    @DisplayName("PROXY-TLS-14 the name of the backend is told, and no address; ftp is offered by ALPN")
    @ParameterizedTest
    @CsvSource({"false", "true"})
    void hello(boolean openSsl) throws Exception {
        var tls = Activated.by("ProxyTLSVerifyServer off", openSsl ? BY_OPENSSL : BY_CONSCRYPT)
                .backends();
        var server = new Server(GOOD);

        met(tls, "192.0.2.9", server.engine());
        assertThat(server.names).isEmpty();
        met(tls, HOST, server.engine());
        assertThat(server.names).containsOnly(HOST);
        assertThat(server.protocols).contains("ftp").containsOnly("ftp");
    }

    @Test
    @DisplayName("PROXY-TLS-13 causes of failures")
    void causes() throws Exception {
        var leg = connected(Activated.by(authorities).backends(), HOST);

        leg.failed(new HandshakeFailure.TimedOut(Duration.ofSeconds(7)));
        leg.failed(new HandshakeFailure.Broken(new IOException("Connection reset")));
        leg.failed(leg.data(), new HandshakeFailure.Closed());

        assertThat(log)
                .containsExactly(
                        "! TLS negotiation timed out (7 seconds)",
                        "! the connection broke within the TLS handshake: [104] Connection reset by peer",
                        "! unable to open data connection: the backend has closed the connection within the TLS handshake");
        assertThat(session.notes()).containsEntry("event", "mod_proxy.tls-data-handshake-failed");
    }
}
