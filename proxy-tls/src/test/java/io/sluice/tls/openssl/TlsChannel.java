package io.sluice.tls.openssl;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;

/// A socket with an engine on it, one thread at a time, and lines of text.
final class TlsChannel implements AutoCloseable {
    private final SocketChannel socket;
    private final OpenSslEngine engine;
    private final ByteBuffer in = ByteBuffer.allocateDirect(TlsRecord.RECEIVED);
    private final ByteBuffer out = ByteBuffer.allocateDirect(TlsRecord.RECEIVED);
    private final ByteBuffer plain = ByteBuffer.allocateDirect(TlsRecord.PLAIN);

    TlsChannel(SocketChannel socket, OpenSslEngine engine) throws IOException {
        this.socket = socket;
        this.engine = engine;
        in.flip();
        plain.flip();
        try {
            engine.beginHandshake();
            while (engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
                if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                    flush();
                } else if (!receive()) {
                    throw new IOException("the peer has gone");
                }
            }
        } catch (IOException e) {
            sayWhy();
            close();
            throw e;
        }
    }

    OpenSslEngine engine() {
        return engine;
    }

    private void sayWhy() throws IOException {
        if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            flush();
        }
    }

    void flush() throws IOException {
        engine.wrap(ByteBuffer.allocate(0), out.clear());
        write();
    }

    private void write() throws IOException {
        out.flip();
        while (out.hasRemaining()) {
            socket.write(out);
        }
    }

    void send(String text) throws IOException {
        var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            engine.wrap(bytes, out.clear());
            write();
        }
    }

    /// One line with its end, unless the peer has closed before.
    Optional<String> line() throws IOException {
        var line = new StringBuilder();
        while (true) {
            while (plain.hasRemaining()) {
                char next = (char) plain.get();
                line.append(next);
                if (next == '\n') {
                    return Optional.of(line.toString());
                }
            }
            if (!receive()) {
                return Optional.empty();
            }
        }
    }

    /// Takes one record; says whether there was one.
    private boolean receive() throws IOException {
        plain.clear();
        try {
            while (true) {
                var result = engine.unwrap(in, plain);
                if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                    flush();
                }
                if (result.getStatus() == Status.CLOSED) {
                    return false;
                }
                if (result.getStatus() == Status.OK) {
                    return true;
                }
                in.compact();
                int count = socket.read(in);
                in.flip();
                if (count < 0) {
                    return false;
                }
            }
        } finally {
            plain.flip();
        }
    }

    @Override
    public void close() throws IOException {
        try (socket;
                engine) {
            engine.closeOutbound();
            if (!engine.isOutboundDone()) {
                flush();
            }
        }
    }
}
