package io.sluice.transfer;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.function.IntConsumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/// TLS on one data connection. Its socket blocks; one call of the system moves as many records as a buffer holds. First
/// comes the handshake, then bytes are either read to the end or written to the end.
///
/// Used by one thread at a time.
final class TlsChannel {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SocketChannel channel;
    private final SSLEngine engine;
    private final ByteBuffer records;
    private boolean endedByTls;

    /// @param records holds what has been received, or is to be sent; lent until the connection is done with
    TlsChannel(SocketChannel channel, SSLEngine engine, ByteBuffer records) {
        this.channel = channel;
        this.engine = engine;
        this.records = records.clear().flip();
    }

    SSLEngine engine() {
        return engine;
    }

    /// Shakes hands. What the engine says last, if it fails, is sent.
    void handshake() throws IOException {
        engine.beginHandshake();
        try {
            while (isHandshaking()) {}
        } catch (SSLException e) {
            sayLast();
            throw e;
        }
    }

    private boolean isHandshaking() throws IOException {
        switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> runTasks();
            case NEED_WRAP -> {
                if (send() == 0 && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                    throw new SSLException("the TLS engine has nothing to say");
                }
            }
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> takeIn(engine.unwrap(records, NOTHING));
            case FINISHED, NOT_HANDSHAKING -> {
                return false;
            }
        }
        return true;
    }

    private void takeIn(SSLEngineResult result) throws IOException {
        // Some engines say with one word that they want more and that the handshake is over.
        boolean waits = engine.getHandshakeStatus() == HandshakeStatus.NEED_UNWRAP && result.bytesConsumed() == 0;
        if (result.getStatus() == Status.CLOSED) {
            throw new SSLException("the peer has ended the handshake");
        }
        if (waits && !receive()) {
            throw new EOFException("the connection ended within the handshake");
        }
    }

    /// Adds bytes of the peer to the buffer, as many as have come: at least one, unless there is an end. At an end in
    /// good order that TLS has not announced says no.
    ///
    /// @throws EOFException if the connection ends within a record
    int read(ByteBuffer plain) throws IOException {
        int before = plain.position();
        while (true) {
            var result = engine.unwrap(records, plain);
            switch (result.getStatus()) {
                case CLOSED -> {
                    endedByTls = true;
                    return plain.position() > before ? plain.position() - before : -1;
                }
                case BUFFER_OVERFLOW -> {
                    if (plain.position() == before) {
                        throw new SSLException("a TLS record is larger than the buffer of " + plain.capacity());
                    }
                    return plain.position() - before;
                }
                case BUFFER_UNDERFLOW -> {
                    if (plain.position() > before) {
                        return plain.position() - before;
                    }
                    if (!receive()) {
                        return atEnd();
                    }
                }
                case OK -> {
                    boolean idle = result.bytesConsumed() == 0 && result.bytesProduced() == 0;
                    if (!keepsUp() && idle && !receive()) {
                        return atEnd();
                    }
                }
            }
        }
    }

    private int atEnd() throws EOFException {
        if (records.hasRemaining()) {
            throw new EOFException("the connection ended within a TLS record");
        }
        return -1;
    }

    /// Whether the peer has ended the TLS session before the connection. If not, what it has sent may have been cut.
    boolean isEndedByTls() {
        return endedByTls;
    }

    /// Does what the engine wants beside the data, such as an answer to a change of keys; no if that is nothing.
    private boolean keepsUp() throws IOException {
        return switch (engine.getHandshakeStatus()) {
            case NEED_TASK -> {
                runTasks();
                yield true;
            }
            case NEED_WRAP -> send() > 0;
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN, FINISHED, NOT_HANDSHAKING -> false;
        };
    }

    private boolean receive() throws IOException {
        records.compact();
        try {
            return channel.read(records) >= 0;
        } finally {
            records.flip();
        }
    }

    /// From now on the connection is written to.
    void beginWriting() {
        records.clear();
    }

    /// Writes all of these bytes.
    ///
    /// @param progress is told whenever the peer has taken something
    void write(ByteBuffer plain, IntConsumer progress) throws IOException {
        int largest = engine.getSession().getPacketBufferSize();
        while (plain.hasRemaining()) {
            while (plain.hasRemaining() && records.remaining() >= largest) {
                wrap(plain);
            }
            records.flip();
            while (records.hasRemaining()) {
                channel.write(records);
                progress.accept(0);
            }
            records.clear();
        }
    }

    private void wrap(ByteBuffer plain) throws SSLException {
        var result = engine.wrap(plain, records);
        if (result.getStatus() != Status.OK) {
            throw new SSLException("the TLS engine takes no data: " + result.getStatus());
        }
        if (result.bytesConsumed() == 0 && result.bytesProduced() == 0) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> runTasks();
                case NEED_WRAP -> {}
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN, FINISHED, NOT_HANDSHAKING ->
                    throw new SSLException("the TLS engine takes no data: " + result);
            }
        }
    }

    /// Ends the TLS session and then our side of the connection.
    void endOutput() throws IOException {
        engine.closeOutbound();
        sayLast();
        channel.shutdownOutput();
    }

    /// Ends the TLS session of a connection that is not to be used.
    void abandon() {
        engine.closeOutbound();
        sayLast();
    }

    /// The buffer it was lent, when the connection is done with.
    ByteBuffer giveBack() {
        return records;
    }

    /// Reads on until the peer ends its side too. What it still says is of no interest.
    void awaitEnd() {
        try {
            while (channel.read(records.clear()) >= 0) {}
        } catch (IOException _) {
            // an end too, and nobody needs the connection any more
        }
    }

    private void sayLast() {
        try {
            while (!engine.isOutboundDone() && send() > 0) {}
        } catch (IOException _) {
            // the peer does not hear it
        }
    }

    private int send() throws IOException {
        var record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(NOTHING, record);
        record.flip();
        int length = record.remaining();
        while (record.hasRemaining()) {
            channel.write(record);
        }
        return length;
    }

    private void runTasks() {
        for (var task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }
}
