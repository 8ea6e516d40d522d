package io.sluice.tls.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.ConfigurationException;
import io.sluice.config.Directive;
import io.sluice.module.TlsDemands;
import io.sluice.module.TlsDemands.Data;
import io.sluice.tls.Activated;
import io.sluice.tls.TlsModule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsDirectivesTest {
    @TempDir
    private Path directory;

    @DisplayName("TLS-CFG-01 a relative path is refused")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "TLSRSACertificateFile",
                "TLSRSACertificateKeyFile",
                "TLSDSACertificateFile",
                "TLSDSACertificateKeyFile",
                "TLSECCertificateFile",
                "TLSECCertificateKeyFile",
                "TLSCertificateChainFile",
                "TLSPKCS12File",
                "TLSCACertificateFile",
                "TLSCACertificatePath",
                "TLSCARevocationFile",
                "TLSCARevocationPath",
                "TLSDHParamFile",
                "TLSLog"
            })
    void relativePaths(String directive) {
        refused(directive + " relative/file", "parameter must be an absolute path");
    }

    @Test
    @DisplayName("TLS-CFG-05 TLSProtocol names versions, one or several, in any case")
    void protocols() throws Exception {
        assertThat(protocol("TLSv1.2")).containsExactly(TlsVersion.TLS_1_2);
        assertThat(protocol("TLSv1")).containsExactly(TlsVersion.TLS_1_0);
        assertThat(protocol("tlsv1.0 TLSv1.1")).containsExactlyInAnyOrder(TlsVersion.TLS_1_0, TlsVersion.TLS_1_1);
        assertThat(protocol("SSLv23"))
                .containsExactlyInAnyOrder(
                        TlsVersion.TLS_1_0, TlsVersion.TLS_1_1, TlsVersion.TLS_1_2, TlsVersion.TLS_1_3);
    }

    @Test
    @DisplayName("TLS-CFG-06 TLSProtocol ALL takes versions out and puts them in")
    void protocolsByChange() throws Exception {
        assertThat(protocol("ALL -TLSv1 -TLSv1.1 +TLSv1.1 -TLSv1.3"))
                .containsExactlyInAnyOrder(TlsVersion.TLS_1_1, TlsVersion.TLS_1_2);
    }

    @Test
    @DisplayName("TLS-CFG-07 three faults of TLSProtocol")
    void badProtocols() {
        refused("TLSProtocol ALL TLSv1", "missing required +/- prefix: TLSv1");
        refused("TLSProtocol TLSv9", "unknown protocol: 'TLSv9'");
        refused("TLSProtocol ALL -TLSv9", "unknown protocol: '-TLSv9'");
        refused("TLSProtocol", "wrong number of parameters");
    }

    @Test
    @DisplayName("TLS-CFG-08 a gap between versions stays one")
    void gaps() throws Exception {
        assertThat(protocol("TLSv1.1 TLSv1.3")).containsExactlyInAnyOrder(TlsVersion.TLS_1_1, TlsVersion.TLS_1_3);
    }

    @Test
    @DisplayName("TLS-CFG-09 TLS 1.2 and 1.3 are offered where nothing is said")
    void standardVersions() throws Exception {
        assertThat(protocol("")).containsExactlyInAnyOrder(TlsVersion.TLS_1_2, TlsVersion.TLS_1_3);
    }

    @Test
    void oldVersionsAloneAreWorthAWarning() throws Exception {
        assertThat(warnings("TLSProtocol SSLv3 TLSv1.2"))
                .singleElement()
                .asString()
                .contains("SSLv3 is not offered");
        assertThat(warnings("TLSProtocol TLSv1.1")).singleElement().asString().contains("neither TLSv1.2 nor TLSv1.3");
    }

    @Test
    @DisplayName("TLS-CFG-11 TLSCipherSuite TLSv1.3 names suites of TLS 1.3, in its order")
    void suitesOfTls13() throws Exception {
        var choices = value(
                "TLSCipherSuite TLSv1.3 TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256",
                HandshakeDirectives.CIPHER_SUITE);

        assertThat(choices.isOfTls13()).isTrue();
        assertThat(choices.suites())
                .extracting(suite -> suite.name())
                .containsExactly("TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256");
    }

    @Test
    @DisplayName("TLS-CFG-12 a name of TLS 1.3 needs the word TLSv1.3")
    void suitesOfTls13WithoutTheWord() {
        refused(
                "TLSCipherSuite HIGH:TLS_AES_128_GCM_SHA256",
                "use of TLSv1.3 ciphersuite in 'HIGH:TLS_AES_128_GCM_SHA256' requires protocol parameter; use"
                        + " 'TLSCipherSuite TLSv1.3 HIGH:TLS_AES_128_GCM_SHA256'");
    }

    @Test
    @DisplayName("TLS-CFG-13 an unknown protocol word, and a list that yields nothing")
    void badSuites() throws Exception {
        refused("TLSCipherSuite TLSv1.2 HIGH", "unknown/unsupported protocol specifier: TLSv1.2");
        refused("TLSCipherSuite NoSuchThing", "unable to use ciphersuite 'NoSuchThing': no cipher match");
        refused("TLSCipherSuite TLSv1.3 NoSuchThing", "unable to use ciphersuite 'NoSuchThing': no cipher match");
        assertThat(value("TLSCipherSuite HIGH", HandshakeDirectives.CIPHER_SUITE)
                        .written())
                .isEqualTo("HIGH:!EXPORT");
        assertThat(value("TLSCipherSuite PROFILE=SYSTEM", HandshakeDirectives.CIPHER_SUITE)
                        .written())
                .isEqualTo("PROFILE=SYSTEM");
    }

    @Test
    @DisplayName("TLS-CFG-15 TLSECDHCurve names groups in their order, or leaves them to the library")
    void curves() throws Exception {
        assertThat(value("TLSECDHCurve X25519:prime256v1:P-521", HandshakeDirectives.CURVE))
                .containsExactly(NamedGroup.X25519, NamedGroup.P_256, NamedGroup.P_521);
        assertThat(value("TLSECDHCurve auto", HandshakeDirectives.CURVE)).isEmpty();
        refused("TLSECDHCurve P-256:foo", "unable to use ECDH curves 'P-256:foo'");
    }

    @Test
    @DisplayName("TLS-CFG-16 an unknown TLSOption is refused, in the wrong case too; several directives add up")
    void options() throws Exception {
        refused("TLSOptions NoSuchThing", ": unknown TLSOption 'NoSuchThing'");
        refused("TLSOptions stdenvvars", ": unknown TLSOption 'stdenvvars'");
        assertThat(Activated.by("TLSOptions StdEnvVars ExportCertData", "TLSOptions AllowClientRenegotiations")
                        .configuration()
                        .main()
                        .directives()
                        .settings(TlsDirectives.OPTIONS)
                        .stream()
                        .flatMap(setting -> setting.value().stream()))
                .containsExactlyInAnyOrder(
                        TlsOption.STD_ENV_VARS, TlsOption.EXPORT_CERT_DATA, TlsOption.ALLOW_CLIENT_RENEGOTIATION);
        assertThat(warnings("TLSOptions NoCertRequest"))
                .singleElement()
                .asString()
                .contains("NoCertRequest has no");
    }

    @DisplayName("TLS-CFG-17 every value of TLSRequired")
    @ParameterizedTest
    @CsvSource({
        "off, false, false, FREE",
        "no, false, false, FREE",
        "on, true, true, REQUIRED",
        "both, true, true, REQUIRED",
        "ctrl+data, true, true, REQUIRED",
        "control+data, true, true, REQUIRED",
        "ctrl, true, true, FREE",
        "control, true, true, FREE",
        "data, false, false, REQUIRED",
        "!data, false, false, FORBIDDEN",
        "ctrl+!data, true, true, FORBIDDEN",
        "auth, true, false, FREE",
        "auth+data, true, false, REQUIRED",
        "auth+!data, true, false, FORBIDDEN",
    })
    void requirements(String word, boolean login, boolean control, Data data) throws Exception {
        assertThat(value("TLSRequired " + word, TlsDirectives.REQUIRED))
                .isEqualTo(new TlsDemands(login, control, data));
    }

    @Test
    @DisplayName("TLS-CFG-17 another value of TLSRequired is refused")
    void badRequirement() {
        refused("TLSRequired always", "bad parameter");
    }

    @Test
    @DisplayName("TLS-CFG-20 TLSPassPhraseProvider is the full path of a regular file")
    void passPhraseProvider() {
        refused("TLSPassPhraseProvider program", "must be a full path: 'program'");
        refused("TLSPassPhraseProvider " + directory, "unable to use '" + directory + "': Not a regular file");
        refused("TLSPassPhraseProvider /nonexistent", "error checking '/nonexistent': No such file or directory");
    }

    @Test
    @DisplayName("TLS-CFG-27 limits of TLSSessionTicketKeys")
    void ticketKeys() throws Exception {
        refused("TLSSessionTicketKeys age 59", "max key age must be at least 60sec");
        refused("TLSSessionTicketKeys count 0", "max key count must be at least 1");
        refused("TLSSessionTicketKeys age soon", "error parsing age value 'soon': Invalid argument");
        refused("TLSSessionTicketKeys size 1", "unknown parameter: size");
        refused("TLSSessionTicketKeys age 60 count", "wrong number of parameters");
        assertThat(value("TLSSessionTicketKeys age 60 count 1", HandshakeDirectives.TICKET_KEYS))
                .isEqualTo(new TicketKeyLimits(Duration.ofMinutes(1), 1));
    }

    @Test
    @DisplayName("TLS-CFG-29 faults of TLSRenegotiate")
    void renegotiation() throws Exception {
        refused("TLSRenegotiate ctrl soon", "ctrl must be valid number: 'soon'");
        refused("TLSRenegotiate required maybe", "required must be a Boolean value");
        refused("TLSRenegotiate data 0", "data must be greater than zero");
        refused("TLSRenegotiate timeout 0", "timeout must be greater than zero");
        refused("TLSRenegotiate often 1", ": unknown TLSRenegotiate argument 'often'");
        refused("TLSRenegotiate ctrl 1 data", "wrong number of parameters");
        assertThat(value("TLSRenegotiate none", HandshakeDirectives.RENEGOTIATE))
                .isEqualTo(Renegotiation.NONE);
        assertThat(value("TLSRenegotiate ctrl 3600 data 1024 required off timeout 5", HandshakeDirectives.RENEGOTIATE))
                .isEqualTo(new Renegotiation(
                        Optional.of(Duration.ofHours(1)), Optional.of(1024), Duration.ofSeconds(5), false));
    }

    @Test
    @DisplayName("TLS-CFG-31 a pre-shared key has the prefix hex: and a short identity")
    void preSharedKeys() {
        refused("TLSPreSharedKey ada base64:/key", "unsupported TLSPreSharedKey format: base64:/key");
        refused("TLSPreSharedKey ada hex:key", "parameter must be an absolute path");
        refused("TLSPreSharedKey " + "a".repeat(129) + " hex:/key", "an identity has at most 128 bytes");
        refused("TLSPreSharedKey ada", "missing parameters");
    }

    @Test
    @DisplayName("TLS-CFG-33 TLSMasqueradeAddress that cannot be resolved")
    void masquerade() throws Exception {
        refused("TLSMasqueradeAddress nowhere.invalid", "unable to resolve \"nowhere.invalid\"");
        assertThat(value("TLSMasqueradeAddress 192.0.2.1", TlsDirectives.MASQUERADE)
                        .getHostAddress())
                .isEqualTo("192.0.2.1");
    }

    @Test
    @DisplayName("TLS-CFG-34 faults of TLSVerifyDepth, TLSVerifyOrder and TLSUserName")
    void verification() throws Exception {
        refused("TLSVerifyDepth -1", "depth must be zero or greater");
        refused("TLSVerifyOrder crl crls", "unsupported verification mechanism 'crls' requested");
        refused("TLSUserName subject", "badly formatted OID parameter");
        refused("TLSUserName 1.2.", "badly formatted OID parameter");
        refused("TLSVerifyClient maybe", "expected Boolean parameter");
        refused("TLSVerifyServer maybe", "expected Boolean parameter");
        assertThat(value("TLSVerifyOrder OCSP crl", ClientDirectives.VERIFY_ORDER))
                .containsExactly(Mechanism.OCSP, Mechanism.CRL);
        assertThat(value("TLSUserName 1.2.3.4", ClientDirectives.USER_NAME))
                .isEqualTo(new NamedUser.Extension("1.2.3.4"));
        assertThat(value("TLSVerifyClient optional", ClientDirectives.VERIFY_CLIENT))
                .isEqualTo(Demand.OPTIONAL);
        assertThat(value("TLSVerifyServer NoReverseDNS", ClientDirectives.VERIFY_SERVER))
                .isEqualTo(ClientDirectives.ServerCheck.NO_REVERSE_DNS);
    }

    @Test
    void handshakesHaveFiveMinutes() throws Exception {
        assertThat(Activated.by("").configuration().main().directives().get(HandshakeDirectives.TIMEOUT))
                .isEqualTo(Duration.ofSeconds(300));
        refused("TLSTimeoutHandshake soon", "error parsing timeout value 'soon': Invalid argument");
    }

    @Test
    void whatNoLibraryHasIsToldAndIgnored() throws Exception {
        assertThat(warnings("TLSCryptoDevice ALL", "TLSRandomSeed /dev/urandom", "TLSServerInfoFile /x"))
                .hasSize(3)
                .allSatisfy(text -> assertThat(text).contains("is not supported, ignored"));
    }

    @Test
    void everyDirectiveHasHelp() {
        assertThat(new TlsModule().directives()).hasSize(58).allSatisfy(directive -> {
            assertThat(directive.help()).as(directive.name()).isNotEmpty();
            assertThat(directive.syntax()).as(directive.name()).isNotEmpty();
        });
    }

    private static void refused(String line, String text) {
        assertThat(Activated.refused(line))
                .singleElement()
                .asString()
                .startsWith("fatal: " + line.split(" ", 2)[0] + ": " + text + " on line 2 of '/etc/x.conf'");
    }

    private static Set<TlsVersion> protocol(String words) throws ConfigurationException {
        return value(words.isEmpty() ? "" : "TLSProtocol " + words, HandshakeDirectives.PROTOCOL);
    }

    private static <T> T value(String line, Directive<T> directive) throws ConfigurationException {
        return Activated.by(line).configuration().main().directives().get(directive);
    }

    private static List<String> warnings(String... lines) throws ConfigurationException {
        return Activated.by(lines).configuration().warnings().stream()
                .map(problem -> problem.text())
                .toList();
    }
}
