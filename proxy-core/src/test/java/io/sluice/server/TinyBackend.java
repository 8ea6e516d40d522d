package io.sluice.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/// An FTP server that lets everybody in and has nothing.
public final class TinyBackend implements AutoCloseable {
    private final ServerSocket listener;
    private final String greeting;

    private TinyBackend(ServerSocket listener, String greeting) {
        this.listener = listener;
        this.greeting = greeting;
    }

    public static TinyBackend start(String greeting) {
        try {
            var backend = new TinyBackend(new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1")), greeting);
            Thread.ofVirtual().start(backend::accept);
            return backend;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "ftp://127.0.0.1:" + listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var socket = listener.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
            say(socket, "220 " + greeting);
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                say(
                        socket,
                        switch (line.split(" ", 2)[0]) {
                            case "FEAT" -> "502 no features";
                            case "USER" -> "331 password please";
                            case "PASS" -> "230 welcome";
                            case "QUIT" -> "221 bye";
                            default -> "200 fine";
                        });
            }
        } catch (IOException _) {
            // the gateway has gone
        }
    }

    private static void say(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(ISO_8859_1));
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
