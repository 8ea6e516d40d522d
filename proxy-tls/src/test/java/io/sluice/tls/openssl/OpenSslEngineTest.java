package io.sluice.tls.openssl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.tls.Credulous;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the contract of `SSLEngine` promises, and what becomes of a peer that breaks the rules.
class OpenSslEngineTest {
    private static final Backend EXAMPLE = new Backend("example.com", false, Optional.empty());

    private OpenSslContext servers;
    private OpenSslContext clients;

    @BeforeAll
    static void isHere() {
        OpenSslHere.assume();
    }

    @BeforeEach
    void open() {
        servers = HandshakeTest.server().build();
        clients = OpenSslContext.client().build();
    }

    @AfterEach
    void close() {
        servers.close();
        clients.close();
    }

    private Wire wire() throws SSLException {
        return new Wire(clients.client(EXAMPLE), servers.controlConnection()).shakeHands();
    }

    private Wire wire(Protocol protocol) throws SSLException {
        try (var older = HandshakeTest.server().protocols(EnumSet.of(protocol)).build()) {
            return new Wire(clients.client(EXAMPLE), older.controlConnection()).shakeHands();
        }
    }

    private static ByteBuffer random(int length) {
        var bytes = new byte[length];
        new SplittableRandom(1).nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }

    private static ByteBuffer direct(ByteBuffer from) {
        return ByteBuffer.allocateDirect(from.remaining()).put(from.duplicate()).flip();
    }

    @Nested
    class Wrap {
        @ParameterizedTest
        @ValueSource(ints = {1, 100, 16_383, 16_384, 16_385, 300_000})
        void takesWhatThereIsRoomFor(int length) throws SSLException {
            var wire = wire();
            var bytes = random(length);

            var result = wire.client.wrap(direct(bytes));

            assertThat(result.getStatus()).isEqualTo(Status.OK);
            assertThat(result.bytesConsumed()).isEqualTo(length);
            assertThat(result.bytesProduced()).isEqualTo(wire.client.sent.position());
            wire.settle();
            assertThat(wire.server.received.toByteArray()).isEqualTo(bytes.array());
        }

        @Test
        void makesWholeRecordsWhereThereIsLittleRoom() throws SSLException {
            var wire = wire();
            var target = ByteBuffer.allocateDirect(2 * TlsRecord.MADE + 100);

            var result = wire.client.engine.wrap(direct(random(100_000)), target);

            assertThat(result.bytesConsumed()).isEqualTo(2 * TlsRecord.PLAIN);
            assertThat(result.bytesProduced()).isBetween(2 * TlsRecord.PLAIN, 2 * TlsRecord.MADE);
        }

        @Test
        void takesNothingWhereThereIsNoRoom() throws SSLException {
            var wire = wire();
            var bytes = random(1_000);

            var result = wire.client.engine.wrap(bytes, ByteBuffer.allocate(1_000));

            assertThat(result.getStatus()).isEqualTo(Status.BUFFER_OVERFLOW);
            assertThat(result.bytesConsumed()).isZero();
            assertThat(bytes.remaining()).isEqualTo(1_000);
        }

        @Test
        void gathers() throws SSLException {
            var wire = wire();
            ByteBuffer[] sources = {
                ByteBuffer.allocate(0), direct(random(10)), random(20_000), ByteBuffer.allocate(5), direct(random(7))
            };

            int consumed = 0;
            while (sources[4].hasRemaining()) {
                consumed +=
                        wire.client.engine.wrap(sources, 1, 4, wire.client.sent).bytesConsumed();
            }

            wire.settle();
            assertThat(consumed).isEqualTo(20_022);
            var expected = ByteBuffer.allocate(20_022)
                    .put(random(10))
                    .put(random(20_000))
                    .put(new byte[5])
                    .put(random(7));
            assertThat(wire.server.received.toByteArray()).isEqualTo(expected.array());
        }

        @Test
        void refusesATargetThatCannotBeWritten() throws SSLException {
            var wire = wire();

            assertThatExceptionOfType(ReadOnlyBufferException.class)
                    .isThrownBy(() -> wire.client.engine.wrap(
                            random(1), ByteBuffer.allocate(20_000).asReadOnlyBuffer()));
        }

        @Test
        void givesTheHandshakeOutInPieces() throws SSLException {
            var client = clients.client(EXAMPLE);
            var whole = ByteBuffer.allocate(1_000);
            client.beginHandshake();

            while (client.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                var piece = ByteBuffer.allocate(7);
                client.wrap(ByteBuffer.allocate(0), piece);
                whole.put(piece.flip());
            }

            whole.flip();
            assertThat(TlsRecord.length(whole)).isEqualTo(whole.remaining());
            var full = client.wrap(ByteBuffer.allocate(0), ByteBuffer.allocate(0));
            assertThat(full.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_UNWRAP);
        }
    }

    @Nested
    class Unwrap {
        @Test
        void waitsForAWholeRecord() throws SSLException {
            var wire = wire();
            wire.client.send("hello");
            var record = wire.client.sent.flip();
            var plain = ByteBuffer.allocate(100);

            for (int length = 0; length < record.limit(); length++) {
                var result = wire.server.engine.unwrap(record.duplicate().limit(length), plain);
                assertThat(result.getStatus()).isEqualTo(Status.BUFFER_UNDERFLOW);
                assertThat(result.bytesConsumed()).isZero();
            }
            var result = wire.server.engine.unwrap(record, plain);

            assertThat(result.getStatus()).isEqualTo(Status.OK);
            assertThat(result.bytesProduced()).isEqualTo(5);
            assertThat(record.hasRemaining()).isFalse();
        }

        @Test
        void takesOneRecord() throws SSLException {
            var wire = wire();
            wire.client.send(direct(random(40_000)));
            var records = wire.client.sent.flip();
            int first = TlsRecord.length(records);

            var result = wire.server.engine.unwrap(records, ByteBuffer.allocateDirect(100_000));

            assertThat(result.bytesConsumed()).isEqualTo(first);
            assertThat(result.bytesProduced()).isEqualTo(TlsRecord.PLAIN);
        }

        @Test
        void takesNothingWhereThereIsNoRoom() throws SSLException {
            var wire = wire();
            wire.client.send(random(1_000));
            var record = wire.client.sent.flip();

            var result = wire.server.engine.unwrap(record, ByteBuffer.allocate(999));

            assertThat(result.getStatus()).isEqualTo(Status.BUFFER_OVERFLOW);
            assertThat(result.bytesConsumed()).isZero();
            assertThat(wire.server
                            .engine
                            .unwrap(record, ByteBuffer.allocate(16_384))
                            .bytesProduced())
                    .isEqualTo(1_000);
        }

        @Test
        void readsFromBuffersThatCannotBeWritten() throws SSLException {
            var wire = wire();
            for (var bytes : List.of(
                    random(1_000).asReadOnlyBuffer(), direct(random(1_000)).asReadOnlyBuffer())) {
                wire.client.send(bytes);
            }
            var records = wire.client.sent.flip();
            var copy = ByteBuffer.allocate(records.remaining())
                    .put(records.duplicate())
                    .flip();
            int first = TlsRecord.length(copy);

            var result = wire.server.engine.unwrap(copy.asReadOnlyBuffer(), ByteBuffer.allocate(16_384));
            records.position(first);
            var second = wire.server.engine.unwrap(records.asReadOnlyBuffer(), ByteBuffer.allocate(16_384));

            assertThat(result.bytesProduced()).isEqualTo(1_000);
            assertThat(second.bytesProduced()).isEqualTo(1_000);
        }

        @Test
        void scatters() throws SSLException {
            var wire = wire();
            wire.client.send(random(1_000));
            var first = ByteBuffer.allocateDirect(300);
            var second = ByteBuffer.allocate(16_384);

            var result = wire.server.engine.unwrap(wire.client.sent.flip(), new ByteBuffer[] {first, second});

            assertThat(result.bytesProduced()).isEqualTo(1_000);
            var joined = ByteBuffer.allocate(1_000).put(first.flip()).put(second.flip());
            assertThat(joined.array()).isEqualTo(random(1_000).array());
        }
    }

    @Nested
    class Failures {
        @ParameterizedTest
        @EnumSource(names = {"TLS_1_2", "TLS_1_3"})
        void aRecordThatWasChangedEndsTheConnection(Protocol protocol) throws SSLException {
            var wire = wire(protocol);
            wire.client.send("hello");
            int last = wire.client.sent.position() - 1;
            wire.client.sent.put(last, (byte) (wire.client.sent.get(last) ^ 1));

            assertThatExceptionOfType(SSLException.class)
                    .isThrownBy(wire::settle)
                    .withMessageContaining("decryption failed or bad record mac");

            assertThat(wire.server.engine.isInboundDone()).isTrue();
            assertThat(wire.server.engine.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_WRAP);
            assertThatExceptionOfType(SSLException.class)
                    .isThrownBy(wire::settle)
                    .withMessageContaining("alert bad record mac");
            assertThat(wire.server.engine.isOutboundDone()).isTrue();
            assertThat(wire.server.wrap(random(5)).getStatus()).isEqualTo(Status.CLOSED);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"GET / HTTP/1.0\r\n\r\n", "USER anonymous\r\n", "\u0016\u0003\u0001\u007f\u007f.........."})
        void whatIsNotTlsEndsTheHandshake(String text) {
            var server = servers.controlConnection();

            assertThatExceptionOfType(SSLException.class)
                    .isThrownBy(() -> server.unwrap(
                            ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)), ByteBuffer.allocate(20_000)));

            assertThat(server.isInboundDone()).isTrue();
        }

        @Test
        void anEndInTheMiddleOfAHandshakeIsClean() throws SSLException {
            var client = clients.client(EXAMPLE);
            var server = servers.controlConnection();
            var wire = new Wire(client, server);
            client.beginHandshake();
            wire.client.wrap(ByteBuffer.allocate(0));
            server.unwrap(wire.client.sent.flip(), ByteBuffer.allocate(20_000));
            assertThat(server.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_WRAP);

            client.closeOutbound();
            client.close();
            assertThatExceptionOfType(SSLException.class).isThrownBy(server::closeInbound);
            server.closeOutbound();
            server.close();

            assertThat(client.isOutboundDone()).isTrue();
            assertThat(server.isOutboundDone()).isTrue();
            assertThat(server.getSession().isValid()).isFalse();
        }

        @Test
        void anEndWithoutCloseNotifyIsTold() throws SSLException {
            var wire = wire();

            assertThatExceptionOfType(SSLException.class)
                    .isThrownBy(wire.server.engine::closeInbound)
                    .withMessageContaining("close_notify");
            wire.server.engine.closeInbound();
        }

        @Test
        @DisplayName("TLS-REN-01 a client that renegotiates is told no, and that is the end")
        void renegotiationIsTheEnd() throws Exception {
            var wire = new Wire(jdkClient(), servers.controlConnection()).shakeHands();
            wire.client.engine.beginHandshake();

            assertThatExceptionOfType(SSLException.class)
                    .isThrownBy(wire::settle)
                    .withMessage("client-initiated session renegotiation detected, aborting connection");
        }

        @Test
        void renegotiationIsDoneWhereItIsAllowed() throws Exception {
            try (var polite = HandshakeTest.server().clientRenegotiation().build()) {
                var wire = new Wire(jdkClient(), polite.controlConnection()).shakeHands();
                var before = wire.client.engine.getSession();
                before.invalidate();

                wire.client.engine.beginHandshake();
                wire.settle();
                wire.client.send("after");
                wire.settle();

                assertThat(wire.server.text()).isEqualTo("after");
                assertThat(wire.client.engine.getSession()).isNotSameAs(before);
            }
        }

        private static javax.net.ssl.SSLEngine jdkClient() {
            var client = TestCredential.EC.jdk(new Credulous()).createSSLEngine("example.com", 21);
            client.setUseClientMode(true);
            client.setEnabledProtocols(new String[] {"TLSv1.2"});
            return client;
        }
    }

    @Nested
    class Ends {
        @ParameterizedTest
        @EnumSource(names = {"TLS_1_2", "TLS_1_3"})
        void oneDirectionGoesOnAfterTheOther(Protocol protocol) throws SSLException {
            var wire = wire(protocol);

            wire.client.engine.closeOutbound();
            wire.settle();
            assertThat(wire.server.over).isTrue();
            assertThat(wire.client.engine.isOutboundDone()).isTrue();
            wire.server.send("the rest");
            wire.settle();

            assertThat(wire.client.text()).isEqualTo("the rest");
            assertThat(wire.client.engine.isInboundDone()).isFalse();
        }

        @Test
        void nothingIsSentAfterCloseNotify() throws SSLException {
            var wire = wire();
            wire.client.engine.closeOutbound();
            wire.settle();

            var result = wire.client.engine.wrap(random(10), ByteBuffer.allocate(20_000));

            assertThat(result).extracting(SSLEngineResult::getStatus).isEqualTo(Status.CLOSED);
            assertThat(result.bytesProduced()).isZero();
        }

        @Test
        void theTlsSessionStaysReadable() throws SSLException {
            var wire = wire();
            wire.server.openSsl().close();
            wire.client.openSsl().close();

            assertThat(wire.client.engine.getSession().getCipherSuite()).startsWith("TLS_");
            assertThat(wire.client.engine.getSession().getPeerCertificates()).hasSize(1);
            assertThat(wire.client
                            .engine
                            .unwrap(random(30), ByteBuffer.allocate(20_000))
                            .getStatus())
                    .isEqualTo(Status.CLOSED);
        }
    }

    @Nested
    @DisplayName("TLS-REN-02 TLS 1.3 key update")
    class KeyUpdate {
        @Test
        void isFollowedByTheOtherEnd() throws SSLException {
            var wire = wire();

            for (int i = 0; i < 10; i++) {
                wire.server.openSsl().updateKeys();
                wire.settle();
                wire.client.send("a");
                wire.settle();
                wire.server.send("b");
                wire.settle();
            }

            assertThat(wire.server.text()).isEqualTo("a".repeat(10));
            assertThat(wire.client.text()).isEqualTo("b".repeat(10));
        }

        @Test
        void isNotForOlderVersions() throws SSLException {
            var wire = wire(Protocol.TLS_1_2);

            assertThatExceptionOfType(SSLException.class)
                    .isThrownBy(wire.server.openSsl()::updateKeys)
                    .withMessageContaining("TLS 1.3");
        }
    }
}
