package io.sluice.tls.engine;

import java.time.Duration;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/// The engines of a control connection that has a context of its own, and so sessions of its own: the tickets of a
/// context open in no other. A data connection that resumes one has resumed that of its control connection, as long as
/// no data connection has begun one: whoever that was could resume it, and nothing would tell which it is.
final class OwnContext implements Engines.Conversation {
    private final JsseEngines engines;
    private final Supplier<SSLContext> contexts;
    private final SSLContext context;
    private final long begin = System.nanoTime();
    private final SSLEngine control;
    private volatile boolean mixed;

    OwnContext(JsseEngines engines, Supplier<SSLContext> contexts) {
        this.engines = engines;
        this.contexts = contexts;
        this.context = contexts.get();
        this.control = engines.control(context.createSSLEngine());
    }

    @Override
    public SSLEngine control() {
        return control;
    }

    /// In a context without the session of the control connection once that is too old: BoringSSL lets those of TLS 1.3
    /// live for two days, whatever it is told.
    @Override
    public SSLEngine data() {
        return engines.data((left().isNegative() ? contexts.get() : context).createSSLEngine(), () -> mixed = true);
    }

    @Override
    public SSLEngine dataAsClient() {
        return engines.dataAsClient(context.createSSLEngine());
    }

    @Override
    public Duration left() {
        return lifetime().minusNanos(System.nanoTime() - begin);
    }

    @Override
    public Duration lifetime() {
        return engines.lifetime();
    }

    @Override
    public boolean isResumed(SSLEngine engine) {
        return JsseEngines.isResumed(engine);
    }

    @Override
    public boolean resumesControl(SSLEngine data) {
        return isResumed(data) && !mixed;
    }
}
