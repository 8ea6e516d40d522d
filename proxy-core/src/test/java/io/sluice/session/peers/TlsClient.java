package io.sluice.session.peers;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/// What a client with TLS has: its TLS sessions, by which data connections resume the one of its control connection.
public final class TlsClient {
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final SSLContext context = TlsIdentity.context();
    private final int number = NUMBERS.incrementAndGet();
    private final String server;

    public TlsClient() {
        this("ftp.example.com");
    }

    private TlsClient(String server) {
        this.server = server;
    }

    /// One that asks for the server of that name in its handshakes.
    public static TlsClient of(String server) {
        return new TlsClient(server);
    }

    /// One that asks for no server by name.
    public static TlsClient nameless() {
        return new TlsClient("");
    }

    /// An engine whose TLS session others of this client resume.
    public SSLEngine engine() {
        return engine(number);
    }

    /// An engine that resumes nothing.
    public SSLEngine stranger() {
        return engine(NUMBERS.incrementAndGet());
    }

    private SSLEngine engine(int key) {
        var engine = context.createSSLEngine("ftp.example.com", key);
        engine.setUseClientMode(true);
        var parameters = engine.getSSLParameters();
        parameters.setServerNames(server.isEmpty() ? List.of() : List.of(new SNIHostName(server)));
        engine.setSSLParameters(parameters);
        return engine;
    }

    /// An engine that is the server.
    public SSLEngine server() {
        var engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        return engine;
    }

    /// Sends `AUTH TLS` and shakes hands.
    public ScriptedClient secures(ScriptedClient client) throws IOException {
        client.sends("AUTH TLS").reads("234 AUTH TLS successful");
        return over(client);
    }

    /// Shakes hands at once.
    public ScriptedClient over(ScriptedClient client) throws IOException {
        return new ScriptedClient(client.wire().secured(engine()));
    }
}
