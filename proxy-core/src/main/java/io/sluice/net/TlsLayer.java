package io.sluice.net;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/// TLS of a control connection whose bytes others move: what has come is worked off step by step, and what is to be
/// sent for it waits to be taken. Holds no buffer while nothing is under way.
///
/// Whether a handshake is over is asked of the engine, not read from the result of a call: some say so along with
/// "buffer underflow", some with the last record they send.
///
/// Used under the lock of its connection, but for the work of [Step.Tasks].
final class TlsLayer {
    private static final int RECORD_HEADER = 5;
    private static final int FIRST_RECORD_TYPE = 20;
    private static final int LAST_RECORD_TYPE = 23;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private enum Stage {
        HANDSHAKE,
        PROTECTED,
        /// Our side has ended the TLS session, the peer may or may not do so too before it goes on in the clear.
        CLEARING,
        OVER
    }

    private final SSLEngine engine;
    private final List<ByteBuffer> outgoing = new ArrayList<>(2);
    private Stage stage = Stage.HANDSHAKE;
    private ByteBuffer incoming = NOTHING;
    private ByteBuffer plain = NOTHING;
    private Optional<ByteBuffer> held = Optional.empty();

    TlsLayer(SSLEngine engine) throws SSLException {
        this.engine = engine;
        engine.beginHandshake();
    }

    /// What comes of the bytes fed so far.
    sealed interface Step {

        /// Bytes of the peer, lent until the next step.
        record Data(ByteBuffer bytes) implements Step {}

        /// Nothing, until more bytes are fed.
        record More() implements Step {}

        /// Work that may take a while is to be run first.
        record Tasks(SSLEngine engine) implements Step {
            void run() {
                for (var task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                    task.run();
                }
            }
        }

        /// The handshake is over. Told once.
        record Established() implements Step {}

        /// The peer has ended the TLS session, and with it the connection.
        record Ended() implements Step {}

        record Failed(SSLException error, boolean inHandshake) implements Step {}

        /// The peer goes on in the clear, with these bytes.
        record Cleared(ByteBuffer rest) implements Step {}
    }

    /// Takes bytes that have come. They are lent until [#next] asks for more.
    void feed(ByteBuffer bytes) {
        if (incoming.hasRemaining()) {
            incoming = ByteBuffer.allocate(incoming.remaining() + bytes.remaining())
                    .put(incoming)
                    .put(bytes)
                    .flip();
        } else {
            incoming = bytes;
        }
    }

    /// The next step; to be called until it wants more.
    Step next() {
        if (held.isPresent()) {
            var data = new Step.Data(held.get());
            held = Optional.empty();
            return data;
        }
        try {
            var step = stage == Stage.OVER ? new Step.More() : advance();
            if (step instanceof Step.More) {
                keepRest();
            }
            return step;
        } catch (SSLException e) {
            boolean inHandshake = stage == Stage.HANDSHAKE;
            stage = Stage.OVER;
            alert();
            return new Step.Failed(e, inHandshake);
        }
    }

    /// What is to be sent by now.
    List<ByteBuffer> takeOutgoing() {
        var taken = List.copyOf(outgoing);
        outgoing.clear();
        return taken;
    }

    /// Whether what is sent now has to pass through [#protect].
    boolean isProtecting() {
        return stage == Stage.PROTECTED;
    }

    /// Makes records of these bytes, to be taken as outgoing.
    void protect(byte[] bytes) throws SSLException {
        var source = ByteBuffer.wrap(bytes);
        while (source.hasRemaining()) {
            var result = wrap(source);
            if (result.getStatus() == Status.CLOSED) {
                return; // nobody can hear it
            }
            if (result.bytesConsumed() > 0 || result.bytesProduced() > 0) {
                continue; // a message of the engine's own may come first
            }
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> new Step.Tasks(engine).run();
                case NEED_WRAP -> {}
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN, FINISHED, NOT_HANDSHAKING ->
                    throw new SSLException("the TLS engine takes no data: " + result);
            }
        }
    }

    /// Ends the TLS session in good order; the connection ends next.
    void close() {
        if (stage == Stage.PROTECTED) {
            engine.closeOutbound();
            alert();
        }
    }

    /// Ends the TLS session in good order; the connection goes on in the clear.
    void clear() {
        close();
        stage = Stage.CLEARING;
    }

    private Step advance() throws SSLException {
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> {
                    return new Step.Tasks(engine);
                }
                case NEED_WRAP -> {
                    if (stage != Stage.CLEARING && hasSaid()) {
                        continue;
                    }
                }
                case NOT_HANDSHAKING, FINISHED -> {
                    if (stage == Stage.HANDSHAKE) {
                        stage = Stage.PROTECTED;
                        return new Step.Established();
                    }
                }
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {}
            }
            var step = stage == Stage.CLEARING ? clearing() : unwrapped();
            if (step.isPresent()) {
                return step.get();
            }
        }
    }

    /// Has the engine say what it wants to, unless that is nothing and changes nothing.
    private boolean hasSaid() throws SSLException {
        return wrap(NOTHING).bytesProduced() > 0 || engine.getHandshakeStatus() != HandshakeStatus.NEED_WRAP;
    }

    /// The step that follows; empty if another look at the engine is needed.
    private Optional<Step> unwrapped() throws SSLException {
        var before = engine.getHandshakeStatus();
        var result = unwrap();
        if (plain.position() > 0) {
            return Optional.of(data());
        }
        boolean moved = result.bytesConsumed() > 0 || engine.getHandshakeStatus() != before;
        return switch (result.getStatus()) {
            case CLOSED -> Optional.of(ended());
            case BUFFER_OVERFLOW -> {
                plain = ByteBuffer.allocate(
                        Math.max(2 * plain.capacity(), engine.getSession().getApplicationBufferSize()));
                yield Optional.empty();
            }
            case OK, BUFFER_UNDERFLOW -> moved ? Optional.empty() : Optional.of(new Step.More());
        };
    }

    /// What has been decrypted; but nothing is before the handshake is over, though an engine may do both at once.
    private Step data() {
        plain.flip();
        if (stage != Stage.HANDSHAKE) {
            return new Step.Data(plain);
        }
        stage = Stage.PROTECTED;
        held = Optional.of(plain);
        return new Step.Established();
    }

    private SSLEngineResult unwrap() throws SSLException {
        if (plain.capacity() == 0) {
            plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
        }
        return engine.unwrap(incoming, plain.clear());
    }

    private Step ended() {
        stage = Stage.OVER;
        engine.closeOutbound();
        alert();
        return new Step.Ended();
    }

    private Optional<Step> clearing() {
        if (!incoming.hasRemaining()) {
            return Optional.of(new Step.More());
        }
        int type = incoming.get(incoming.position());
        if (type < FIRST_RECORD_TYPE || type > LAST_RECORD_TYPE) {
            return Optional.of(cleared());
        }
        int length = recordLength();
        if (incoming.remaining() < length) {
            return Optional.of(new Step.More());
        }
        int end = incoming.position() + length;
        boolean closed = false;
        try {
            closed = unwrap().getStatus() == Status.CLOSED;
        } catch (SSLException _) {
            // whatever it was, it was no command
        }
        incoming.position(Math.max(end, incoming.position()));
        if (plain.position() > 0) {
            return Optional.of(new Step.Data(plain.flip()));
        }
        return closed ? Optional.of(cleared()) : Optional.empty();
    }

    private int recordLength() {
        if (incoming.remaining() < RECORD_HEADER) {
            return RECORD_HEADER;
        }
        return RECORD_HEADER + Short.toUnsignedInt(incoming.getShort(incoming.position() + RECORD_HEADER - 2));
    }

    private Step cleared() {
        stage = Stage.OVER;
        return new Step.Cleared(incoming);
    }

    private void keepRest() {
        incoming = incoming.hasRemaining()
                ? ByteBuffer.allocate(incoming.remaining()).put(incoming).flip()
                : NOTHING;
        plain = NOTHING;
    }

    private SSLEngineResult wrap(ByteBuffer source) throws SSLException {
        var record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        var result = engine.wrap(source, record);
        while (result.getStatus() == Status.BUFFER_OVERFLOW) {
            record = ByteBuffer.allocate(
                    Math.max(2 * record.capacity(), engine.getSession().getPacketBufferSize()));
            result = engine.wrap(source, record);
        }
        if (record.position() > 0) {
            outgoing.add(record.flip());
        }
        return result;
    }

    /// Has the engine say its last: an alert, or that it closes.
    private void alert() {
        try {
            while (!engine.isOutboundDone() && wrap(NOTHING).bytesProduced() > 0) {}
        } catch (SSLException _) {
            // it has no more to say
        }
    }
}
