package io.sluice.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.ftp.WireText;
import io.sluice.module.HandshakeFailure;
import io.sluice.tls.Authority.Issued;
import io.sluice.tls.Authority.Wish;
import io.sluice.tls.engine.ConscryptLibrary;
import io.sluice.tls.engine.JdkLibrary;
import io.sluice.tls.engine.OpenSslLibrary;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Certificates of clients, and what logs, notes and variables get of a handshake.
class ControlConnectionTest {
    private static final Authority ROOT = Authority.root("CN=Root");
    private static final Authority CLIENTS = Authority.root("O=Example,CN=Clients");
    private static final Authority LOWER = CLIENTS.under("CN=Lower");
    private static final String REQUIRED = "TLSVerifyClient on";

    @TempDir
    private Path directory;

    private String certificate;
    private String authorities;

    @BeforeEach
    void files() throws Exception {
        var issued = ROOT.issue("C=DE,O=Example,CN=ftp.example.com");
        certificate = "TLSECCertificateFile "
                + Pem.write(directory.resolve("server.pem"), issued.certificate(), issued.key());
        authorities = "TLSCACertificateFile " + Pem.write(directory.resolve("clients.pem"), CLIENTS.certificate());
    }

    @DisplayName("TLS-VER-01 TLS-VER-02 with TLSVerifyClient on, only a good certificate is taken")
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void required(String version) throws Exception {
        var old = CLIENTS.issue(Wish.of("CN=old").expired());

        var good = met(version, Optional.of(CLIENTS.issue("CN=ada")), authorities, REQUIRED);
        assertThat(good.failure()).isEmpty();
        assertThat(good.log()).contains("Client: /CN=ada");
        var none = met(version, Optional.empty(), authorities, REQUIRED);
        assertThat(none.failure()).isPresent();
        assertThat(none.log())
                .containsExactly("unable to accept TLS connection: client did not provide certificate, but one is"
                        + " required via 'TLSVerifyClient on'");
        var stranger = met(version, Optional.of(ROOT.issue("CN=eve")), authorities, REQUIRED);
        assertThat(stranger.failure()).isPresent();
        assertThat(stranger.log())
                .contains("client certificate failed verification: unable to get local issuer certificate");
        var late = met(version, Optional.of(old), authorities, REQUIRED);
        assertThat(late.failure()).isPresent();
        assertThat(late.log())
                .startsWith(
                        "error: unable to verify certificate at depth 0: certificate has expired",
                        "error: cert subject: /CN=old",
                        "error: cert issuer: /O=Example/CN=Clients",
                        "client certificate failed verification: certificate has expired");
    }

    @DisplayName("TLS-VER-02 with TLSVerifyClient optional, none will do, but not a bad one")
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void optional(String version) throws Exception {
        var optional = "TLSVerifyClient optional";

        assertThat(met(version, Optional.of(CLIENTS.issue("CN=ada")), authorities, optional)
                        .failure())
                .isEmpty();
        assertThat(met(version, Optional.empty(), authorities, optional).failure())
                .isEmpty();
        assertThat(met(version, Optional.of(ROOT.issue("CN=eve")), authorities, optional)
                        .failure())
                .isPresent();
    }

    @Test
    @DisplayName("TLS-VER-03 TLS-VER-04 clients are asked only where they are verified, and told the authorities")
    void request() throws Exception {
        var client = new Client(CLIENTS.issue("CN=ada"));

        handshake(client.engine(1), authorities, "TLSVerifyClient off");
        assertThat(client.asked).isEmpty();
        handshake(client.engine(2), authorities, REQUIRED);
        assertThat(client.asked).containsExactly("CN=Clients,O=Example");
    }

    @Test
    @DisplayName("TLS-VER-05 TLS-VER-06 lists of revoked certificates come from files and directories")
    void revoked() throws Exception {
        var ada = LOWER.issue("CN=ada");
        var shown = new Issued(ada.key(), List.of(ada.certificate(), LOWER.certificate()));
        Pem.write(directory.resolve("0000000a.r0"), CLIENTS.revoking());
        var path = "TLSCARevocationPath " + directory;

        for (boolean revoked : new boolean[] {true, false}) {
            var list = revoked ? LOWER.revoking(ada.certificate()) : LOWER.revoking();
            var file = "TLSCARevocationFile " + Pem.write(directory.resolve("crl.pem"), list);
            var met = met("TLSv1.3", Optional.of(shown), authorities, REQUIRED, path, file);

            assertThat(met.failure().isPresent()).isEqualTo(revoked);
            assertThat(met.log().contains("client certificate failed verification: certificate revoked"))
                    .isEqualTo(revoked);
        }
        assertThat(met("TLSv1.3", Optional.of(shown), authorities, REQUIRED, path)
                        .log())
                .contains("client certificate failed verification: unable to get certificate CRL");
    }

    @Test
    @DisplayName("TLS-VER-08 TLSVerifyDepth")
    void depth() throws Exception {
        var ada = LOWER.issue("CN=ada");
        var shown = Optional.of(new Issued(ada.key(), List.of(ada.certificate(), LOWER.certificate())));

        assertThat(met("TLSv1.3", shown, authorities, REQUIRED, "TLSVerifyDepth 1")
                        .failure())
                .isEmpty();
        assertThat(met("TLSv1.3", shown, authorities, REQUIRED, "TLSVerifyDepth 0")
                        .failure())
                .isPresent();
    }

    @Test
    @DisplayName("TLS-VER-11 TLS-VER-12 TLS-VER-13 a certificate that names somebody else fails the handshake")
    void identity() throws Exception {
        var ada = Optional.of(CLIENTS.issue(
                Wish.of("CN=client.example.com").names(new GeneralName(GeneralName.iPAddress, "192.0.2.7"))));

        for (var option : List.of("CommonNameRequired", "iPAddressRequired")) {
            assertThat(met("TLSv1.3", ada, authorities, REQUIRED, "TLSOptions " + option)
                            .failure())
                    .isEmpty();
        }
        var met = met("TLSv1.3", ada, authorities, REQUIRED, "TLSOptions dNSNameRequired");
        assertThat(met.failure()).isPresent();
        assertThat(met.log()).containsExactly("client cert missing required X509v3 SubjectAltName dNSName");
        assertThat(met("TLSv1.3", ada, authorities, "TLSVerifyClient optional", "TLSOptions dNSNameRequired")
                        .failure())
                .isEmpty();
    }

    @Test
    @DisplayName("TLS-VER-15 names are not compared with UseReverseDNS off")
    void namesAreOff() throws Exception {
        var met = met(
                "TLSv1.3",
                Optional.of(CLIENTS.issue("CN=ada")),
                authorities,
                REQUIRED,
                "UseReverseDNS off",
                "TLSOptions dNSNameRequired");

        assertThat(met.failure()).isEmpty();
        assertThat(met.log()).startsWith("reverse DNS off, disabling TLSOption dNSNameRequired");
    }

    @DisplayName("TLS-VER-16 a certificate vouches for the users it names in the field of TLSUserName, and no others")
    @ParameterizedTest
    @CsvSource({
        "CommonName, ada, Ada",
        "CommonName, second, ada@example.com",
        "EmailSubjAltName, ada@example.com, ada",
        "EmailSubjAltName, ada@example.org, ada.example.com",
        "1.3.6.1.4.1.99999.1, königin, konigin",
        "1.3.6.1.4.1.99999.2, ada, königin"
    })
    void namedUsers(String field, String user, String other) throws Exception {
        var ada = Wish.of("O=Example,CN=ada,CN=second")
                .names(
                        new GeneralName(GeneralName.rfc822Name, "ada@example.com"),
                        new GeneralName(GeneralName.dNSName, "ada.example.com"),
                        new GeneralName(GeneralName.rfc822Name, "ada@example.org"))
                .extension("1.3.6.1.4.1.99999.1", new DERUTF8String("königin"))
                .extension("1.3.6.1.4.1.99999.2", new DERPrintableString("ada"));
        var active = activated(authorities, "TLSVerifyClient optional", "TLSUserName " + field);
        var tls = active.accepted();
        assertThat(tls.vouchesFor(WireText.of(user))).isFalse();

        new Wire(new Client(CLIENTS.issue(ada)).engine(1), tls.engine()).handshake();
        tls.established();

        assertThat(tls.vouchesFor(WireText.of(other))).isFalse();
        assertThat(tls.vouchesFor(WireText.of(user))).isTrue();
        assertThat(active.log())
                .containsOnlyOnce("certificate of client names user '" + user + "' (TLSUserName " + field
                        + "), who needs no password");
    }

    @Test
    @DisplayName("TLS-VER-16 nobody is vouched for without the field, the certificate or the directive")
    void nobodyIsNamed() throws Exception {
        var field = "TLSUserName ";
        var plain = Optional.of(CLIENTS.issue("CN=ada"));
        var nul = Optional.of(
                CLIENTS.issue(Wish.of("CN=other").names(new GeneralName(GeneralName.rfc822Name, "ada\0@example.com"))));

        assertThat(vouches(plain, authorities, REQUIRED)).isFalse();
        assertThat(vouches(plain, authorities, REQUIRED, field + "EmailSubjAltName"))
                .isFalse();
        assertThat(vouches(plain, authorities, REQUIRED, field + "1.2.3")).isFalse();
        assertThat(vouches(nul, authorities, REQUIRED, field + "EmailSubjAltName"))
                .isFalse();
        assertThat(vouches(Optional.empty(), authorities, "TLSVerifyClient optional", field + "CommonName"))
                .isFalse();
        assertThat(vouches(plain, authorities, REQUIRED, field + "CommonName")).isTrue();
    }

    private boolean vouches(Optional<Issued> identity, String... lines) throws Exception {
        var tls = activated(lines).accepted();
        new Wire(identity.map(Client::new).orElseGet(Client::new).engine(1), tls.engine()).handshake();
        tls.established();
        return tls.vouchesFor("ada");
    }

    @DisplayName("TLS-DAT-15 the log warns, before a transfer, of a session that will soon not be resumed any more")
    @ParameterizedTest
    @CsvSource({
        "TLSv1.2, TLSSessionCache internal: 60, true",
        "TLSv1.3, TLSSessionCache internal: 60, true",
        "TLSv1.3, TLSSessionCache internal: 300, false"
    })
    void expiry(String version, String cache, boolean warned) throws Exception {
        for (var library : List.of(new ConscryptLibrary(), new JdkLibrary(), new OpenSslLibrary())) {
            var active = Activated.by(List.of(library), "TLSEngine on", certificate, cache);
            var tls = active.accepted();
            new Wire(new Client().engine(1, version), tls.engine()).handshake();

            tls.transferBegins();

            assertThat(active.log().stream().filter(line -> line.contains("session cache expiration")))
                    .as(library.name())
                    .hasSize(warned ? 1 : 0)
                    .allSatisfy(line -> assertThat(line)
                            .matches("control channel TLS session expires in (59|60|5\\d) secs \\(60 session cache"
                                    + " expiration\\)"));
            assertThat(active.log().contains("Consider using 'TLSSessionCache internal:' to allow a longer expiration"))
                    .isEqualTo(warned);
            tls.cleared();
            tls.transferBegins();
            assertThat(active.log()).hasSize(warned ? 2 : 0);
        }
    }

    @Test
    @DisplayName(
            "TLS-DAT-15 with OpenSSL a client of TLS 1.3 gets a ticket before the transfer that would come too late")
    void renewal() throws Exception {
        var active =
                Activated.by(List.of(new OpenSslLibrary()), "TLSEngine on", certificate, "TLSSessionCache internal: 1");
        var tls = active.accepted();
        var client = new Client();
        var control = new Wire(client.engine(1, "TLSv1.3"), tls.engine()).handshake();
        Thread.sleep(Duration.ofMillis(2100)); // OpenSSL counts whole seconds
        var late = tls.data();
        new Wire(client.engine(1, "TLSv1.3"), late).handshake();
        assertThatExceptionOfType(SSLException.class).isThrownBy(() -> tls.established(late));

        tls.transferBegins();
        control.serverSays("150");
        var data = tls.data();
        new Wire(client.engine(1, "TLSv1.3"), data).handshake();

        tls.established(data);
        assertThat(active.log()).contains("control channel TLS session expires in 0 secs (1 session cache expiration)");
    }

    @Test
    @DisplayName("TLS-REN-02 keys of TLS 1.3 are changed on data connections at the interval of TLSRenegotiate")
    void newKeys() throws Exception {
        var active = Activated.by(
                List.of(new ConscryptLibrary(), new OpenSslLibrary()),
                "TLSEngine on",
                certificate,
                "TLSProtocol TLSv1.3",
                "TLSRenegotiate data 1");
        var tls = active.accepted();
        var control = new Wire(new Client().engine(1), tls.engine()).handshake();
        var data = new Wire(new Client().engine(2), tls.data()).handshake();
        int before = control.recordsOfServer();
        int beforeOfData = data.recordsOfServer();

        for (int i = 0; i < 5; i++) {
            control.serverSays("x".repeat(900));
            data.serverSays("x".repeat(900));
        }
        int quick = data.recordsOfServer();
        Thread.sleep(201);
        for (int i = 0; i < 5; i++) {
            data.serverSays("x".repeat(900));
        }

        assertThat(active.warnings()).isEmpty();
        assertThat(control.recordsOfServer() - before).isEqualTo(5);
        assertThat(quick - beforeOfData)
                .as("within a fifth of a second, or two")
                .isBetween(5, 6);
        assertThat(data.recordsOfServer() - quick).isBetween(5 + 1, 5 + 2);
    }

    @Test
    @DisplayName("TLS-REN-02 without OpenSSL keys stay, which the start tells")
    void oldKeys() throws Exception {
        assertThat(Activated.by(
                                List.of(new ConscryptLibrary(), new JdkLibrary()),
                                "TLSEngine on",
                                certificate,
                                "TLSProtocol TLSv1.3",
                                "TLSRenegotiate ctrl 3600")
                        .warnings())
                .singleElement()
                .asString()
                .contains("TLSRenegotiate: keys are not changed");
    }

    @Test
    @DisplayName("TLS-REN-01 a client that renegotiates is told no by every library, and that is the end")
    void renegotiation() throws Exception {
        for (var library : List.of(new ConscryptLibrary(), new JdkLibrary(), new OpenSslLibrary())) {
            var active = Activated.by(List.of(library), "TLSEngine on", certificate);
            var tls = active.accepted();
            var wire = new Wire(new Client().engine(1, "TLSv1.2"), tls.engine()).handshake();

            assertThatExceptionOfType(SSLException.class)
                    .as(library.name())
                    .isThrownBy(wire::clientRenegotiates)
                    .withMessage("client-initiated session renegotiation detected, aborting connection");
        }
    }

    @Test
    @DisplayName("TLS-DAT-09 another certificate on the data connection is refused")
    void otherCertificate() throws Exception {
        var active = activated(authorities, REQUIRED, "TLSOptions NoSessionReuseRequired");
        var tls = active.accepted();
        new Wire(new Client(CLIENTS.issue("CN=ada")).engine(1), tls.engine()).handshake();
        var data = tls.data();
        new Wire(new Client(CLIENTS.issue("CN=eve")).engine(1), data).handshake();

        assertThatExceptionOfType(SSLException.class).isThrownBy(() -> tls.established(data));
        assertThat(active.log()).contains("unable to open data connection: control/data certificate mismatch");
    }

    @Test
    @DisplayName("TLS-LOG-01 the lines of success, with a resumed session on data connections")
    void success() throws Exception {
        var active = activated();
        var client = new Client();
        var tls = active.accepted();
        new Wire(client.engine(1, "TLSv1.2"), tls.engine()).handshake();
        tls.established();
        var data = tls.data();
        new Wire(client.engine(1, "TLSv1.2"), data).handshake();
        tls.established(data);

        assertThat(active.log())
                .containsExactly(
                        "TLSv1.2 connection accepted, using cipher ECDHE-ECDSA-AES256-GCM-SHA384 (256 bits)",
                        "TLSv1.2 data connection accepted, using cipher ECDHE-ECDSA-AES256-GCM-SHA384 (256 bits,"
                                + " resumed session)");
    }

    @DisplayName("TLS-LOG-01 TLS-AUTH-13 causes of failures")
    @ParameterizedTest
    @ValueSource(strings = {"TLSECDHCurve auto", "TLSCipherSuite TLSv1.3 TLS_AES_128_GCM_SHA256"})
    void causes(String library) throws Exception {
        var version = new Client().engine(1, "TLSv1.2");
        assertThat(failed(version, library, "TLSProtocol TLSv1.3"))
                .isEqualTo("unable to accept TLS connection: perhaps client requested disabled TLS protocol version:"
                        + " TLSv1.2");
        var cipher = new Client().engine(1, "TLSv1.2");
        cipher.setEnabledCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"});
        assertThat(failed(cipher, library, "TLSCipherSuite AES256"))
                .isEqualTo("unable to accept TLS connection: client does not support any cipher from 'TLSCipherSuite"
                        + " AES256:!EXPORT' (see `openssl ciphers AES256:!EXPORT` for full list)");
    }

    @Test
    @DisplayName("TLS-LOG-01 TLS-AUTH-13 causes that are none of the engine's")
    void otherCauses() throws Exception {
        var active = activated();
        var tls = active.accepted();
        tls.failed(new HandshakeFailure.Closed());
        tls.failed(new HandshakeFailure.Broken(new IOException("Connection reset")));
        tls.failed(new HandshakeFailure.TimedOut(Duration.ofSeconds(7)));
        tls.failed(new HandshakeFailure.Refused(new SSLException("no idea")));
        tls.failed(tls.data(), new HandshakeFailure.Closed());

        assertThat(active.log())
                .containsExactly(
                        "unable to accept TLS connection: received EOF that violates protocol",
                        "usually this indicates an FTP-aware router, NAT, or firewall interfering with the TLS handshake",
                        "unable to accept TLS connection: system call error: [104] Connection reset by peer",
                        "TLS negotiation timed out (7 seconds)",
                        "unable to accept TLS connection: protocol error: (1) no idea",
                        "unable to accept TLS connection: received EOF that violates protocol",
                        "usually this indicates an FTP-aware router, NAT, or firewall interfering with the TLS handshake",
                        "unable to open data connection: TLS negotiation failed");
    }

    @DisplayName("BAN-23 a handshake that fails raises an event; before it, the certificate that it has failed for")
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void events(String version) throws Exception {
        var failed = "mod_tls.ctrl-handshake-failed";
        var unverified = "mod_tls.verify-client-failed";

        assertThat(met(version, Optional.of(CLIENTS.issue("CN=ada")), authorities, REQUIRED)
                        .session()
                        .events())
                .isEmpty();
        assertThat(met(version, Optional.empty(), authorities, REQUIRED)
                        .session()
                        .events())
                .containsExactly(failed);
        assertThat(met(version, Optional.of(ROOT.issue("CN=eve")), authorities, REQUIRED)
                        .session()
                        .events())
                .containsExactly(unverified, failed);
        assertThat(met(
                                version,
                                Optional.of(CLIENTS.issue("CN=ada")),
                                authorities,
                                REQUIRED,
                                "TLSOptions dNSNameRequired")
                        .session()
                        .events())
                .containsExactly(unverified, failed);
    }

    @Test
    @DisplayName("BAN-23 a data connection that is refused, by the handshake or after it, raises an event")
    void eventsOfData() throws Exception {
        var active = activated();
        var session = FakeSession.of();
        var tls = active.accepted(session);
        new Wire(new Client().engine(1), tls.engine()).handshake();
        tls.established();
        tls.failed(tls.data(), new HandshakeFailure.Closed());
        assertThat(session.events()).containsExactly("mod_tls.data-handshake-failed");
        var data = tls.data();
        new Wire(new Client().engine(2), data).handshake();

        assertThatExceptionOfType(SSLException.class).isThrownBy(() -> tls.established(data));
        assertThat(session.events()).containsExactly("mod_tls.data-handshake-failed", "mod_tls.data-handshake-failed");
    }

    @Test
    @DisplayName("TLS-ENV-01 notes after the handshake")
    void notes() throws Exception {
        var met = met("TLSv1.3", Optional.of(CLIENTS.issue("O=Example,CN=ada")), authorities, REQUIRED);

        assertThat(met.session().notes())
                .containsEntry("FTPS", "1")
                .containsEntry("TLS_PROTOCOL", "TLSv1.3")
                .containsEntry("TLS_CIPHER", "TLS_AES_256_GCM_SHA384")
                .containsEntry("TLS_SERVER_NAME", "ftp.example.com")
                .containsEntry("TLS_CLIENT_S_DN_CN", "ada")
                .containsEntry("TLS_CLIENT_A_KEY", "id-ecPublicKey")
                .containsEntry("TLS_CLIENT_A_SIG", "ecdsa-with-SHA256")
                .containsEntry("TLS_LIBRARY_VERSION", "Conscrypt 2.9.0 (BoringSSL)");
        assertThat(met("TLSv1.3", Optional.empty(), "TLSOptions IgnoreSNI")
                        .session()
                        .notes())
                .doesNotContainKeys("TLS_SERVER_NAME", "TLS_CLIENT_S_DN_CN");
    }

    @Test
    @DisplayName(
            "TLS-ENV-02 TLS-ENV-03 TLS-ENV-04 variables are told with StdEnvVars, certificates with ExportCertData")
    void variables() throws Exception {
        var ada = LOWER.issue("C=DE,O=Example,CN=ada,E=ada@example.com");
        var shown = Optional.of(new Issued(ada.key(), List.of(ada.certificate(), LOWER.certificate())));

        assertThat(met("TLSv1.2", shown, authorities, REQUIRED).session().environment())
                .isEmpty();
        var variables = met("TLSv1.2", shown, authorities, REQUIRED, "TLSOptions StdEnvVars")
                .session()
                .environment();
        assertThat(variables)
                .containsEntry("FTPS", "1")
                .containsEntry("TLS_PROTOCOL", "TLSv1.2")
                .containsEntry("TLS_CIPHER", "ECDHE-ECDSA-AES256-GCM-SHA384")
                .containsEntry("TLS_CIPHER_KEYSIZE_USED", "256")
                .containsEntry("TLS_CIPHER_KEYSIZE_POSSIBLE", "256")
                .containsEntry("TLS_SERVER_S_DN", "/C=DE/O=Example/CN=ftp.example.com")
                .containsEntry("TLS_SERVER_I_DN_CN", "Root")
                .containsEntry("TLS_CLIENT_M_VERSION", "3")
                .containsEntry("TLS_CLIENT_S_DN_Email", "ada@example.com")
                .containsEntry("TLS_CLIENT_S_DN_C", "DE")
                .containsEntry("TLS_CLIENT_I_DN", "/CN=Lower")
                .doesNotContainKeys("TLS_CIPHER_EXPORT", "TLS_SERVER_CERT", "TLS_CLIENT_CERT");
        assertThat(variables.get("TLS_CLIENT_M_SERIAL"))
                .isEqualToIgnoringCase("%04X".formatted(ada.certificate().getSerialNumber()));
        assertThat(variables.get("TLS_CLIENT_V_END"))
                .matches("[A-Z][a-z]{2} [ 1-3]\\d \\d\\d:\\d\\d:\\d\\d 20\\d\\d GMT");
        assertThat(met("TLSv1.2", shown, authorities, REQUIRED, "TLSOptions StdEnvVars ExportCertData")
                        .session()
                        .environment())
                .containsKeys("TLS_SERVER_CERT", "TLS_CLIENT_CERT", "TLS_CLIENT_CERT_CHAIN1")
                .satisfies(all -> assertThat(all.get("TLS_CLIENT_CERT")).startsWith("-----BEGIN CERTIFICATE-----\n"));
    }

    /// What has come of a handshake.
    private record Met(Optional<SSLException> failure, List<String> log, FakeSession session) {}

    private Met met(String version, Optional<Issued> identity, String... lines) throws Exception {
        var active = activated(lines);
        var session = FakeSession.of();
        var tls = active.accepted(session);
        var client = identity.map(Client::new).orElseGet(Client::new);
        var failure = catchThrowableOfType(
                SSLException.class, () -> new Wire(client.engine(1, version), tls.engine()).handshake());
        if (failure == null) {
            failure = catchThrowableOfType(SSLException.class, tls::established);
        } else {
            tls.failed(new HandshakeFailure.Refused(failure));
        }
        return new Met(Optional.ofNullable(failure), active.log(), session);
    }

    private String failed(SSLEngine client, String... lines) throws Exception {
        var active = activated(lines);
        var tls = active.accepted();
        var failure = catchThrowableOfType(SSLException.class, () -> new Wire(client, tls.engine()).handshake());
        tls.failed(new HandshakeFailure.Refused(failure));
        assertThat(active.log()).hasSize(1);
        return active.log().getFirst();
    }

    private void handshake(SSLEngine client, String... lines) throws Exception {
        new Wire(client, activated(lines).accepted().engine()).handshake();
    }

    private Activated activated(String... lines) throws Exception {
        return Activated.by(Stream.of(List.of("TLSEngine on", certificate), List.of(lines))
                .flatMap(List::stream)
                .toArray(String[]::new));
    }
}
