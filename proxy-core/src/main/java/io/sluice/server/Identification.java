package io.sluice.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// The identification protocol (RFC 1413): asks the client's machine whose connection it is. What it says is as good as
/// that machine.
final class Identification {
    static final int USUAL_PORT = 113;
    private static final int LONGEST_ANSWER = 1000;
    private static final int LONGEST_NAME = 512;

    private final int port;
    private final Duration limit;

    /// @param limit for the whole of a question
    Identification(int port, Duration limit) {
        this.port = port;
        this.limit = limit;
    }

    /// The user at the other end of a connection; empty if the machine does not tell in time.
    Optional<String> of(InetSocketAddress client, InetSocketAddress local) {
        long until = System.nanoTime() + limit.toNanos();
        try (var socket = new Socket()) {
            socket.bind(new InetSocketAddress(local.getAddress(), 0));
            socket.connect(new InetSocketAddress(client.getAddress(), port), left(until));
            var question = client.getPort() + ", " + local.getPort() + "\r\n";
            socket.getOutputStream().write(question.getBytes(StandardCharsets.US_ASCII));
            return name(answer(socket, until), client.getPort(), local.getPort());
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static String answer(Socket socket, long until) throws IOException {
        var answer = new StringBuilder();
        var in = socket.getInputStream();
        while (answer.length() < LONGEST_ANSWER) {
            socket.setSoTimeout(left(until));
            int c = in.read();
            if (c < 0 || c == '\n') {
                break;
            }
            answer.append((char) c);
        }
        return answer.toString();
    }

    private static int left(long until) throws SocketTimeoutException {
        long millis = (until - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
            throw new SocketTimeoutException();
        }
        return Math.toIntExact(Math.min(millis, Integer.MAX_VALUE));
    }

    /// Reads `6193, 23 : USERID : UNIX : stjohns`, of which the name may hold anything but line ends.
    private static Optional<String> name(String answer, int clientPort, int localPort) {
        var parts = answer.strip().split(":", 4);
        if (parts.length < 4 || !parts[1].strip().toUpperCase(Locale.ROOT).equals("USERID")) {
            return Optional.empty();
        }
        if (!parts[0].replace(" ", "").equals(clientPort + "," + localPort)) {
            return Optional.empty();
        }
        return Optional.of(parts[3].strip()).filter(name -> !name.isEmpty() && name.length() <= LONGEST_NAME);
    }
}
