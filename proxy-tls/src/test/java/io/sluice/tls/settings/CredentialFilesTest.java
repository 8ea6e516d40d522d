package io.sluice.tls.settings;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.ConfigurationException;
import io.sluice.tls.Activated;
import io.sluice.tls.Authority;
import io.sluice.tls.Authority.Issued;
import io.sluice.tls.Authority.Wish;
import io.sluice.tls.Client;
import io.sluice.tls.Pem;
import io.sluice.tls.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The files that directives name, as they are read at start.
class CredentialFilesTest {
    private static final Authority ROOT = Authority.root("CN=Root");
    private static final Issued SERVER = ROOT.issue("CN=ftp.example.com");

    @TempDir
    private Path directory;

    @DisplayName("TLS-CFG-02 a file that is not there")
    @ParameterizedTest
    @ValueSource(
            strings = {
                "TLSRSACertificateFile",
                "TLSECCertificateFile",
                "TLSPKCS12File",
                "TLSCACertificateFile",
                "TLSCARevocationFile"
            })
    void missing(String directive) throws Exception {
        assertThat(errors(directive + " /nonexistent/file"))
                .containsExactly(
                        "fatal: " + directive + ": '/nonexistent/file' does not exist on line 3 of '/etc/x.conf'");
    }

    @Test
    @DisplayName("TLS-CFG-02 a key file that cannot be used says why")
    void unusable() throws Exception {
        var certificate = Pem.write(directory.resolve("server.pem"), SERVER.certificate());
        var key = Files.writeString(directory.resolve("key.pem"), "nothing");

        assertThat(errors("TLSECCertificateFile " + certificate, "TLSECCertificateKeyFile " + key))
                .containsExactly("fatal: TLSECCertificateKeyFile: unable to use '" + key
                        + "': file contained no private key on line 4 of '/etc/x.conf'");
        assertThat(errors("TLSECCertificateFile " + directory))
                .singleElement()
                .asString()
                .contains("unable to use '" + directory + "': ");
    }

    @Test
    void nothingIsLookedAtWhereTheEngineIsOff() throws Exception {
        assertThat(Activated.by("TLSEngine off", "TLSRSACertificateFile /nonexistent")
                        .errors())
                .isEmpty();
    }

    @Test
    @DisplayName("TLS-CFG-03 a file without a certificate, and one without a CRL")
    void empty() throws Exception {
        var key = Pem.write(directory.resolve("key.pem"), SERVER.key());

        assertThat(errors("TLSCACertificateFile " + key))
                .singleElement()
                .asString()
                .contains("TLSCACertificateFile: unable to use '" + key + "': file contained no certificate data");
        assertThat(errors("TLSCARevocationFile " + key))
                .singleElement()
                .asString()
                .contains("TLSCARevocationFile: unable to use '" + key + "': file contained no CRL data");
    }

    @Test
    @DisplayName("TLS-CFG-04 a directory is one")
    void directories() throws Exception {
        var file = Pem.write(directory.resolve("ca.pem"), ROOT.certificate());

        assertThat(errors("TLSCACertificatePath " + file, "TLSCARevocationPath " + file))
                .hasSize(2)
                .allSatisfy(text -> assertThat(text).contains("parameter must be a directory path"));
    }

    @Test
    void aBadFileInADirectoryIsPassedOver() throws Exception {
        Pem.write(directory.resolve("0123abcd.0"), ROOT.certificate());
        Files.writeString(directory.resolve("0123abcd.1"), "nothing");
        Files.writeString(directory.resolve("README"), "nothing");

        var active = on(pair(SERVER), "TLSCACertificatePath " + directory);

        assertThat(active.errors()).isEmpty();
        assertThat(active.warnings())
                .singleElement()
                .asString()
                .contains("0123abcd.1")
                .contains("passed over");
    }

    @Test
    @DisplayName("TLS-CFG-18 the key may be in the file of the certificate")
    void keyInside() throws Exception {
        assertThat(shown(pair(SERVER))).containsExactly(SERVER.certificate());
    }

    @Test
    @DisplayName("TLS-CFG-19 a key that is another's")
    void mismatch() throws Exception {
        var certificate = Pem.write(directory.resolve("server.pem"), SERVER.certificate());
        var key = Pem.write(directory.resolve("key.pem"), ROOT.issue("CN=other").key());

        assertThat(errors("TLSECCertificateFile " + certificate, "TLSECCertificateKeyFile " + key))
                .containsExactly("fatal: TLSECCertificateKeyFile: error checking key from TLSECCertificateKeyFile '"
                        + key + "': key values mismatch on line 4 of '/etc/x.conf'");
    }

    @DisplayName("TLS-CFG-20 the pass phrase of a key is what the provider prints")
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void encrypted(boolean old) throws Exception {
        var certificate = Pem.write(directory.resolve("server.pem"), SERVER.certificate());
        var key = Pem.encrypted(directory.resolve("key.pem"), SERVER.key(), "open sesame", old);
        var provider = program("echo \"$1 $2\" > " + directory.resolve("asked") + "; echo 'open sesame'");

        var shown = shown(
                "Port 2121",
                "TLSPassPhraseProvider " + provider,
                "TLSECCertificateFile " + certificate,
                "TLSECCertificateKeyFile " + key);

        assertThat(shown).containsExactly(SERVER.certificate());
        assertThat(directory.resolve("asked")).content().isEqualTo("0.0.0.0:2121 EC\n");
    }

    @Test
    @DisplayName("TLS-CFG-20 without a provider and a terminal, an encrypted key is a fault of the configuration")
    void encryptedWithoutProvider() throws Exception {
        var certificate = Pem.write(directory.resolve("server.pem"), SERVER.certificate());
        var key = Pem.encrypted(directory.resolve("key.pem"), SERVER.key(), "open sesame", true);

        assertThat(errors("TLSECCertificateFile " + certificate, "TLSECCertificateKeyFile " + key))
                .singleElement()
                .asString()
                .contains("unable to use '" + key + "': it is encrypted");
    }

    @Test
    @DisplayName("TLS-CFG-20 a provider that tells nothing, or the wrong phrase")
    void badProvider() throws Exception {
        var certificate = Pem.write(directory.resolve("server.pem"), SERVER.certificate());
        var key = Pem.encrypted(directory.resolve("key.pem"), SERVER.key(), "open sesame", true);
        var files = new String[] {"TLSECCertificateFile " + certificate, "TLSECCertificateKeyFile " + key};

        assertThat(errors("TLSPassPhraseProvider " + program("exit 3"), files[0], files[1]))
                .singleElement()
                .asString()
                .contains("ended with status 3");
        assertThat(errors("TLSPassPhraseProvider " + program("echo wrong"), files[0], files[1]))
                .singleElement()
                .asString()
                .contains("unable to use '" + key + "': ");
    }

    @Test
    @DisplayName("TLS-CFG-21 of an RSA and an EC certificate, the client's algorithms choose")
    void twoKinds() throws Exception {
        var rsa = ROOT.issue(Wish.of("CN=rsa").algorithm("RSA"));
        var ecFile = Pem.write(directory.resolve("ec.pem"), SERVER.certificate(), SERVER.key());
        var rsaFile = Pem.write(directory.resolve("rsa.pem"), rsa.certificate(), rsa.key());
        var active = on("TLSProtocol TLSv1.2", "TLSRSACertificateFile " + rsaFile, "TLSECCertificateFile " + ecFile);

        for (var each : List.of(rsa, SERVER)) {
            var client = new Client();
            var engine = client.engine(1, "TLSv1.2");
            var kind = each == rsa ? "_RSA_WITH_AES" : "_ECDSA_WITH_AES";
            engine.setEnabledCipherSuites(Stream.of(engine.getSupportedCipherSuites())
                    .filter(suite -> suite.startsWith("TLS_ECDHE") && suite.contains(kind))
                    .toArray(String[]::new));
            new Wire(engine, active.accepted().engine()).handshake();
            assertThat(client.seen).containsExactly(each.certificate());
        }
    }

    @Test
    @DisplayName("TLS-CFG-22 a file of PKCS #12 has key, certificate and chain")
    void pkcs12() throws Exception {
        var intermediate = ROOT.under("CN=Intermediate");
        var leaf = intermediate.issue("CN=ftp.example.com");
        var file = directory.resolve("server.p12");
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        var chain = new X509Certificate[] {leaf.certificate(), intermediate.certificate()};
        store.setKeyEntry("it", leaf.key(), "open sesame".toCharArray(), chain);
        try (var out = Files.newOutputStream(file)) {
            store.store(out, "open sesame".toCharArray());
        }

        var shown = shown("TLSPassPhraseProvider " + program("echo 'open sesame'"), "TLSPKCS12File " + file);

        assertThat(shown).containsExactly(chain);
    }

    @Test
    @DisplayName("TLS-CFG-23 the chain is sent in its order, from its own file or the certificate's")
    void chains() throws Exception {
        var upper = ROOT.under("CN=Upper");
        var lower = upper.under("CN=Lower");
        var leaf = lower.issue("CN=ftp.example.com");
        var alone = Pem.write(directory.resolve("alone.pem"), leaf.certificate(), leaf.key());
        var chain = Pem.write(directory.resolve("chain.pem"), lower.certificate(), upper.certificate());
        var all = Pem.write(
                directory.resolve("all.pem"), leaf.certificate(), lower.certificate(), upper.certificate(), leaf.key());
        var expected = List.of(leaf.certificate(), lower.certificate(), upper.certificate());

        assertThat(shown("TLSECCertificateFile " + alone, "TLSCertificateChainFile " + chain))
                .isEqualTo(expected);
        assertThat(shown("TLSECCertificateFile " + all)).isEqualTo(expected);
        assertThat(on("TLSECCertificateFile " + all).log())
                .contains("added 2 certs from '" + all + "' to SSL_CTX certificate chain");
    }

    @Test
    @DisplayName("TLS-CFG-24 without a certificate the server starts, and says that it can handle no TLS")
    void noCertificate() throws Exception {
        var active = on();

        assertThat(active.server().isUsable()).isFalse();
        assertThat(active.warnings())
                .singleElement()
                .asString()
                .contains("no TLSRSACertificateFile, TLSDSACertificateFile, TLSECCertificateFile, or TLSPKCS12File"
                        + " configured; unable to handle SSL/TLS connections");
    }

    @Test
    void oddCertificatesAreWorthAWarning() throws Exception {
        var old = ROOT.issue(Wish.of("CN=old").expired());
        var file = Pem.write(directory.resolve("old.pem"), old.certificate(), old.key());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        var active = on("TLSRSACertificateFile " + file);

        assertThat(active.errors()).isEmpty();
        assertThat(active.warnings())
                .anySatisfy(text -> assertThat(text).contains("has a certificate for a key of EC"))
                .anySatisfy(text -> assertThat(text).contains("has a certificate that is valid from"))
                .anySatisfy(text -> assertThat(text).contains("is readable by everybody"));
    }

    @Test
    @DisplayName("TLS-CFG-31 a key that everybody may read is passed over, a short one refused")
    void preSharedKeys() throws Exception {
        var open = psk("open", "00112233445566778899aabbccddeeff00112233", "rw-r--r--");
        var tiny = psk("tiny", "001122334455", "rw-------");
        var small = psk("small", "00112233445566778899aabb", "rw-------");

        assertThat(on("TLSPreSharedKey ada hex:" + open).warnings())
                .anySatisfy(text -> assertThat(text).contains("the key of identity 'ada' is not used"));
        assertThat(errors("TLSPreSharedKey ada hex:" + tiny))
                .singleElement()
                .asString()
                .contains("a key has at least 20 hexadecimal digits");
        assertThat(on("TLSPreSharedKey ada hex:" + small).warnings())
                .anySatisfy(text -> assertThat(text).contains("fewer than 20 bytes"));
    }

    @Test
    @DisplayName("TLS-CFG-28 TLSRequired auth and AllowPerUser do not go together")
    void bothDemands() throws Exception {
        var lines = new String[] {"ServerName Files", pair(SERVER), "TLSRequired auth+data", "TLSOptions AllowPerUser"};

        assertThat(errors(lines))
                .containsExactly("fatal: Files: cannot enforce both 'TLSRequired auth' and 'TLSOptions AllowPerUser' at"
                        + " the same time on line 5 of '/etc/x.conf'");
        lines[2] = "TLSRequired ctrl";
        assertThat(errors(lines)).isEmpty();
    }

    @Test
    void whatNothingHereDoesIsWorthAWarning() throws Exception {
        assertThat(on(
                                pair(SERVER),
                                "TLSOptions AllowClientRenegotiation EnableDiags",
                                "TLSUserName CommonName",
                                "TLSRenegotiate ctrl 3600")
                        .warnings())
                .anySatisfy(text -> assertThat(text).contains("AllowClientRenegotiation has no effect"))
                .anySatisfy(text -> assertThat(text).contains("EnableDiags has no effect"))
                .anySatisfy(text -> assertThat(text).contains("TLSUserName: with TLSVerifyClient off"))
                .anySatisfy(text -> assertThat(text).contains("TLSRenegotiate: keys are changed in TLS 1.3 only"));
    }

    @Test
    void askingForCertificatesThatNobodyMayVouchForIsWorthAWarning() throws Exception {
        assertThat(on(pair(SERVER), "TLSVerifyClient on", "TLSUserName CommonName")
                        .warnings())
                .singleElement()
                .asString()
                .contains("TLSVerifyClient: without TLSCACertificateFile");
    }

    private Path psk(String name, String digits, String permissions) throws IOException {
        return Files.setPosixFilePermissions(
                Files.writeString(directory.resolve(name), digits + "\r\n"),
                PosixFilePermissions.fromString(permissions));
    }

    private Path program(String text) throws IOException {
        var file = Files.createTempFile(directory, "provider", "");
        return Files.setPosixFilePermissions(
                Files.writeString(file, "#!/bin/sh\n" + text + "\n"), PosixFilePermissions.fromString("rwx------"));
    }

    private String pair(Issued issued) throws IOException {
        return "TLSECCertificateFile " + Pem.write(directory.resolve("pair.pem"), issued.certificate(), issued.key());
    }

    /// A server with TLS under these lines.
    private static Activated on(String... lines) throws ConfigurationException {
        return Activated.by(
                Stream.concat(Stream.of("TLSEngine on"), Stream.of(lines)).toArray(String[]::new));
    }

    /// The certificates that a server under these lines shows.
    private static List<X509Certificate> shown(String... lines) throws Exception {
        var client = new Client();
        new Wire(client.engine(1), on(lines).accepted().engine()).handshake();
        return List.copyOf(client.seen);
    }

    private static List<String> errors(String... lines) throws ConfigurationException {
        return on(lines).errors();
    }
}
