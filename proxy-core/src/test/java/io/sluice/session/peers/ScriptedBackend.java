package io.sluice.session.peers;

import io.sluice.peers.Await;
import io.sluice.peers.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/// An FTP server without a mind of its own: it listens, and a test says what it does on each connection.
public final class ScriptedBackend implements AutoCloseable {
    private final ServerSocket server;
    private final String address;

    private ScriptedBackend(ServerSocket server, String address) {
        this.server = server;
        this.address = address;
    }

    public static ScriptedBackend at(String address) {
        return at(address, Ports.free());
    }

    public static ScriptedBackend at(String address, int port) {
        try {
            var server = new ServerSocket(port, 64, InetAddress.getByName(address));
            server.setSoTimeout(Await.USUAL_MILLIS);
            return new ScriptedBackend(server, address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static ScriptedBackend listening() {
        return at("127.0.0.1");
    }

    /// A URL on which nobody listens.
    public static String deadUrl() {
        return "ftp://127.0.0.1:" + Ports.free();
    }

    public String url() {
        return "ftp://" + place();
    }

    /// `host:port`.
    public String place() {
        return (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + server.getLocalPort();
    }

    public int port() {
        return server.getLocalPort();
    }

    /// The next control connection.
    public BackendControl accepts() {
        try {
            return new BackendControl(new Wire(server.accept()), address);
        } catch (IOException e) {
            throw new AssertionError("no control connection came to the backend: " + e, e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
