package io.sluice.tls.openssl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.tls.Credulous;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Engines of both makes shake hands with each other, in memory.
class HandshakeTest {
    private static final Backend EXAMPLE = new Backend("example.com", false, Optional.empty());

    @BeforeAll
    static void isHere() {
        OpenSslHere.assume();
    }

    static OpenSslContextBuilder server() {
        return OpenSslContext.server().credential(TestCredential.EC.key(), List.of(TestCredential.EC.certificate()));
    }

    private static OpenSslContextBuilder of(OpenSslContextBuilder builder, Protocol protocol) {
        return (protocol.compareTo(Protocol.TLS_1_2) < 0
                        ? builder.securityLevel(0).ciphers("ALL:@SECLEVEL=0")
                        : builder)
                .protocols(EnumSet.of(protocol));
    }

    private static SSLEngine jdk(boolean client, Protocol protocol) {
        var engine = TestCredential.EC.jdk(new Credulous()).createSSLEngine("example.com", 21);
        engine.setUseClientMode(client);
        engine.setEnabledProtocols(new String[] {protocol.toString()});
        return engine;
    }

    private static void talk(Wire wire) throws SSLException {
        wire.client.send("from the client");
        wire.server.send("from the server");
        wire.settle();
        assertThat(wire.server.text()).isEqualTo("from the client");
        assertThat(wire.client.text()).isEqualTo("from the server");
    }

    static Stream<Arguments> versionsAndMemory() {
        IntFunction<ByteBuffer> direct = ByteBuffer::allocateDirect;
        IntFunction<ByteBuffer> heap = ByteBuffer::allocate;
        return Stream.of(Protocol.values())
                .flatMap(protocol -> Stream.of(Arguments.of(protocol, direct), Arguments.of(protocol, heap)));
    }

    @ParameterizedTest
    @MethodSource("versionsAndMemory")
    void oursTalksToOurs(Protocol protocol, IntFunction<ByteBuffer> memory) throws SSLException {
        try (var servers = of(server(), protocol).build();
                var clients = of(OpenSslContext.client(), protocol)
                        .trust(TestCredential.EC.trust())
                        .build()) {
            var wire = new Wire(clients.client(EXAMPLE), servers.controlConnection(), memory).shakeHands();

            talk(wire);
            assertThat(wire.client.engine.getSession().getProtocol()).isEqualTo(protocol.toString());
            assertThat(wire.server.engine.getSession().getProtocol()).isEqualTo(protocol.toString());
            assertThat(wire.client.engine.getSession().getPeerCertificates())
                    .containsExactly(TestCredential.EC.certificate());
            assertThat(wire.server.openSsl().getSession().serverName()).contains("example.com");
            closeBoth(wire);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Protocol.class,
            names = {"TLS_1_2", "TLS_1_3"})
    void oursTalksToTheJdksClient(Protocol protocol) throws SSLException {
        try (var servers = server().build()) {
            var wire = new Wire(jdk(true, protocol), servers.controlConnection()).shakeHands();

            talk(wire);
            assertThat(wire.server.engine.getSession().getCipherSuite())
                    .isEqualTo(wire.client.engine.getSession().getCipherSuite());
            closeBoth(wire);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Protocol.class,
            names = {"TLS_1_2", "TLS_1_3"})
    void oursTalksToTheJdksServer(Protocol protocol) throws SSLException {
        try (var clients =
                OpenSslContext.client().trust(TestCredential.EC.trust()).build()) {
            var wire = new Wire(clients.client(EXAMPLE), jdk(false, protocol)).shakeHands();

            talk(wire);
            assertThat(wire.client.engine.getSession().getProtocol()).isEqualTo(protocol.toString());
            closeBoth(wire);
        }
    }

    private static void closeBoth(Wire wire) throws SSLException {
        wire.client.engine.closeOutbound();
        wire.settle();
        assertThat(wire.server.over).isTrue();
        wire.server.engine.closeOutbound();
        wire.settle();
        assertThat(wire.client.over).isTrue();
        assertThat(wire.client.engine.isOutboundDone()).isTrue();
        assertThat(wire.server.engine.isOutboundDone()).isTrue();
        assertThat(wire.client.engine.isInboundDone()).isTrue();
        assertThat(wire.server.engine.isInboundDone()).isTrue();
    }

    @Nested
    class Settings {
        @Test
        void gapsInTheProtocolsAreLeftOut() throws SSLException {
            try (var servers = server().securityLevel(0)
                            .protocols(EnumSet.of(Protocol.TLS_1_1, Protocol.TLS_1_3))
                            .build();
                    var clients = of(OpenSslContext.client(), Protocol.TLS_1_2).build();
                    var others = OpenSslContext.client().build()) {
                var refused = new Wire(clients.client(EXAMPLE), servers.controlConnection());

                assertThatExceptionOfType(SSLException.class).isThrownBy(refused::shakeHands);
                var wire = new Wire(others.client(EXAMPLE), servers.controlConnection()).shakeHands();
                assertThat(wire.client.engine.getSession().getProtocol()).isEqualTo("TLSv1.3");
            }
        }

        @Test
        void theTypeOfKeyIsTheClientsChoice() throws SSLException {
            try (var servers = server().credential(TestCredential.RSA.key(), List.of(TestCredential.RSA.certificate()))
                            .build();
                    var rsa = of(OpenSslContext.client(), Protocol.TLS_1_2)
                            .ciphers("ECDHE-RSA-AES128-GCM-SHA256")
                            .build();
                    var ec = of(OpenSslContext.client(), Protocol.TLS_1_2)
                            .ciphers("ECDHE-ECDSA-AES128-GCM-SHA256")
                            .build()) {
                var withRsa = new Wire(rsa.client(EXAMPLE), servers.controlConnection()).shakeHands();
                var withEc = new Wire(ec.client(EXAMPLE), servers.controlConnection()).shakeHands();

                assertThat(withRsa.client.engine.getSession().getPeerCertificates())
                        .containsExactly(TestCredential.RSA.certificate());
                assertThat(withEc.client.engine.getSession().getPeerCertificates())
                        .containsExactly(TestCredential.EC.certificate());
                assertThat(withEc.client.openSsl().getSession().cipher()).isEqualTo("ECDHE-ECDSA-AES128-GCM-SHA256");
                assertThat(withEc.client.openSsl().getSession().cipherBits()).isEqualTo(128);
            }
        }

        @ParameterizedTest
        @EnumSource(
                value = Protocol.class,
                names = {"TLS_1_0", "TLS_1_1", "TLS_1_2"})
        void diffieHellmanWithoutCurvesWorks(Protocol protocol) throws SSLException {
            try (var servers = of(OpenSslContext.server(), protocol)
                            .credential(TestCredential.RSA.key(), List.of(TestCredential.RSA.certificate()))
                            .build();
                    var clients = of(OpenSslContext.client(), protocol)
                            .ciphers("DHE-RSA-AES256-SHA:@SECLEVEL=0")
                            .build()) {
                var wire = new Wire(clients.client(EXAMPLE), servers.controlConnection()).shakeHands();

                assertThat(wire.server.openSsl().getSession().cipher()).isEqualTo("DHE-RSA-AES256-SHA");
            }
        }

        @Test
        void theOrderOfTheServerWins() throws SSLException {
            var list = "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256";
            var reversed = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384";
            try (var strict = server().ciphers(list).serverPreference().build();
                    var polite = server().ciphers(list).build();
                    var clients = of(OpenSslContext.client(), Protocol.TLS_1_2)
                            .ciphers(reversed)
                            .build()) {
                var first = new Wire(clients.client(EXAMPLE), strict.controlConnection()).shakeHands();
                var second = new Wire(clients.client(EXAMPLE), polite.controlConnection()).shakeHands();

                assertThat(first.client.openSsl().getSession().cipher()).contains("AES256");
                assertThat(second.client.openSsl().getSession().cipher()).contains("AES128");
            }
        }

        @Test
        void ciphersuitesOfTls13AreChosen() throws SSLException {
            try (var servers = server().ciphersuites("TLS_CHACHA20_POLY1305_SHA256")
                            .build();
                    var clients = OpenSslContext.client().groups("P-256").build()) {
                var wire = new Wire(clients.client(EXAMPLE), servers.controlConnection()).shakeHands();

                assertThat(wire.client.engine.getSession().getCipherSuite()).isEqualTo("TLS_CHACHA20_POLY1305_SHA256");
            }
        }

        @Test
        void whatOpenSslDoesNotTakeIsNamed() {
            assertThatExceptionOfType(OpenSslException.class)
                    .isThrownBy(() -> OpenSslContext.server().ciphers("NOTHING"))
                    .withMessage("unable to use ciphersuite 'NOTHING': no cipher match")
                    .satisfies(e -> assertThat(e.reason()).isEqualTo("no cipher match"));
            assertThatExceptionOfType(OpenSslException.class)
                    .isThrownBy(() -> OpenSslContext.server().groups("nonsense"));
            assertThatExceptionOfType(OpenSslException.class)
                    .isThrownBy(() -> OpenSslContext.server()
                            .credential(TestCredential.EC.key(), List.of(TestCredential.RSA.certificate())));
        }

        @Test
        void theApplicationProtocolIsTheServersFirst() throws SSLException {
            try (var servers = server().applicationProtocols(List.of("ftp")).build();
                    var clients = OpenSslContext.client()
                            .applicationProtocols(List.of("http/1.1", "ftp"))
                            .build();
                    var others = OpenSslContext.client()
                            .applicationProtocols(List.of("ft"))
                            .build()) {
                var wire = new Wire(clients.client(EXAMPLE), servers.controlConnection()).shakeHands();
                var other = new Wire(others.client(EXAMPLE), servers.controlConnection()).shakeHands();

                assertThat(wire.client.engine.getApplicationProtocol()).isEqualTo("ftp");
                assertThat(wire.server.engine.getApplicationProtocol()).isEqualTo("ftp");
                assertThat(other.server.engine.getApplicationProtocol()).isEmpty();
            }
        }
    }

    @Nested
    class Certificates {
        @Test
        void oneThatIsNotTrustedFailsTheHandshake() throws SSLException {
            try (var servers = server().build();
                    var clients = OpenSslContext.client()
                            .trust(TestCredential.RSA.trust())
                            .build()) {
                var wire = new Wire(clients.client(EXAMPLE), servers.controlConnection());

                assertThatExceptionOfType(SSLException.class)
                        .isThrownBy(wire::shakeHands)
                        .withMessageStartingWith("certificate verify failed")
                        .withCauseInstanceOf(java.security.cert.CertificateException.class);
                assertThatExceptionOfType(SSLException.class)
                        .isThrownBy(wire::settle)
                        .withMessageContaining("unknown ca");
                assertThat(wire.client.engine.isOutboundDone()).isTrue();
                assertThat(wire.server.engine.isInboundDone()).isTrue();
            }
        }

        @Test
        void oneForAnotherHostFailsWhereItsNameIsChecked() throws SSLException {
            try (var servers = server().build();
                    var clients = OpenSslContext.client()
                            .trust(TestCredential.EC.trust())
                            .build();
                    var credulous = OpenSslContext.client().build()) {
                var good = new Backend("example.com", true, Optional.empty());
                var address = new Backend("127.0.0.1", true, Optional.empty());
                var bad = new Backend("example.net", true, Optional.empty());

                new Wire(clients.client(good), servers.controlConnection()).shakeHands();
                new Wire(clients.client(address), servers.controlConnection()).shakeHands();
                new Wire(credulous.client(good), servers.controlConnection()).shakeHands();
                for (var context : List.of(clients, credulous)) {
                    var wire = new Wire(context.client(bad), servers.controlConnection());
                    assertThatExceptionOfType(SSLException.class)
                            .isThrownBy(wire::shakeHands)
                            .withMessageContaining("the certificate is not for example.net");
                }
            }
        }

        @ParameterizedTest
        @EnumSource(
                value = Protocol.class,
                names = {"TLS_1_2", "TLS_1_3"})
        void ofClientsAreAskedForAndJudged(Protocol protocol) throws SSLException {
            try (var servers = of(server(), protocol)
                            .clientCertificate(
                                    ClientCertificate.NEEDED,
                                    TestCredential.RSA.trust(),
                                    List.of(TestCredential.RSA.certificate()))
                            .build();
                    var good = OpenSslContext.client()
                            .credential(TestCredential.RSA.key(), List.of(TestCredential.RSA.certificate()))
                            .build();
                    var bad = OpenSslContext.client()
                            .credential(TestCredential.EC.key(), List.of(TestCredential.EC.certificate()))
                            .build();
                    var none = OpenSslContext.client().build()) {
                var wire = new Wire(good.client(EXAMPLE), servers.controlConnection()).shakeHands();

                assertThat(wire.server.engine.getSession().getPeerCertificates())
                        .containsExactly(TestCredential.RSA.certificate());
                assertThat(wire.client.engine.getSession().getLocalCertificates())
                        .containsExactly(TestCredential.RSA.certificate());
                for (var context : List.of(bad, none)) {
                    var failing = new Wire(context.client(EXAMPLE), servers.controlConnection());
                    assertThatExceptionOfType(SSLException.class).isThrownBy(failing::shakeHands);
                }
            }
        }

        @Test
        void ofClientsMayBeMissingWhereTheyAreWanted() throws SSLException {
            try (var servers = server().clientCertificate(
                                    ClientCertificate.WANTED, TestCredential.RSA.trust(), List.of())
                            .build();
                    var none = OpenSslContext.client().build()) {
                var wire = new Wire(none.client(EXAMPLE), servers.controlConnection()).shakeHands();

                assertThatExceptionOfType(SSLPeerUnverifiedException.class)
                        .isThrownBy(() -> wire.server.engine.getSession().getPeerCertificates());
            }
        }
    }

    @Test
    void theLibraryIsThreeOrNewer() {
        assumeTrue(OpenSsl.hindrance().isEmpty());
        assertThat(OpenSsl.version()).startsWith("OpenSSL 3");
    }

    @Test
    void whatIsMissingIsSaid() {
        var nowhere = OpenSsl.Libraries.open(List.of(new OpenSsl.Names("libssl.so.0", "libcrypto.so.0")));

        assertThat(nowhere.hindrance()).contains("there is no libssl.so.0 on this machine");
        assertThat(nowhere.ssl()).isEmpty();
    }

    @Test
    void whatIsTooOldIsSaid() {
        var old = OpenSsl.Libraries.open(List.of(new OpenSsl.Names("libm.so.6", "libc.so.6")));

        assertThat(old.hindrance()).contains("the OpenSSL of this machine (libm.so.6) is older than 3");
    }
}
