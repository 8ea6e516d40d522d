package io.sluice.tls.openssl;

import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// What may be said to any `SSLEngine` and is a matter of the context here: protocols, ciphers, which end it is.
abstract sealed class ContextBoundEngine extends SSLEngine permits OpenSslEngine {

    ContextBoundEngine(String host) {
        super(host, -1);
    }

    @Override
    public @Nullable SSLSession getHandshakeSession() {
        return null;
    }

    @Override
    public @Nullable Runnable getDelegatedTask() {
        return null;
    }

    /// The context says which it is.
    @Override
    public void setUseClientMode(boolean mode) {
        if (mode != getUseClientMode()) {
            throw new IllegalArgumentException("the context is for the other end");
        }
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return new String[0];
    }

    @Override
    public String[] getEnabledCipherSuites() {
        return new String[0];
    }

    /// Not here.
    @Override
    public void setEnabledCipherSuites(String[] suites) {
        throw new UnsupportedOperationException("the context has the cipher suites");
    }

    @Override
    public String[] getSupportedProtocols() {
        return Arrays.stream(Protocol.values()).map(Protocol::toString).toArray(String[]::new);
    }

    @Override
    public String[] getEnabledProtocols() {
        return new String[0];
    }

    /// Not here.
    @Override
    public void setEnabledProtocols(String[] protocols) {
        throw new UnsupportedOperationException("the context has the protocols");
    }

    /// The context says it: sessions are always made.
    @Override
    public void setEnableSessionCreation(boolean flag) {
        if (!flag) {
            throw new UnsupportedOperationException("sessions are always made");
        }
    }

    @Override
    public boolean getEnableSessionCreation() {
        return true;
    }
}
