package io.sluice.tls.engine;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// An engine of the JDK's interface that also tells what its handshake began with, and whether it has resumed a
/// session: the interface itself has no question for that. It looks at the bytes until that is known, and then only
/// passes them on.
public final class WatchedEngine extends SSLEngine {
    /// The hello of a client that an engine is about to answer, for whoever is asked for the certificate.
    static final ScopedValue<Hello> HELLO = ScopedValue.newInstance();

    private final SSLEngine engine;
    private final Runnable before;
    private final Handshake handshake = new Handshake();

    public WatchedEngine(SSLEngine engine) {
        this(engine, () -> {});
    }

    /// @param before is done when the handshake is asked for
    WatchedEngine(SSLEngine engine, Runnable before) {
        this.engine = engine;
        this.before = before;
    }

    /// The engine that does the work.
    SSLEngine watched() {
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

    private void watch(boolean client, ByteBuffer bytes) {
        if (client) {
            handshake.clientSends(bytes);
        } else {
            handshake.serverSends(bytes);
        }
    }

    @Override
    public @Nullable String getPeerHost() {
        return engine.getPeerHost();
    }

    @Override
    public int getPeerPort() {
        return engine.getPeerPort();
    }

    @Override
    public @Nullable Runnable getDelegatedTask() {
        return engine.getDelegatedTask();
    }

    @Override
    public void closeInbound() throws SSLException {
        engine.closeInbound();
    }

    @Override
    public boolean isInboundDone() {
        return engine.isInboundDone();
    }

    @Override
    public void closeOutbound() {
        engine.closeOutbound();
    }

    @Override
    public boolean isOutboundDone() {
        return engine.isOutboundDone();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return engine.getSupportedCipherSuites();
    }

    @Override
    public String[] getEnabledCipherSuites() {
        return engine.getEnabledCipherSuites();
    }

    @Override
    public void setEnabledCipherSuites(String[] suites) {
        engine.setEnabledCipherSuites(suites);
    }

    @Override
    public String[] getSupportedProtocols() {
        return engine.getSupportedProtocols();
    }

    @Override
    public String[] getEnabledProtocols() {
        return engine.getEnabledProtocols();
    }

    @Override
    public void setEnabledProtocols(String[] protocols) {
        engine.setEnabledProtocols(protocols);
    }

    @Override
    public SSLSession getSession() {
        return engine.getSession();
    }

    @Override
    public @Nullable SSLSession getHandshakeSession() {
        return engine.getHandshakeSession();
    }

    @Override
    public void beginHandshake() throws SSLException {
        before.run();
        engine.beginHandshake();
    }

    @Override
    public HandshakeStatus getHandshakeStatus() {
        return engine.getHandshakeStatus();
    }

    @Override
    public void setUseClientMode(boolean mode) {
        engine.setUseClientMode(mode);
    }

    @Override
    public boolean getUseClientMode() {
        return engine.getUseClientMode();
    }

    @Override
    public void setNeedClientAuth(boolean need) {
        engine.setNeedClientAuth(need);
    }

    @Override
    public boolean getNeedClientAuth() {
        return engine.getNeedClientAuth();
    }

    @Override
    public void setWantClientAuth(boolean want) {
        engine.setWantClientAuth(want);
    }

    @Override
    public boolean getWantClientAuth() {
        return engine.getWantClientAuth();
    }

    @Override
    public void setEnableSessionCreation(boolean flag) {
        engine.setEnableSessionCreation(flag);
    }

    @Override
    public boolean getEnableSessionCreation() {
        return engine.getEnableSessionCreation();
    }

    @Override
    public SSLParameters getSSLParameters() {
        return engine.getSSLParameters();
    }

    @Override
    public void setSSLParameters(SSLParameters parameters) {
        engine.setSSLParameters(parameters);
    }

    @Override
    public @Nullable String getApplicationProtocol() {
        return engine.getApplicationProtocol();
    }

    @Override
    public @Nullable String getHandshakeApplicationProtocol() {
        return engine.getHandshakeApplicationProtocol();
    }

    /// A selector that returns null chooses none, which the annotations of the JDK's classes leave out.
    @Override
    public void setHandshakeApplicationProtocolSelector(BiFunction<SSLEngine, List<String>, String> selector) {
        engine.setHandshakeApplicationProtocolSelector(selector);
    }

    @Override
    public BiFunction<SSLEngine, List<String>, String> getHandshakeApplicationProtocolSelector() {
        return engine.getHandshakeApplicationProtocolSelector();
    }
}
