package io.sluice.tls.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.module.ControlTls;
import io.sluice.tls.Activated;
import io.sluice.tls.Authority;
import io.sluice.tls.Authority.Issued;
import io.sluice.tls.Authority.Wish;
import io.sluice.tls.Client;
import io.sluice.tls.FakeSession;
import io.sluice.tls.Pem;
import io.sluice.tls.Wire;
import io.sluice.tls.openssl.OpenSsl;
import io.sluice.tls.openssl.OpenSslHere;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Handshakes of a client of the JDK with the engines of a server under some directives.
class EnginesTest {
    private static final Issued SERVER =
            Authority.root("CN=Root").issue(Wish.of("CN=ftp.example.com").algorithm("RSA"));

    /// A library in place of a line selects it.
    private static final String JDK = "SunJSSE";

    private static final String OPENSSL = "OpenSSL";
    private static final String CONSCRYPT = "Conscrypt";

    @TempDir
    private Path directory;

    private String certificate;

    @BeforeEach
    void aCertificate() throws Exception {
        certificate = "TLSRSACertificateFile "
                + Pem.write(directory.resolve("server.pem"), SERVER.certificate(), SERVER.key());
    }

    @DisplayName("TLS-CFG-05 TLS-CFG-09 TLS-CFG-08 a version is agreed on if TLSProtocol names it")
    @ParameterizedTest
    @CsvSource({
        "TLSv1.2 TLSv1.3, TLSv1.2, true",
        "TLSv1.2 TLSv1.3, TLSv1.3, true",
        "TLSv1.2, TLSv1.3, false",
        "TLSv1.3, TLSv1.2, false",
        "ALL -TLSv1 -TLSv1.1 -TLSv1.3, TLSv1.2, true"
    })
    void versions(String named, String offered, boolean agreed) throws Exception {
        var tls = control("TLSProtocol " + named);
        var client = new Client().engine(1, offered);

        if (agreed) {
            new Wire(client, tls.engine()).handshake();
            assertThat(client.getSession().getProtocol()).isEqualTo(offered);
        } else {
            assertThatExceptionOfType(SSLException.class).isThrownBy(() -> new Wire(client, tls.engine()).handshake());
        }
    }

    @DisplayName("TLS-CFG-10 TLS-CFG-11 TLSCipherSuite selects the suites, with TLSv1.3 those of that version")
    @ParameterizedTest
    @CsvSource({
        "TLSv1.2, ECDHE+AESGCM:!AES256, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "TLSv1.3, TLSv1.3 TLS_CHACHA20_POLY1305_SHA256, TLS_CHACHA20_POLY1305_SHA256, TLS_AES_128_GCM_SHA256"
    })
    void suites(String version, String list, String selected, String other) throws Exception {
        var client = new Client().engine(1, version);
        new Wire(client, control("TLSCipherSuite " + list).engine()).handshake();
        assertThat(client.getSession().getCipherSuite()).isEqualTo(selected);

        var without = new Client().engine(1, version);
        without.setEnabledCipherSuites(new String[] {other});
        var tls = control("TLSCipherSuite " + list);
        assertThatExceptionOfType(SSLException.class).isThrownBy(() -> new Wire(without, tls.engine()).handshake());
    }

    @DisplayName("TLS-CFG-14 the order of the server's suites counts, or that of the client's")
    @ParameterizedTest
    @ValueSource(strings = {"", JDK, OPENSSL})
    void preference(String library) throws Exception {
        var list = "TLSCipherSuite ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256";
        var clients = new String[] {"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"};

        for (boolean server : new boolean[] {true, false}) {
            var client = new Client().engine(1, "TLSv1.2");
            client.setEnabledCipherSuites(clients);
            new Wire(
                            client,
                            control(library, list, "TLSServerCipherPreference " + server)
                                    .engine())
                    .handshake();
            assertThat(client.getSession().getCipherSuite()).isEqualTo(clients[server ? 1 : 0]);
        }
    }

    @DisplayName("TLS-CFG-15 only the groups of TLSECDHCurve are agreed on")
    @ParameterizedTest
    @CsvSource({"P-384, secp384r1, true", "P-384, x25519, false", "X25519:P-256, x25519, true", "auto, secp256r1, true"
    })
    void groups(String named, String offered, boolean agreed) throws Exception {
        var tls = control("TLSECDHCurve " + named);
        var client = new Client().engine(1, "TLSv1.3");
        var parameters = client.getSSLParameters();
        parameters.setNamedGroups(new String[] {offered});
        client.setSSLParameters(parameters);

        if (agreed) {
            new Wire(client, tls.engine()).handshake();
        } else {
            assertThatExceptionOfType(SSLException.class).isThrownBy(() -> new Wire(client, tls.engine()).handshake());
        }
    }

    @Test
    void ftpIsChosenOfTheClientsProtocols() throws Exception {
        assertThat(chosen("", "h2", "ftp")).isEqualTo("ftp");
        assertThat(chosen("", "h2")).isEmpty();
        assertThat(chosen("TLSNextProtocol off", "ftp")).isEmpty();
    }

    private String chosen(String line, String... offered) throws Exception {
        var client = new Client().engine(1);
        var parameters = client.getSSLParameters();
        parameters.setApplicationProtocols(offered);
        client.setSSLParameters(parameters);
        new Wire(client, control(line).engine()).handshake();
        return client.getApplicationProtocol();
    }

    @DisplayName("TLS-DAT-05 a data connection resumes the session of its control connection, again and again")
    @ParameterizedTest
    @MethodSource("versionsOfLibraries")
    void resumption(String version, String library) throws Exception {
        var client = new Client();
        var active = activated(library);
        var tls = active.accepted();
        new Wire(client.engine(7, version), tls.engine()).handshake();
        tls.established();

        // a client of the JDK uses a ticket of TLS 1.3 once, and OpenSSL gives two on the control connection
        int times = library.equals(OPENSSL) ? 2 : 3;
        for (int i = 0; i < times; i++) {
            var data = data(client.engine(7, version), tls);
            tls.established(data);
        }
        assertThat(active.log())
                .filteredOn(line -> line.contains(" data connection accepted, "))
                .hasSize(times)
                .allSatisfy(line -> assertThat(line).startsWith(version).endsWith(" bits, resumed session)"));
    }

    @DisplayName("TLS-DAT-01 a data connection that resumes no session is refused")
    @ParameterizedTest
    @MethodSource("versionsOfLibraries")
    void noResumption(String version, String library) throws Exception {
        var active = activated(library);
        var tls = active.accepted();
        new Wire(new Client().engine(7, version), tls.engine()).handshake();
        var data = data(new Client().engine(7, version), tls);

        assertThatExceptionOfType(SSLException.class).isThrownBy(() -> tls.established(data));
        assertThat(active.log())
                .last()
                .isEqualTo("client did not reuse TLS session, rejecting data connection (see the"
                        + " NoSessionReuseRequired TLSOptions parameter)");
    }

    @DisplayName("TLS-DAT-02 TLS-DAT-03 TLS-DAT-04 the session of another control connection is not resumed")
    @ParameterizedTest
    @MethodSource("versionsOfLibraries")
    void sessionsOfOthers(String version, String library) throws Exception {
        var active = activated(library);
        var client = new Client();
        var first = active.accepted();
        new Wire(client.engine(7, version), first.engine()).handshake();
        var second = active.accepted();
        new Wire(new Client().engine(8, version), second.engine()).handshake();

        var data = data(client.engine(7, version), second);

        assertThatExceptionOfType(SSLException.class).isThrownBy(() -> second.established(data));
    }

    @DisplayName("TLS-DAT-02 a session that a stranger has begun on a data connection is not that of the control"
            + " connection")
    @ParameterizedTest
    @MethodSource("versionsOfLibraries")
    void sessionsOfStrangers(String version, String library) throws Exception {
        var tls = control(library);
        new Wire(new Client().engine(7, version), tls.engine()).handshake();
        var stranger = new Client();
        var begun = data(stranger.engine(7, version), tls);
        assertThatExceptionOfType(SSLException.class).isThrownBy(() -> tls.established(begun));

        var resumed = data(stranger.engine(7, version), tls);

        assertThatExceptionOfType(SSLException.class).isThrownBy(() -> tls.established(resumed));
    }

    @DisplayName("CACHE-66 a control connection resumes the session of the one before, and its data connections do")
    @ParameterizedTest
    @CsvSource({"TLSv1.2, " + JDK, "TLSv1.3, " + JDK, "TLSv1.2, " + OPENSSL})
    void acrossControlConnections(String version, String library) throws Exception {
        var active = activated(library);
        var client = new Client();
        for (int i = 0; i < 3; i++) {
            var tls = active.accepted();
            new Wire(client.engine(7, version), tls.engine()).handshake();
            tls.established();
            tls.established(data(client.engine(7, version), tls));
        }
        assertThat(active.log())
                .filteredOn(line -> line.contains(" connection accepted, "))
                .hasSize(6)
                .filteredOn(line -> !line.endsWith(", resumed session)"))
                .hasSize(1);
    }

    @Test
    @DisplayName("TLS-DAT-06 TLS-DAT-08 NoSessionReuseRequired and CCC lift the rule")
    void liftedRule() throws Exception {
        for (boolean option : new boolean[] {true, false}) {
            var tls = control(option ? "TLSOptions NoSessionReuseRequired" : "");
            new Wire(new Client().engine(7), tls.engine()).handshake();
            if (!option) {
                tls.cleared();
            }
            tls.established(data(new Client().engine(7), tls));
        }
    }

    @Test
    void theNameThatAClientAsksForIsKnown() throws Exception {
        var session = FakeSession.of();
        var tls = activated("").accepted(session);
        new Wire(new Client().engine(1), tls.engine()).handshake();
        tls.established();

        assertThat(session.notes()).containsEntry("TLS_SERVER_NAME", "ftp.example.com");
    }

    @Test
    void whatNoLibraryCanDoIsAFaultOfTheConfiguration() throws Exception {
        var ofJava = List.<TlsLibrary>of(new ConscryptLibrary(), new JdkLibrary());
        assertThat(Activated.by(ofJava, "TLSEngine on", certificate, "TLSProtocol TLSv1.1")
                        .errors())
                .singleElement()
                .asString()
                .startsWith("fatal: no library of TLS can do what this server asks for: Conscrypt does not offer TLSv1"
                        + " and TLSv1.1, which TLSProtocol names, SunJSSE does not offer TLSv1 and TLSv1.1");
        assertThat(Activated.by(ofJava, "TLSEngine on", certificate, "TLSProtocol TLSv1.2", "TLSCipherSuite CAMELLIA")
                        .errors())
                .singleElement()
                .asString()
                .contains("Conscrypt has no cipher suite of 'CAMELLIA:!EXPORT'");
    }

    @Test
    @DisplayName("CACHE-66 TLS-CFG-35 where no library keeps what is wished for, one warning says what comes of it")
    void wishes() throws Exception {
        var ofJava = List.<TlsLibrary>of(new ConscryptLibrary(), new JdkLibrary());

        var active = Activated.by(
                ofJava, "TLSEngine on", certificate, "TLSSessionTickets on", "TLSStapling on", "TLSStaplingTimeout 1");

        assertThat(active.errors()).isEmpty();
        assertThat(active.warnings())
                .singleElement()
                .asString()
                .startsWith(
                        "warning: TLSSessionTickets on: tickets are good inside this process only;"
                                + " TLSStapling on: no OCSP responses are stapled, as SunJSSE cannot do better; install OpenSSL 3");
    }

    @Test
    @DisplayName(
            "CACHE-66 a TLSSessionCache that is named is a wish for sessions that other control connections resume")
    void wishForSessions() throws Exception {
        var alone =
                Activated.by(List.of(new ConscryptLibrary()), "TLSSessionCache internal:", "TLSEngine on", certificate);

        assertThat(alone.warnings())
                .singleElement()
                .asString()
                .startsWith(
                        "warning: TLSSessionCache internal: TLS sessions are resumed by data connections of the same"
                                + " control connection only, as Conscrypt cannot do better; install OpenSSL 3");
        assertThat(info(alone))
                .hasSize(3)
                .last()
                .asString()
                .startsWith("TLS sessions of Conscrypt ")
                .endsWith(" (BoringSSL): in itself, apart for each control connection, at most 20480, for 1800 s");
        var ofJava = List.<TlsLibrary>of(new ConscryptLibrary(), new JdkLibrary());
        var active = Activated.by(ofJava, "TLSSessionCache internal:", "TLSEngine on", certificate);
        assertThat(active.warnings()).isEmpty();
        assertThat(info(active))
                .last()
                .asString()
                .startsWith("TLS sessions of SunJSSE ")
                .endsWith(": in itself, for all control connections of this process, at most 20480, for 1800 s");
        OpenSslHere.assume();
        active = activated("TLSSessionCache internal:");
        assertThat(active.warnings()).isEmpty();
        assertThat(info(active)).hasSize(2);
    }

    private static List<String> info(Activated active) {
        return active.module()
                .controls()
                .getFirst()
                .handler()
                .handle(List.of("sesscache", "info"))
                .lines();
    }

    @DisplayName("CACHE-66 a library that keeps sessions in itself has the limits of the directive")
    @ParameterizedTest
    @ValueSource(strings = {CONSCRYPT, JDK})
    void limits(String library) throws Exception {
        var tls = control(library, "TLSSessionCache internal: 77");
        new Wire(new Client().engine(7), tls.engine()).handshake();
        var context = tls.engine().getSession().getSessionContext();

        assertThat(context.getSessionCacheSize()).isEqualTo(20_480);
        assertThat(context.getSessionTimeout()).isEqualTo(77);
    }

    @Test
    @DisplayName("CACHE-61 CACHE-66 no library resumes a session beyond the lifetime that the directive gives it")
    void lifetime() throws Exception {
        record Begun(String library, boolean over, Client client, String version, Activated active, ControlTls tls) {}

        var all = new ArrayList<Begun>();
        var libraries = OpenSsl.hindrance().isPresent() ? List.of(CONSCRYPT, JDK) : List.of(CONSCRYPT, JDK, OPENSSL);
        for (var library : libraries) {
            for (var version : List.of("TLSv1.2", "TLSv1.3")) {
                for (boolean over : new boolean[] {true, false}) {
                    var active = activated(library, "TLSSessionCache internal: " + (over ? 1 : 600));
                    var tls = active.accepted();
                    var client = new Client();
                    new Wire(client.engine(7, version), tls.engine()).handshake();
                    all.add(new Begun(library, over, client, version, active, tls));
                }
            }
        }
        var begin = Instant.now();
        while (!Instant.now().isAfter(begin.plusMillis(2100))) {
            LockSupport.parkNanos(
                    Duration.between(Instant.now(), begin.plusMillis(2101)).toNanos());
        }

        for (var begun : all) {
            var data = data(begun.client().engine(7, begun.version()), begun.tls());
            if (begun.over()) {
                assertThatExceptionOfType(SSLException.class)
                        .as(begun.library() + " " + begun.version())
                        .isThrownBy(() -> begun.tls().established(data));
            } else {
                begun.tls().established(data);
            }
            if (begun.library().equals(JDK)) {
                var again = begun.active().accepted();
                new Wire(begun.client().engine(7, begun.version()), again.engine()).handshake();
                again.established();
                assertThat(begun.active().log().getLast().contains("resumed"))
                        .as(begun.version())
                        .isNotEqualTo(begun.over());
            }
        }
    }

    @Test
    @DisplayName("CACHE-61 TLS-CFG-26 without sessions that are kept, data connections need not resume one")
    void off() throws Exception {
        for (var library : List.of(CONSCRYPT, JDK, OPENSSL)) {
            var tls = control(library, "TLSSessionCache off");
            new Wire(new Client().engine(7), tls.engine()).handshake();
            tls.established(data(new Client().engine(7), tls));
        }
    }

    @Test
    void aClientMayComeByteByByte() throws Exception {
        var handshake = new Handshake();
        var client = new Client().engine(1, "TLSv1.3");
        client.beginHandshake();
        var packet = ByteBuffer.allocate(1 << 16);
        client.wrap(ByteBuffer.allocate(0), packet);
        packet.flip();
        while (packet.hasRemaining()) {
            assertThat(handshake.hello()).isEmpty();
            handshake.clientSends(ByteBuffer.wrap(new byte[] {packet.get()}));
        }

        assertThat(handshake.hello().orElseThrow().versions()).containsExactly(0x0304);
        assertThat(handshake.hello().orElseThrow().serverName()).contains("ftp.example.com");
    }

    static Stream<Arguments> versionsOfLibraries() {
        return Stream.of(CONSCRYPT, JDK, OPENSSL)
                .flatMap(library -> Stream.of("TLSv1.2", "TLSv1.3").map(version -> Arguments.of(version, library)));
    }

    private static SSLEngine data(SSLEngine client, ControlTls tls) throws SSLException {
        var data = tls.data();
        new Wire(client, data).handshake();
        return data;
    }

    private ControlTls control(String... lines) throws Exception {
        return activated(lines).accepted();
    }

    private Activated activated(String... lines) throws Exception {
        var named = Stream.of(new ConscryptLibrary(), new OpenSslLibrary(), new JdkLibrary())
                .filter(library -> List.of(lines).contains(library.name()))
                .<TlsLibrary>map(library -> library)
                .toList();
        if (List.of(lines).contains(OPENSSL)) {
            OpenSslHere.assume();
        }
        return activated(named, lines);
    }

    private Activated activated(List<TlsLibrary> named, String... lines) throws Exception {
        var written = Stream.of(List.of("TLSEngine on", certificate), List.of(lines))
                .flatMap(List::stream)
                .filter(line ->
                        named.stream().noneMatch(library -> library.name().equals(line)))
                .toArray(String[]::new);
        return named.isEmpty() ? Activated.by(written) : Activated.by(named, written);
    }
}
