package io.sluice.tls.engine;

import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;

/// The engines of a control connection and its data connections, in one context of the JDK's interface. Once the
/// session of the control connection is too old, data connections get a context without it: the libraries themselves
/// let some sessions live for longer than they are told.
final class JsseConversation implements Engines.Conversation {

    /// How the session of one control connection is told from others.
    interface Mark {

        /// A context without sessions.
        SSLContext fresh();

        /// An engine of a context, for server mode.
        SSLEngine server(SSLContext context);

        /// An engine of a context, for client mode.
        SSLEngine client(SSLContext context);

        /// A data connection has begun a session, which its client cannot resume yet.
        void begun();

        /// Whether a session that a data connection has resumed is that of the control connection.
        boolean isOn(SSLSession resumed, SSLSession control);
    }

    private final JsseEngines engines;
    private final Mark mark;
    private final SSLContext context;
    private final long begin = System.nanoTime();
    private final SSLEngine control;

    JsseConversation(JsseEngines engines, Mark mark, SSLContext context) {
        this.engines = engines;
        this.mark = mark;
        this.context = context;
        this.control = engines.control(mark.server(context));
    }

    @Override
    public SSLEngine control() {
        return control;
    }

    @Override
    public SSLEngine data() {
        return engines.data(mark.server(left().isNegative() ? mark.fresh() : context), mark::begun);
    }

    @Override
    public SSLEngine dataAsClient() {
        return engines.dataAsClient(mark.client(context));
    }

    @Override
    public Duration left() {
        return engines.lifetime().minusNanos(System.nanoTime() - begin);
    }

    @Override
    public boolean isResumed(SSLEngine engine) {
        return engine instanceof WatchedEngine watched && watched.isResumed();
    }

    @Override
    public boolean resumesControl(SSLEngine data) {
        return isResumed(data) && mark.isOn(data.getSession(), control.getSession());
    }
}
