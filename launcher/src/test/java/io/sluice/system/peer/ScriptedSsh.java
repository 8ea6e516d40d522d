package io.sluice.system.peer;

import io.sluice.system.process.Scene;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;

/// A server that says one line to whoever comes, and keeps what it hears.
public final class ScriptedSsh implements AutoCloseable {
    private final ServerSocket socket;
    private final StringBuffer heard = new StringBuffer();

    private ScriptedSsh(ServerSocket socket) {
        this.socket = socket;
    }

    public static ScriptedSsh start(Scene scene, String line) {
        try {
            var server = scene.owns(new ScriptedSsh(new ServerSocket(0, 50, InetAddress.getLoopbackAddress())));
            Thread.ofVirtual().start(() -> server.serve(line));
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "sftp://127.0.0.1:" + socket.getLocalPort();
    }

    /// All it has heard so far, whoever said it.
    public String heard() {
        return heard.toString();
    }

    private void serve(String line) {
        while (!socket.isClosed()) {
            try (var client = socket.accept()) {
                client.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
                var buffer = new byte[4096];
                for (int n; (n = client.getInputStream().read(buffer)) > 0; ) {
                    heard.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
                }
            } catch (IOException _) {
                // the next one
            }
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
