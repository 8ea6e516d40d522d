package io.sluice.session.peers;

import java.util.List;

/// Gateways with a module that bans, and a backend for them.
public final class Guard implements AutoCloseable {
    private final Warden warden = Warden.idle();
    private final ScriptedBackend server = ScriptedBackend.listening();

    private Guard() {}

    public static Guard of() {
        return new Guard();
    }

    public Warden warden() {
        return warden;
    }

    public ScriptedBackend server() {
        return server;
    }

    /// A gateway that is no proxy.
    public TestGateway unproxied(String... directives) {
        return TestGateway.with("127.0.0.1", List.of(directives), List.of(warden));
    }

    /// A reverse proxy before the backend.
    public TestGateway reverse(String... directives) {
        return TestGateway.guarded(warden, List.of(server.url()), directives);
    }

    /// A forward proxy that every client may use.
    public TestGateway forward(String... directives) {
        return TestGateway.with("127.0.0.1", TestGateway.forForwarding(directives), List.of(warden));
    }

    /// The backend's end for a client that has just connected, when both have been greeted.
    public BackendControl greeted(ScriptedClient client) {
        var backend = server.accepts().welcomes("EPSV");
        client.greeted();
        return backend;
    }

    @Override
    public void close() {
        server.close();
    }
}
