package io.sluice.session.peers;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;

/// TLS by an engine over the streams of a socket, so that a test says which TLS session is resumed. Not in a hurry: one
/// record after the other.
final class TlsStreams {
    private final SSLEngine engine;
    private final InputStream from;
    private final OutputStream to;
    private ByteBuffer received = ByteBuffer.allocate(64 * 1024).flip();
    private ByteBuffer plain = ByteBuffer.allocate(64 * 1024).flip();
    private boolean ended;
    private boolean endedByTls;

    TlsStreams(SSLEngine engine, InputStream from, OutputStream to) {
        this.engine = engine;
        this.from = from;
        this.to = to;
    }

    void handshake() throws IOException {
        engine.beginHandshake();
        while (engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
            proceed();
        }
    }

    /// Whether the peer has ended the TLS session before the connection.
    boolean isEndedByTls() {
        return endedByTls;
    }

    private void proceed() throws IOException {
        switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> engine.getDelegatedTask().run();
            case NEED_WRAP -> wrap(ByteBuffer.allocate(0));
            default -> unwrap();
        }
    }

    private void wrap(ByteBuffer data) throws IOException {
        var record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(data, record);
        to.write(record.array(), 0, record.position());
        to.flush();
    }

    private void unwrap() throws IOException {
        plain.compact();
        var result = engine.unwrap(received, plain);
        plain.flip();
        if (result.getStatus() == Status.CLOSED) {
            ended = true;
            endedByTls = true;
        } else if (result.getStatus() == Status.BUFFER_UNDERFLOW) {
            received.compact();
            int count = from.read(received.array(), received.position(), received.remaining());
            if (count > 0) {
                received.position(received.position() + count);
            }
            received.flip();
            if (count < 0) {
                ended = true;
                if (engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
                    throw new EOFException("within the handshake, after " + received);
                }
            }
        }
    }

    /// Ends the TLS session and not the connection.
    void close() throws IOException {
        engine.closeOutbound();
        while (!engine.isOutboundDone()) {
            wrap(ByteBuffer.allocate(0));
        }
    }

    InputStream in() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                while (!plain.hasRemaining()) {
                    if (ended) {
                        return -1;
                    }
                    if (engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING) {
                        unwrap();
                    } else {
                        proceed();
                    }
                }
                return Byte.toUnsignedInt(plain.get());
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int first = read();
                if (first < 0) {
                    return -1;
                }
                bytes[offset] = (byte) first;
                int more = Math.min(length - 1, plain.remaining());
                plain.get(bytes, offset + 1, more);
                return 1 + more;
            }
        };
    }

    OutputStream out() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                var data = ByteBuffer.wrap(bytes, offset, length);
                while (data.hasRemaining()) {
                    wrap(data);
                }
            }
        };
    }
}
