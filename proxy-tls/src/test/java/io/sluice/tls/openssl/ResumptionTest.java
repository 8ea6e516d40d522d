package io.sluice.tls.openssl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.tls.session.TicketKeys;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// TLS sessions are resumed by id, by ticket and in TLS 1.3: in one context, and in others that share a store.
class ResumptionTest {
    private static final byte[] SERVER = "server".getBytes(StandardCharsets.US_ASCII);

    private final SharedSessions sessions = new SharedSessions();
    private final SharedTicketKeys ring = new SharedTicketKeys();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private OpenSslContext clients = OpenSslContext.client().build();

    /// How TLS sessions are resumed.
    enum Way {
        TLS_1_2_ID(Protocol.TLS_1_2),
        TLS_1_2_TICKET(Protocol.TLS_1_2),
        TLS_1_3_ID(Protocol.TLS_1_3),
        TLS_1_3_TICKET(Protocol.TLS_1_3);

        private final Protocol protocol;

        Way(Protocol protocol) {
            this.protocol = protocol;
        }

        boolean hasTickets() {
            return name().endsWith("TICKET");
        }

        OpenSslContextBuilder server() {
            var builder = HandshakeTest.server().protocols(EnumSet.of(protocol)).sessionContext(SERVER);
            return hasTickets() ? builder : builder.noTickets();
        }
    }

    @BeforeAll
    static void isHere() {
        OpenSslHere.assume();
    }

    @BeforeEach
    void newClients() {
        clients = OpenSslContext.client().build();
    }

    private TicketKeys ticketKeys() {
        return new TicketKeys(Duration.ofHours(12), 25, now::get, ring);
    }

    private OpenSslEngine client(Object key) {
        return clients.client(new Backend("example.com", false, Optional.of(key)));
    }

    private Wire control(OpenSslContext servers, Object key) throws SSLException {
        return new Wire(client(key), servers.controlConnection()).shakeHands();
    }

    private Wire data(OpenSslContext servers, SessionMark control, Object key) throws SSLException {
        return new Wire(client(key), servers.dataConnection(control)).shakeHands();
    }

    private static boolean isResumed(Wire wire) {
        assertThat(wire.client.openSsl().getSession().isResumed())
                .isEqualTo(wire.server.openSsl().getSession().isResumed());
        return wire.server.openSsl().getSession().isResumed();
    }

    @Nested
    class DataConnections {
        @ParameterizedTest
        @EnumSource
        @DisplayName("TLS-DAT-05 the TLS session of its own control connection, 50 times (TLS-DAT-13)")
        void resumeTheirControlConnections(Way way) throws SSLException {
            try (var servers = way.server().build()) {
                var control = control(servers, "control").server.openSsl().mark();

                for (int i = 0; i < 50; i++) {
                    var data = data(servers, control, "control");
                    assertThat(isResumed(data)).isTrue();
                    assertThat(data.server.openSsl().resumptionOf(control)).isEqualTo(Resumption.OF_CONTROL);
                    data.client.send("a file");
                    data.settle();
                    assertThat(data.server.text()).isEqualTo("a file");
                    data.client.engine.closeOutbound();
                    data.settle();
                    data.server.engine.closeOutbound();
                    data.settle();
                }
            }
        }

        @ParameterizedTest
        @EnumSource
        @DisplayName("TLS-DAT-02, TLS-DAT-03, TLS-DAT-04 the TLS session of another control connection is told apart")
        void areToldFromThoseOfOthers(Way way) throws SSLException {
            try (var servers = way.server().build()) {
                var own = control(servers, "one").server.openSsl().mark();
                var other = control(servers, "two").server.openSsl().mark();

                var data = data(servers, own, "two");

                assertThat(isResumed(data)).isTrue();
                assertThat(data.server.openSsl().resumptionOf(own)).isEqualTo(Resumption.OF_ANOTHER);
                assertThat(data.server.openSsl().resumptionOf(other)).isEqualTo(Resumption.OF_CONTROL);
            }
        }

        @ParameterizedTest
        @EnumSource
        @DisplayName("TLS-DAT-01 a full handshake is told apart")
        void areToldFromNewOnes(Way way) throws SSLException {
            try (var servers = way.server().build()) {
                var control = control(servers, "control").server.openSsl().mark();

                var data = data(servers, control, "something else");

                assertThat(data.server.openSsl().resumptionOf(control)).isEqualTo(Resumption.NONE);
            }
        }

        @ParameterizedTest
        @EnumSource
        @DisplayName("TLS-DAT-05 also where the control connection has resumed one of an earlier control connection")
        void resumeAControlConnectionThatHasResumed(Way way) throws SSLException {
            try (var servers = way.server().ticketKeys(ticketKeys()).build()) {
                control(servers, "control");
                var second = control(servers, "control");
                assertThat(isResumed(second)).isTrue();
                var mark = second.server.openSsl().mark();

                var data = data(servers, mark, "control");

                assertThat(data.server.openSsl().resumptionOf(mark)).isEqualTo(Resumption.OF_CONTROL);
            }
        }

        @ParameterizedTest
        @EnumSource
        void givesOutNoTicketsAndKeepsNoSessions(Way way) throws SSLException {
            try (var servers = way.server().sessions(sessions).build()) {
                var data = data(servers, new SessionMark("", "00".repeat(32)), "data");

                assertThat(isResumed(data)).isFalse();
                assertThat(sessions.count()).isZero();
                if (way.protocol == Protocol.TLS_1_3) {
                    assertThat(isResumed(data(servers, new SessionMark("", ""), "data")))
                            .isFalse();
                }
            }
        }

        @ParameterizedTest
        @EnumSource
        @DisplayName("TLS-DAT-09 the client's certificate is known on the data connection too")
        void haveTheCertificateOfTheirControlConnections(Way way) throws SSLException {
            clients = OpenSslContext.client()
                    .credential(TestCredential.RSA.key(), List.of(TestCredential.RSA.certificate()))
                    .build();
            try (var servers = way.server()
                    .clientCertificate(ClientCertificate.NEEDED, TestCredential.RSA.trust(), List.of())
                    .build()) {
                var mark = control(servers, "control").server.openSsl().mark();

                var data = data(servers, mark, "control");

                assertThat(data.server.openSsl().resumptionOf(mark)).isEqualTo(Resumption.OF_CONTROL);
                assertThat(data.server.engine.getSession().getPeerCertificates())
                        .containsExactly(TestCredential.RSA.certificate());
            }
        }

        @ParameterizedTest
        @EnumSource
        @DisplayName("TLS-DAT-11 may have the client as server")
        void mayHaveTheClientAsServer(Way way) throws SSLException {
            try (var servers = way.server().sessions(sessions).build();
                    var client = way.server().sessions(sessions).build()) {
                var control = control(servers, "control").server.openSsl();

                var data = new Wire(servers.dataConnectionAsClient(control), client.controlConnection()).shakeHands();

                assertThat(isResumed(data)).isEqualTo(way == Way.TLS_1_2_ID);
                data.client.send("a file");
                data.settle();
                assertThat(data.server.text()).isEqualTo("a file");
            }
        }

        @ParameterizedTest
        @EnumSource
        @DisplayName("TLS-DAT-14 a TLS session is good for servers with the same session id context only")
        void doNotResumeThoseOfOtherServers(Way way) throws SSLException {
            try (var servers = way.server()
                            .sessions(sessions)
                            .ticketKeys(ticketKeys())
                            .build();
                    var others = way.server()
                            .sessions(sessions)
                            .ticketKeys(ticketKeys())
                            .sessionContext("other".getBytes(StandardCharsets.US_ASCII))
                            .build()) {
                var control = control(servers, "control").server.openSsl().mark();

                assertThat(isResumed(data(others, control, "control"))).isFalse();
            }
        }
    }

    @Nested
    class Elsewhere {
        @ParameterizedTest
        @EnumSource
        @DisplayName("CACHE-64, CACHE-65 TLS sessions of one context are resumed by another over a store")
        void resumesWhatIsShared(Way way) throws SSLException {
            try (var here = way.server()
                            .sessions(sessions)
                            .ticketKeys(ticketKeys())
                            .build();
                    var there = way.server()
                            .sessions(sessions)
                            .ticketKeys(ticketKeys())
                            .build()) {
                var first = control(here, "control").server.openSsl().mark();

                var second = data(there, first, "control");

                assertThat(isResumed(second)).isTrue();
                assertThat(second.server.openSsl().resumptionOf(first)).isEqualTo(Resumption.OF_CONTROL);
                assertThat(sessions.count() > 0).isEqualTo(!way.hasTickets());
            }
        }

        @ParameterizedTest
        @EnumSource(names = {"TLS_1_2_ID", "TLS_1_3_ID"})
        void doesNotResumeWhatIsRemovedOrExpired(Way way) throws SSLException {
            try (var servers = way.server()
                    .sessions(sessions)
                    .sessionTimeout(Duration.ofSeconds(1000))
                    .build()) {
                var before = Instant.now();
                var wire = control(servers, "control");
                assertThat(sessions.expiries())
                        .isNotEmpty()
                        .allSatisfy(expiry -> assertThat(expiry)
                                .isBetween(
                                        before.plusSeconds(998), Instant.now().plusSeconds(1001)));

                sessions.clear();

                assertThat(isResumed(control(servers, "control"))).isFalse();
                assertThat(wire.server.openSsl().getSession().expiry()).isGreaterThan(0);
            }
        }

        @Test
        void forgetsATlsSessionThatIsInvalidated() throws SSLException {
            try (var servers = Way.TLS_1_2_ID.server().sessions(sessions).build()) {
                var wire = control(servers, "control");

                wire.server.engine.getSession().invalidate();

                assertThat(sessions.count()).isZero();
                assertThat(wire.server.engine.getSession().isValid()).isFalse();
            }
        }

        @ParameterizedTest
        @EnumSource(names = {"TLS_1_2_ID", "TLS_1_3_ID"})
        void keepsATlsSessionWhoseConnectionIsCut(Way way) throws SSLException {
            try (var servers = way.server().sessions(sessions).build()) {
                var wire = control(servers, "control");

                wire.server.openSsl().close();
                wire.client.openSsl().close();

                assertThat(isResumed(control(servers, "control"))).isTrue();
            }
        }

        @ParameterizedTest
        @EnumSource(names = {"TLS_1_2_ID", "TLS_1_3_ID"})
        void isNotAskedForWhatDoesNotLook(Way way) throws SSLException {
            sessions.spoil("no TLS session".getBytes(StandardCharsets.US_ASCII));
            try (var servers = way.server().sessions(sessions).build()) {
                control(servers, "control");

                assertThat(isResumed(control(servers, "control"))).isFalse();
            }
        }
    }

    @Nested
    class Tickets {
        @Test
        @DisplayName("TLS-TIC-01 there are none for TLS 1.2 where they are off")
        void areOffForTls12() throws SSLException {
            try (var servers = Way.TLS_1_2_ID.server().noSessions().build()) {
                control(servers, "control");

                assertThat(isResumed(control(servers, "control"))).isFalse();
            }
        }

        @ParameterizedTest
        @EnumSource(names = {"TLS_1_2_TICKET", "TLS_1_3_TICKET"})
        @DisplayName("TLS-TIC-02 an old key reads tickets, and renews them; one that is too old does not")
        void areRenewedAndGoWithTheirKey(Way way) throws SSLException {
            var start = now.get();
            var keys = new TicketKeys(Duration.ofHours(12), 25, now::get);
            try (var servers = way.server()
                    .ticketKeys(keys)
                    .sessionTimeout(Duration.ofDays(7))
                    .build()) {
                control(servers, "control");
                now.set(start.plus(Duration.ofHours(11)));

                assertThat(isResumed(control(servers, "control"))).isTrue();
                now.set(start.plus(Duration.ofHours(13)));
                var renewed = control(servers, "control");

                assertThat(isResumed(renewed)).isTrue();
                var mark = renewed.server.openSsl().mark();
                assertThat(data(servers, mark, "control").server.openSsl().resumptionOf(mark))
                        .isEqualTo(Resumption.OF_CONTROL);
                now.set(start.plus(Duration.ofHours(60)));
                assertThat(isResumed(control(servers, "control"))).isFalse();
            }
        }

        @Test
        void areSentAtAnyTimeInTls13() throws SSLException {
            try (var servers = Way.TLS_1_3_TICKET.server().build()) {
                var wire = control(servers, "control");
                clients.forget("control");
                assertThat(isResumed(new Wire(client("control"), servers.controlConnection()).shakeHands()))
                        .isFalse();
                clients.forget("control");

                wire.server.openSsl().sendTicket();
                wire.settle();

                var mark = wire.server.openSsl().mark();
                assertThat(data(servers, mark, "control").server.openSsl().resumptionOf(mark))
                        .isEqualTo(Resumption.OF_CONTROL);
            }
        }
    }

    @Nested
    class PreSharedKey {
        private static final byte[] KEY = "0123456789abcdefghij".getBytes(StandardCharsets.US_ASCII);

        private OpenSslContext servers(Protocol protocol) {
            return OpenSslContext.server()
                    .protocols(EnumSet.of(protocol))
                    .ciphers("PSK")
                    .preSharedKeys(identity -> identity.equals("me") ? Optional.of(KEY) : Optional.empty())
                    .build();
        }

        private Wire wire(OpenSslContext servers, String identity, byte[] key) {
            var context = OpenSslContext.client()
                    .ciphers("PSK")
                    .preSharedKey(identity, key)
                    .build();
            return new Wire(
                    context.client(new Backend("example.com", false, Optional.empty())), servers.controlConnection());
        }

        @ParameterizedTest
        @EnumSource(
                value = Protocol.class,
                names = {"TLS_1_2", "TLS_1_3"})
        @DisplayName("TLS-CFG-30 a key is enough")
        void isEnough(Protocol protocol) throws SSLException {
            try (var servers = servers(protocol)) {
                var wire = wire(servers, "me", KEY).shakeHands();

                wire.client.send("without a certificate");
                wire.settle();
                assertThat(wire.server.text()).isEqualTo("without a certificate");
            }
        }

        @Test
        @DisplayName("TLS-CFG-32 an unknown identity fails like a wrong key")
        void thatIsUnknownFailsLikeAWrongOne() {
            try (var servers = servers(Protocol.TLS_1_2)) {
                var messages = new ArrayList<String>();
                for (var wire : List.of(
                        wire(servers, "you", KEY),
                        wire(servers, "me", "another key, 20 bytes".getBytes(StandardCharsets.US_ASCII)))) {
                    assertThatExceptionOfType(SSLException.class)
                            .isThrownBy(wire::shakeHands)
                            .satisfies(e -> messages.add(e.getMessage()));
                }
                assertThat(messages.get(0)).isEqualTo(messages.get(1));
            }
        }
    }

    @Nested
    class StapledResponses {
        private final List<X509Certificate> asked = new ArrayList<>();
        private final byte[] response = "an OCSP response".getBytes(StandardCharsets.US_ASCII);

        @ParameterizedTest
        @EnumSource
        @DisplayName("TLS-OCSP-07 a resumed TLS session has none")
        void areForNewTlsSessions(Way way) throws SSLException {
            clients = OpenSslContext.client().askForStapling().build();
            try (var servers = way.server()
                    .stapling(certificate -> {
                        asked.add(certificate);
                        return Optional.of(response);
                    })
                    .build()) {
                var first = control(servers, "control");
                var second = control(servers, "control");

                assertThat(first.client.openSsl().stapledResponse()).contains(response);
                assertThat(isResumed(second)).isTrue();
                assertThat(second.client.openSsl().stapledResponse()).isEmpty();
                assertThat(asked).containsExactly(TestCredential.EC.certificate());
            }
        }

        @Test
        void areLeftOutWhereThereIsNone() throws SSLException {
            clients = OpenSslContext.client().askForStapling().build();
            try (var servers =
                    HandshakeTest.server().stapling(_ -> Optional.empty()).build()) {
                assertThat(control(servers, "control").client.openSsl().stapledResponse())
                        .isEmpty();
            }
        }
    }
}
