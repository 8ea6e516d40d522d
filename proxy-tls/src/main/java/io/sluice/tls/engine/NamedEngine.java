package io.sluice.tls.engine;

import java.nio.ByteBuffer;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/// An engine in server mode whose work is done by one that is chosen when the hello of the client has come, by the name
/// in it: certificates, versions and ciphers are all those of the server that is meant, whatever library serves it.
///
/// Until then it waits for the whole hello and says of itself what the first of those engines says. What is no hello is
/// left to that one. If the hello is refused, an alert is all that the client gets.
public final class NamedEngine extends PassingEngine {
    private static final int ALERT = 21;
    private static final int FATAL = 2;
    private static final int ALERT_LENGTH = 2;
    private static final short OLD_VERSION = 0x0303;

    private final Choice choice;
    private SSLEngine engine;
    private Stage stage = Stage.NEW;
    private Optional<byte[]> alert = Optional.empty();

    /// Chooses the engine for a hello.
    @FunctionalInterface
    public interface Choice {

        /// The engine that is to answer it.
        ///
        /// @throws RefusedHello if the client is not to be served
        SSLEngine engine(Hello hello) throws RefusedHello;
    }

    private enum Stage {
        NEW,
        AWAITING_HELLO,
        CHOSEN,
        REFUSED
    }

    /// Waits for a hello.
    ///
    /// @param first does the work if there is no hello to choose another by
    public NamedEngine(SSLEngine first, Choice choice) {
        this.engine = first;
        this.choice = choice;
    }

    @Override
    SSLEngine engine() {
        return engine;
    }

    @Override
    public void beginHandshake() throws SSLException {
        switch (stage) {
            case NEW -> stage = Stage.AWAITING_HELLO;
            case AWAITING_HELLO, REFUSED -> {}
            case CHOSEN -> engine.beginHandshake();
        }
    }

    @Override
    public HandshakeStatus getHandshakeStatus() {
        return switch (stage) {
            case NEW -> HandshakeStatus.NOT_HANDSHAKING;
            case AWAITING_HELLO -> HandshakeStatus.NEED_UNWRAP;
            case CHOSEN -> engine.getHandshakeStatus();
            case REFUSED -> alert.isPresent() ? HandshakeStatus.NEED_WRAP : HandshakeStatus.NOT_HANDSHAKING;
        };
    }

    @Override
    public SSLEngineResult unwrap(ByteBuffer src, ByteBuffer[] dsts, int offset, int length) throws SSLException {
        if (stage == Stage.REFUSED) {
            return new SSLEngineResult(Status.CLOSED, getHandshakeStatus(), 0, 0);
        }
        if (stage != Stage.CHOSEN) {
            stage = Stage.AWAITING_HELLO;
            if (Handshake.isToCome(src.duplicate())) {
                return new SSLEngineResult(Status.BUFFER_UNDERFLOW, HandshakeStatus.NEED_UNWRAP, 0, 0);
            }
            choose(src);
        }
        return engine.unwrap(src, dsts, offset, length);
    }

    private void choose(ByteBuffer src) throws SSLException {
        var hello = Handshake.peek(src.duplicate());
        try {
            if (hello.isPresent()) {
                var chosen = choice.engine(hello.get());
                if (!chosen.equals(engine)) {
                    end(engine);
                    engine = chosen;
                }
            }
        } catch (RefusedHello e) {
            stage = Stage.REFUSED;
            alert = Optional.of(ByteBuffer.allocate(5 + ALERT_LENGTH)
                    .put((byte) ALERT)
                    .putShort(OLD_VERSION)
                    .putShort((short) ALERT_LENGTH)
                    .put((byte) FATAL)
                    .put((byte) e.alert())
                    .array());
            end(engine);
            throw e;
        }
        stage = Stage.CHOSEN;
        engine.beginHandshake();
    }

    /// Gives back what an engine holds that has not been used.
    private static void end(SSLEngine unused) {
        unused.closeOutbound();
        try {
            unused.closeInbound();
        } catch (SSLException _) {
            // nobody has said anything to it
        }
    }

    @Override
    public SSLEngineResult wrap(ByteBuffer[] srcs, int offset, int length, ByteBuffer dst) throws SSLException {
        return switch (stage) {
            case CHOSEN -> engine.wrap(srcs, offset, length, dst);
            case NEW, AWAITING_HELLO ->
                engine.isOutboundDone()
                        ? new SSLEngineResult(Status.CLOSED, HandshakeStatus.NOT_HANDSHAKING, 0, 0)
                        : new SSLEngineResult(Status.OK, HandshakeStatus.NEED_UNWRAP, 0, 0);
            case REFUSED -> {
                int produced = alert.map(bytes -> bytes.length).orElse(0);
                if (dst.remaining() < produced) {
                    yield new SSLEngineResult(Status.BUFFER_OVERFLOW, HandshakeStatus.NEED_WRAP, 0, 0);
                }
                alert.ifPresent(dst::put);
                alert = Optional.empty();
                yield new SSLEngineResult(Status.CLOSED, HandshakeStatus.NOT_HANDSHAKING, 0, produced);
            }
        };
    }

    @Override
    public boolean isOutboundDone() {
        return stage == Stage.REFUSED ? alert.isEmpty() : engine.isOutboundDone();
    }

    @Override
    public boolean isInboundDone() {
        return stage == Stage.REFUSED || engine.isInboundDone();
    }
}
