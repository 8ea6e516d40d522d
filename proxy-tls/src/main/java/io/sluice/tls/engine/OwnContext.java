package io.sluice.tls.engine;

import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;

/// A control connection has a context of its own, and so sessions of its own: the tickets of a context open in no
/// other. A data connection that resumes one has resumed that of its control connection, as long as no data connection
/// has begun one: whoever that was could resume it, and nothing would tell which it is.
///
/// BoringSSL lets sessions of TLS 1.3 live for two days, whatever it is told.
final class OwnContext implements JsseConversation.Mark {
    private final Supplier<SSLContext> contexts;
    private volatile boolean mixed;

    OwnContext(Supplier<SSLContext> contexts) {
        this.contexts = contexts;
    }

    @Override
    public SSLContext fresh() {
        return contexts.get();
    }

    @Override
    public SSLEngine server(SSLContext context) {
        return context.createSSLEngine();
    }

    @Override
    public SSLEngine client(SSLContext context) {
        return context.createSSLEngine();
    }

    @Override
    public void begun() {
        mixed = true;
    }

    @Override
    public boolean isOn(SSLSession resumed, SSLSession control) {
        return !mixed;
    }
}
