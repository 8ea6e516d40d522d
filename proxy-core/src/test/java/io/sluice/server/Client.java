package io.sluice.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;

/// A client that a test leads line by line.
final class Client implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;

    private Client(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
    }

    static Client connect(String address, int port) {
        try {
            var socket = new Socket();
            socket.setSoTimeout(20_000);
            socket.connect(new InetSocketAddress(address, port), 5_000);
            return new Client(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The next line, or the word `closed` if the connection has ended.
    String line() {
        try {
            var line = in.readLine();
            return line == null ? "closed" : line;
        } catch (SocketException _) {
            return "closed";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Sends a command and takes the next line.
    String says(String command) {
        try {
            socket.getOutputStream().write((command + "\r\n").getBytes(ISO_8859_1));
            return line();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return socket.getLocalPort();
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
