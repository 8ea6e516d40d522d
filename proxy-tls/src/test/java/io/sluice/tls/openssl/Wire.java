package io.sluice.tls.openssl;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.function.IntFunction;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/// Two engines of any make, and what has been sent by either and not yet read by the other.
final class Wire {
    private static final int SIZE = 1 << 19;
    private static final int STEPS = 1000;

    final End client;
    final End server;

    Wire(SSLEngine client, SSLEngine server) {
        this(client, server, ByteBuffer::allocateDirect);
    }

    Wire(SSLEngine client, SSLEngine server, IntFunction<ByteBuffer> memory) {
        this.client = new End(client, memory);
        this.server = new End(server, memory);
        this.client.peer = this.server;
        this.server.peer = this.client;
    }

    /// Until both ends have seen the end of the handshake and nothing moves any more.
    Wire shakeHands() throws SSLException {
        client.engine.beginHandshake();
        server.engine.beginHandshake();
        settle();
        if (!client.isFinished() || !server.isFinished()) {
            throw new AssertionError("finished " + client.finished + " and " + server.finished + " times; client "
                    + client.engine.getHandshakeStatus() + ", server " + server.engine.getHandshakeStatus());
        }
        return this;
    }

    /// Lets both ends do what they have to, until nothing moves.
    void settle() throws SSLException {
        for (int step = 0; step < STEPS; step++) {
            if (!client.step() & !server.step()) {
                return;
            }
        }
        throw new AssertionError("it does not end");
    }

    /// One end, and what it has sent.
    static final class End {
        final SSLEngine engine;
        final ByteBuffer sent;
        final ByteArrayOutputStream received = new ByteArrayOutputStream();
        private final ByteBuffer plain;
        private End peer;
        int finished;
        boolean over;

        private End(SSLEngine engine, IntFunction<ByteBuffer> memory) {
            this.engine = engine;
            sent = memory.apply(SIZE);
            plain = memory.apply(SIZE);
        }

        private boolean step() throws SSLException {
            while (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
                engine.getDelegatedTask().run();
            }
            if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                return wrap(ByteBuffer.allocate(0)).bytesProduced() > 0;
            }
            return peer.sent.position() > 0 && !engine.isInboundDone() && unwrap();
        }

        private boolean unwrap() throws SSLException {
            peer.sent.flip();
            try {
                var result = engine.unwrap(peer.sent, plain.clear());
                note(result);
                over |= result.getStatus() == SSLEngineResult.Status.CLOSED;
                plain.flip();
                while (plain.hasRemaining()) {
                    received.write(plain.get());
                }
                return result.bytesConsumed() > 0 || engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK;
            } finally {
                peer.sent.compact();
            }
        }

        SSLEngineResult wrap(ByteBuffer source) throws SSLException {
            var result = engine.wrap(source, sent);
            note(result);
            return result;
        }

        /// The JDK's client says it again for every ticket.
        private boolean isFinished() {
            return engine instanceof OpenSslEngine ? finished == 1 : finished > 0;
        }

        private void note(SSLEngineResult result) {
            if (result.getHandshakeStatus() == HandshakeStatus.FINISHED) {
                finished++;
            }
        }

        /// Sends all of it.
        void send(ByteBuffer bytes) throws SSLException {
            while (bytes.hasRemaining()) {
                var result = wrap(bytes);
                if (result.getStatus() != SSLEngineResult.Status.OK) {
                    throw new AssertionError(result);
                }
            }
        }

        void send(String text) throws SSLException {
            send(ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        }

        String text() {
            return received.toString(java.nio.charset.StandardCharsets.UTF_8);
        }

        OpenSslEngine openSsl() {
            return (OpenSslEngine) engine;
        }
    }
}
