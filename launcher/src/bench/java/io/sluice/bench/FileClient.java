package io.sluice.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// One session of a client that fetches or stores bytes.
final class FileClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 60_000;

    private final Socket control;
    private final BufferedReader replies;

    FileClient(int port) throws IOException {
        control = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
        control.setTcpNoDelay(true);
        control.setSoTimeout(PATIENCE_MILLIS);
        replies = new BufferedReader(new InputStreamReader(control.getInputStream(), US_ASCII), 256);
        expect("220");
        ask("USER joe", "331");
        ask("PASS secret", "230");
    }

    static void awaitListening(int port) throws IOException {
        var end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        while (true) {
            try (var _ = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
                return;
            } catch (IOException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
        }
    }

    void fetch(int bytes) throws IOException {
        try (var data = data("RETR " + bytes)) {
            var got = data.getInputStream().transferTo(OutputStream.nullOutputStream());
            if (got != bytes) {
                throw new IOException("expected " + bytes + " bytes, not " + got);
            }
        }
        expect("226");
    }

    void store(int bytes) throws IOException {
        try (var data = data("STOR " + bytes)) {
            data.getOutputStream().write(new byte[bytes]);
        }
        expect("226");
    }

    /// Begins to fetch, and breaks the data connection off.
    void giveUp(int bytes) throws IOException {
        try (var data = data("RETR " + bytes)) {
            data.getInputStream().readNBytes(1000);
            data.setSoLinger(true, 0);
        }
        var line = replies.readLine();
        if (line == null || !line.startsWith("4")) {
            throw new IOException("expected a failure, not " + line);
        }
    }

    private Socket data(String command) throws IOException {
        var port = Integer.parseInt(ask("EPSV", "229").split("\\|")[3]);
        var data = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
        data.setSoTimeout(PATIENCE_MILLIS);
        ask(command, "150");
        return data;
    }

    private String ask(String command, String code) throws IOException {
        control.getOutputStream().write((command + "\r\n").getBytes(US_ASCII));
        return expect(code);
    }

    private String expect(String code) throws IOException {
        var line = replies.readLine();
        if (line == null || !line.startsWith(code + " ")) {
            throw new IOException("expected " + code + ", not " + line);
        }
        return line;
    }

    @Override
    public void close() throws IOException {
        try (control) {
            ask("QUIT", "221");
        }
    }
}
