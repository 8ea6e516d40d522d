package io.sluice.tls.openssl;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// What the connections of a server, or those to backends, have in common: certificates, protocols, ciphers, and where
/// TLS sessions are kept. Used from any thread; making engines is cheap.
///
/// Its memory outside the heap is given back by [#close()], or else when it is garbage; engines that are there live on.
public final class OpenSslContext implements AutoCloseable {
    private final ContextHandle handle;
    private final Hooks hooks;
    private final ClientSessions clientSessions = new ClientSessions();

    OpenSslContext(ContextHandle handle, Hooks hooks) {
        this.handle = handle;
        this.hooks = hooks;
        Upcalls.registerContext(handle.pointer(), this);
    }

    /// A context for servers.
    ///
    /// @throws IllegalStateException where [OpenSsl#hindrance()] has something to say
    public static OpenSslContextBuilder server() {
        return OpenSslContextBuilder.server();
    }

    /// A context for clients.
    ///
    /// @throws IllegalStateException where [OpenSsl#hindrance()] has something to say
    public static OpenSslContextBuilder client() {
        return OpenSslContextBuilder.client();
    }

    /// An engine for the server's end of a control connection. It gives out tickets with a mark of its own.
    public OpenSslEngine controlConnection() {
        checkServer(true);
        return new OpenSslEngine(this, Optional.empty(), Optional.empty());
    }

    /// An engine for the server's end of a data connection. It gives out no tickets, and its TLS session is not kept.
    /// [OpenSslEngine#resumptionOf(SessionMark)] tells whether it has resumed the TLS session of its control
    /// connection.
    public OpenSslEngine dataConnection(SessionMark control) {
        checkServer(true);
        return new OpenSslEngine(this, Optional.of(control), Optional.empty());
    }

    /// An engine for the client's end. It resumes the newest TLS session of the same resumption key.
    public OpenSslEngine client(Backend backend) {
        checkServer(false);
        return new OpenSslEngine(this, Optional.empty(), Optional.of(backend));
    }

    /// An engine for a data connection of which the client is to be the TLS server (`SSCN ON`). It offers to resume the
    /// TLS session of the control connection, which a client that knows it by id can do (up to TLS 1.2).
    public OpenSslEngine dataConnectionAsClient(OpenSslEngine control) {
        checkServer(true);
        return new OpenSslEngine(this, control);
    }

    /// Forgets the TLS sessions of a resumption key, which will not be used any more.
    public void forget(Object resumptionKey) {
        clientSessions.forget(resumptionKey);
    }

    /// Gives its memory back.
    @Override
    public void close() {
        handle.close();
    }

    MemorySegment pointer() {
        return handle.pointer();
    }

    Hooks hooks() {
        return hooks;
    }

    ClientSessions clientSessions() {
        return clientSessions;
    }

    private void checkServer(boolean server) {
        if (hooks.server != server) {
            throw new IllegalStateException("a context is for servers or for clients");
        }
    }
}
