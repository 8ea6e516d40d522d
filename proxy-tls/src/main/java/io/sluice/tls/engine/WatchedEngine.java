package io.sluice.tls.engine;

import java.nio.ByteBuffer;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/// An engine of the JDK's interface that also tells what its handshake began with, and whether it has resumed a
/// session: the interface itself has no question for that. It looks at the bytes until that is known, and then only
/// passes them on.
public final class WatchedEngine extends PassingEngine {
    /// The hello of a client that an engine is about to answer, for whoever is asked for the certificate.
    static final ScopedValue<Hello> HELLO = ScopedValue.newInstance();

    private static final int HANDSHAKE_RECORD = 22;

    private final SSLEngine engine;
    private final Runnable before;
    private final Runnable begun;
    private final Handshake handshake = new Handshake();
    private boolean over;

    public WatchedEngine(SSLEngine engine) {
        this(engine, () -> {}, () -> {});
    }

    /// @param before is done when the handshake is asked for
    /// @param begun is done when a session begins instead of one being resumed, before bytes that depend on it go out
    WatchedEngine(SSLEngine engine, Runnable before, Runnable begun) {
        this.engine = engine;
        this.before = before;
        this.begun = begun;
    }

    @Override
    SSLEngine engine() {
        return engine;
    }

    /// What the client has asked for; empty as long as it has not.
    public Optional<Hello> hello() {
        return handshake.hello();
    }

    /// Whether the handshake has resumed a session.
    public boolean isResumed() {
        return handshake.isResumed();
    }

    @Override
    public SSLEngineResult wrap(ByteBuffer[] srcs, int offset, int length, ByteBuffer dst) throws SSLException {
        int before = dst.position();
        var result = engine.wrap(srcs, offset, length, dst);
        if (!handshake.isDecided() && result.bytesProduced() > 0) {
            watch(getUseClientMode(), dst.duplicate().flip().position(before));
        }
        return result;
    }

    @Override
    public SSLEngineResult unwrap(ByteBuffer src, ByteBuffer[] dsts, int offset, int length) throws SSLException {
        if (handshake.isDecided()) {
            refuseRenegotiation(src);
            return engine.unwrap(src, dsts, offset, length);
        }
        var seen = src.duplicate();
        try {
            var coming = getUseClientMode() ? Optional.<Hello>empty() : Handshake.peek(src.duplicate());
            return coming.isEmpty()
                    ? engine.unwrap(src, dsts, offset, length)
                    : ScopedValue.where(HELLO, coming.get()).call(() -> engine.unwrap(src, dsts, offset, length));
        } finally {
            watch(!getUseClientMode(), seen.limit(src.position()));
        }
    }

    /// After the handshake, a message in the clear type of one is the start of another, up to TLS 1.2.
    private void refuseRenegotiation(ByteBuffer src) throws SSLException {
        over = over || engine.getHandshakeStatus() == HandshakeStatus.NOT_HANDSHAKING;
        if (over
                && src.hasRemaining()
                && src.get(src.position()) == HANDSHAKE_RECORD
                && !getUseClientMode()
                && !engine.isInboundDone()) {
            engine.closeOutbound();
            throw new SSLException("client-initiated session renegotiation detected, aborting connection");
        }
    }

    private void watch(boolean client, ByteBuffer bytes) {
        if (client) {
            handshake.clientSends(bytes);
        } else {
            handshake.serverSends(bytes);
        }
        if (handshake.isDecided() && !handshake.isResumed()) {
            begun.run();
        }
    }

    @Override
    public void beginHandshake() throws SSLException {
        before.run();
        engine.beginHandshake();
    }
}
