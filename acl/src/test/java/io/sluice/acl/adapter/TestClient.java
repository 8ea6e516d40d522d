package io.sluice.acl.adapter;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// A client that sends a line and reads the reply to it; replies are of one line.
final class TestClient implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;

    TestClient(String from, InetSocketAddress gateway) throws IOException {
        socket = new Socket();
        socket.setSoTimeout(10_000);
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
        socket.connect(gateway);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    }

    String reply() {
        try {
            return String.valueOf(in.readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String send(String line) {
        try {
            socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            return reply();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
