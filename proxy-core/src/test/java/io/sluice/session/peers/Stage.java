package io.sluice.session.peers;

import java.util.List;

/// One gateway, one backend, one client: the cast of most tests.
public final class Stage implements AutoCloseable {
    private final TestGateway gateway;
    private final ScriptedBackend server;
    private final ScriptedClient client;
    private final BackendControl backend;

    private Stage(TestGateway gateway, ScriptedBackend server, ScriptedClient client, BackendControl backend) {
        this.gateway = gateway;
        this.server = server;
        this.client = client;
        this.backend = backend;
    }

    /// Another client of the same gateway, logged in at the same server, which knows EPSV and EPRT.
    public Joined joined() {
        var other = gateway.client();
        var control = server.accepts().welcomes("EPRT", "EPSV");
        other.greeted();
        other.logsIn(control);
        return new Joined(other, control);
    }

    /// A further session on a stage.
    public record Joined(ScriptedClient client, BackendControl backend) implements AutoCloseable {
        @Override
        public void close() {
            client.close();
            backend.close();
        }
    }

    /// Client and backend are connected and have greeted; the backend knows the features.
    public static Stage greeted(List<String> features, String... directives) {
        return at("127.0.0.1", features, directives);
    }

    /// The same with a backend at another address.
    public static Stage at(String backendAddress, List<String> features, String... directives) {
        var server = ScriptedBackend.at(backendAddress);
        var gateway = TestGateway.before(List.of(server.url()), directives);
        var client = gateway.client();
        var backend = server.accepts().welcomes(features.toArray(String[]::new));
        client.greeted();
        return new Stage(gateway, server, client, backend);
    }

    /// The client is logged in as joe; the backend knows EPSV and EPRT.
    public static Stage loggedIn(String... directives) {
        return greeted(List.of("EPRT", "EPSV"), directives).login();
    }

    public Stage login() {
        client.logsIn(backend);
        return this;
    }

    /// The client asks, and the backend answers.
    public ScriptedClient asks(String command, String... lines) {
        return client.asks(backend, command, lines);
    }

    public TestGateway gateway() {
        return gateway;
    }

    public Recorder recorder() {
        return gateway.recorder();
    }

    public ScriptedBackend server() {
        return server;
    }

    public ScriptedClient client() {
        return client;
    }

    public BackendControl backend() {
        return backend;
    }

    /// The data connections of a transfer to come.
    public record Data(DataSide client, DataSide backend) {}

    /// Arranges a transfer by PASV on both legs.
    public Data passive() {
        client.sends("PASV");
        var backendSide = backend.expectsPasv();
        return new Data(client.readsPassive(), backendSide);
    }

    /// Arranges a transfer by PORT on both legs.
    public Data active() {
        var listening = DataSide.Listening.at("127.0.0.1");
        client.sends("PORT " + listening.numbers());
        var backendSide = backend.expectsPort();
        client.reads("200 PORT command successful");
        return new Data(listening, backendSide);
    }

    /// Both ends of a transfer that has begun.
    public record Running(Wire client, Wire backend) {}

    /// Begins a transfer over passive data connections, up to the 150 and both connections.
    public Running begins(String command) {
        return begins(command, passive());
    }

    public Running begins(String command, Data data) {
        asks(command, "150 Opening data connection");
        var backendWire = data.backend().connects();
        return new Running(data.client().connects(), backendWire);
    }

    /// The client aborts the transfer; the backend replies to that and to the ABOR, as it should.
    public void aborts() {
        client.sends("ABOR");
        backend.expectsAbort().replies("426 Transfer aborted", "226 Abort successful");
        client.reads("426 Transfer aborted").reads("226 Abort successful");
    }

    /// Sees that the session still answers, and in step.
    public void answersInStep() {
        asks("PWD", "257 \"/\" is the current directory");
    }

    @Override
    public void close() {
        client.close();
        backend.close();
        server.close();
        gateway.close();
    }
}
