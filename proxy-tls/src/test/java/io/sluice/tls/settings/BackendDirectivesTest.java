package io.sluice.tls.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.Position;
import io.sluice.module.BackendTls.Data;
import io.sluice.module.BackendTls.Use;
import io.sluice.tls.Activated;
import io.sluice.tls.Authority;
import io.sluice.tls.Pem;
import io.sluice.tls.engine.ConscryptLibrary;
import io.sluice.tls.engine.JdkLibrary;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackendDirectivesTest {
    @TempDir
    private Path directory;

    private static void refused(String line, String text) {
        var name = line.split(" ", 2)[0];
        assertThat(Activated.refused(line))
                .last()
                .asString()
                .startsWith("fatal: " + name + ": " + text + " on line 2 of '/etc/x.conf'");
    }

    private static BackendSettings settings(String... lines) throws Exception {
        return new BackendSettingsReader(
                        Activated.by(lines).configuration().main().directives(), Optional.empty(), _ -> {})
                .read();
    }

    @Test
    void whatHoldsWithoutDirectives() throws Exception {
        var tls = Activated.by().backends();
        var settings = settings();

        assertThat(tls.use()).isEqualTo(Use.AUTO);
        assertThat(tls.data()).isEqualTo(Data.REQUIRED);
        assertThat(tls.handshakeLimit()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.versions()).containsExactlyInAnyOrder(TlsVersion.TLS_1_2, TlsVersion.TLS_1_3);
        assertThat(settings.verifies()).isTrue();
        assertThat(settings.ciphers()).isEqualTo(CipherChoice.standard());
    }

    @DisplayName("PROXY-TLS-01 PROXY-TLS-02 PROXY-TLS-03 PROXY-TLS-04 the words of ProxyTLSEngine, in any case")
    @ParameterizedTest
    @CsvSource({"on,ON", "Off,OFF", "AUTO,AUTO", "MatchClient,MATCH_CLIENT", "matchclient,MATCH_CLIENT"})
    void uses(String word, Use use) throws Exception {
        assertThat(Activated.by("ProxyTLSEngine " + word).backends().use()).isEqualTo(use);
    }

    @DisplayName("PROXY-TLS-06 the words of ProxyTLSTransferProtectionPolicy")
    @ParameterizedTest
    @CsvSource({"client,CLIENT", "required,REQUIRED", "Clear,CLEAR"})
    void policies(String word, Data data) throws Exception {
        assertThat(Activated.by("ProxyTLSTransferProtectionPolicy " + word)
                        .backends()
                        .data())
                .isEqualTo(data);
    }

    @Test
    void wordsThatAreNone() {
        refused("ProxyTLSEngine perhaps", "unknown ProxyTLSEngine value: 'perhaps'");
        refused("ProxyTLSTransferProtectionPolicy some", "unsupported ProxyTLSTransferProtectionPolicy: some");
        refused("ProxyTLSOptions Quick", ": unknown ProxyTLSOption 'Quick'");
        refused("ProxyTLSVerifyServer perhaps", "expected Boolean parameter");
    }

    @DisplayName("PROXY-TLS-07 files have to be there")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ProxyTLSCACertificateFile",
                "ProxyTLSCACertificatePath",
                "ProxyTLSCARevocationFile",
                "ProxyTLSCARevocationPath",
                "ProxyTLSCertificateFile",
                "ProxyTLSCertificateKeyFile"
            })
    void files(String name) throws Exception {
        var file = Files.writeString(directory.resolve("file"), "x");

        refused(name + " relative", "parameter must be an absolute path");
        refused(name + " " + directory + "/none", "'" + directory + "/none' does not exist");
        if (name.endsWith("Path")) {
            refused(name + " " + file, "parameter must be a directory path");
        }
    }

    @Test
    @DisplayName("PROXY-TLS-09 a key in a token is refused")
    void tokens() {
        refused("ProxyTLSCertificateKeyFile pkcs11:object=key", "keys in tokens (pkcs11:) are not supported");
    }

    @Test
    @DisplayName("PROXY-TLS-11 versions: lists, ALL with changes, and words that are none")
    void versions() throws Exception {
        assertThat(settings("ProxyTLSProtocol TLSv1.2").versions()).containsExactly(TlsVersion.TLS_1_2);
        assertThat(settings("ProxyTLSProtocol ALL -TLSv1 -TLSv1.1").versions())
                .containsExactlyInAnyOrder(TlsVersion.TLS_1_2, TlsVersion.TLS_1_3);
        assertThat(settings("ProxyTLSProtocol SSLv23").versions()).containsExactly(TlsVersion.TLS_1_0);
        assertThat(settings("ProxyTLSProtocol SSLv3 TLSv1.2").versions()).containsExactly(TlsVersion.TLS_1_2);
        refused("ProxyTLSProtocol ALL TLSv1", "missing required +/- prefix: TLSv1");
        refused("ProxyTLSProtocol TLSv9", "unknown protocol: 'TLSv9'");
        refused("ProxyTLSProtocol SSLv3", "no protocol is left");
        refused("ProxyTLSProtocol", "wrong number of parameters");
    }

    @Test
    @DisplayName("PROXY-TLS-11 cipher lists, and the protocol before them")
    void ciphers() throws Exception {
        assertThat(settings("ProxyTLSCipherSuite AES128+AESGCM").ciphers().written())
                .isEqualTo("AES128+AESGCM:!EXPORT");
        assertThat(settings("ProxyTLSCipherSuite TLSv1.1 HIGH", "ProxyTLSCipherSuite TLSv1.3 TLS_AES_128_GCM_SHA256"))
                .satisfies(settings -> {
                    assertThat(settings.ciphers().written()).isEqualTo("HIGH:!EXPORT");
                    assertThat(settings.ciphersOfTls13().written()).isEqualTo("TLS_AES_128_GCM_SHA256");
                });
        refused(
                "ProxyTLSCipherSuite TLS_AES_128_GCM_SHA256",
                "use of TLSv1.3 ciphersuite in 'TLS_AES_128_GCM_SHA256' requires protocol parameter; use"
                        + " 'ProxyTLSCipherSuite TLSv1.3 TLS_AES_128_GCM_SHA256'");
        refused("ProxyTLSCipherSuite SSLv2 HIGH", "unknown/unsupported protocol specifier: SSLv2");
        refused("ProxyTLSCipherSuite NOTHING", "unable to use ciphersuite 'NOTHING': no cipher match");
    }

    @Test
    @DisplayName("PROXY-TLS-12 pre-shared keys: the identity, the form, and what breaks a rule is not used")
    void sharedKeys() throws Exception {
        var key = secret("key", "00112233445566778899aabbccddeeff00112233\n", "rw-r-----");

        refused("ProxyTLSPreSharedKey me /key", "unsupported ProxyTLSPreSharedKey format: /key");
        refused(
                "ProxyTLSPreSharedKey " + "x".repeat(257) + " hex:/key",
                "ProxyTLSPreSharedKey identity '" + "x".repeat(257) + "' exceeds maximum length 256");
        assertThat(settings("ProxyTLSPreSharedKey me hex:" + key).preSharedKey())
                .hasValueSatisfying(found -> assertThat(found.identity()).isEqualTo("me"));
        for (var bad : List.of(
                secret("open", "00112233445566778899aabbccddeeff00112233\n", "rw-r--r--"),
                secret("writable", "00112233445566778899aabbccddeeff00112233\n", "rw-----w-"),
                secret("empty", "", "rw-------"),
                secret("short", "0011223344\n", "rw-------"),
                secret("words", "this is no hexadecimal number at all\n", "rw-------"),
                directory.resolve("none"))) {
            var line = "ProxyTLSPreSharedKey me hex:" + bad;
            assertThat(settings(line).preSharedKey()).as(bad.toString()).isEmpty();
            assertThat(Activated.by(line).warnings())
                    .last()
                    .asString()
                    .contains("ProxyTLSPreSharedKey", bad.toString(), "not used");
            assertThat(Activated.by(line).errors()).isEmpty();
        }
    }

    private Path secret(String name, String text, String permissions) throws Exception {
        var file = Files.writeString(directory.resolve(name), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    @DisplayName("PROXY-TLS-11 PROXY-TLS-12 what no library here can do ends the start with a sentence")
    @ParameterizedTest
    @CsvSource({
        "ProxyTLSProtocol TLSv1.1,'does not offer TLSv1 and TLSv1.1, which ProxyTLSProtocol names'",
        "ProxyTLSOptions AllowWeakSecurity,'has no levels of security, which AllowWeakSecurity changes'",
        "ProxyTLSCipherSuite CAMELLIA,has no cipher suite of 'CAMELLIA:!EXPORT'"
    })
    void withoutOpenSsl(String line, String text) throws Exception {
        var lines = line.contains("CAMELLIA") ? new String[] {line, "ProxyTLSProtocol TLSv1.2"} : new String[] {line};

        assertThat(Activated.by(List.of(new ConscryptLibrary(), new JdkLibrary()), lines)
                        .errors())
                .singleElement()
                .asString()
                .startsWith(
                        "fatal: no library of TLS can do what this server asks for towards its backends: Conscrypt ")
                .contains("SunJSSE " + text);
    }

    @Test
    void aFileThatHasNothingOfTheKindEndsTheStart() throws Exception {
        var file = Pem.write(directory.resolve("key"), Authority.root("CN=x").key());

        assertThat(Activated.by("ProxyTLSCACertificateFile " + file).errors())
                .containsExactly("fatal: ProxyTLSCACertificateFile: unable to use '" + file
                        + "': file contained no certificate data on " + new Position("/etc/x.conf", 2));
        assertThat(Activated.by("ProxyTLSCARevocationFile " + file).errors()).hasSize(1);
    }

    @Test
    void diagnosticsAreNotWritten() throws Exception {
        assertThat(Activated.by("ProxyTLSOptions EnableDiags").warnings())
                .singleElement()
                .asString()
                .contains("EnableDiags has no effect");
    }
}
