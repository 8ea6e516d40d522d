package io.sluice.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The resident memory of a gateway whose sessions are logged in and do nothing: what each one takes beyond the first
/// hundred. All are held by one process, and so is every client and backend connection by this one.
final class IdleSessions {
    private static final int FIRST = 100;
    private static final double BOUND_KIBIBYTES = 24;
    private static final int SETTLING_SECONDS = 5;
    private static final int START_MILLIS = 10_000;

    private IdleSessions() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var sessions = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1000;
        System.exit(measure(arguments[0], sessions) < BOUND_KIBIBYTES ? 0 : 1);
    }

    private static double measure(String home, int sessions) throws IOException, InterruptedException {
        try (var distribution = Distribution.at(home);
                var backend = new ServerSocket(0, 1024, InetAddress.ofLiteral("127.0.0.1"))) {
            Thread.ofVirtual().start(() -> serve(backend));
            var port = Distribution.port();
            var process = distribution.start(port, "ftp://127.0.0.1:" + backend.getLocalPort());
            var clients = new ArrayList<Socket>();
            try {
                var few = with(FIRST, clients, port, process);
                var all = with(sessions, clients, port, process);
                var each = (all - few) * 1024 / (sessions - FIRST);
                System.out.printf("each beyond: %6.1f KiB (bound %.0f KiB)%n", each, BOUND_KIBIBYTES);
                return each;
            } finally {
                for (var client : clients) {
                    client.close();
                }
                Distribution.end(process);
            }
        }
    }

    /// The memory in mebibytes, a moment after there are that many sessions.
    private static double with(int sessions, List<Socket> clients, int port, Process process) throws IOException {
        while (clients.size() < sessions) {
            clients.add(login(port));
        }
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(SETTLING_SECONDS));
        var resident = resident(process);
        System.out.printf("%5d sessions: %5.1f MiB%n", sessions, resident);
        return resident;
    }

    /// `VmRSS` in mebibytes.
    private static double resident(Process process) throws IOException {
        try (var lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst()
                            .orElseThrow()
                    / 1024.0;
        }
    }

    private static Socket login(int port) throws IOException {
        var socket = connect(port);
        socket.setSoTimeout(START_MILLIS);
        var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII), 64);
        expect(in, "220");
        send(socket, "USER joe");
        expect(in, "331");
        send(socket, "PASS secret");
        expect(in, "230");
        return socket;
    }

    private static Socket connect(int port) throws IOException {
        var end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(START_MILLIS);
        while (true) {
            try {
                return new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
            } catch (IOException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
        }
    }

    private static void expect(BufferedReader in, String code) throws IOException {
        var line = in.readLine();
        if (line == null || !line.startsWith(code + " ")) {
            throw new IOException("expected " + code + ", not " + line);
        }
    }

    private static void send(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(US_ASCII));
    }

    /// A backend that lets everybody in and then waits.
    private static void serve(ServerSocket listener) {
        try {
            while (true) {
                var socket = listener.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            return; // the listener is closed at the end
        }
    }

    private static void serve(Socket socket) {
        try (socket) {
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII), 64);
            send(socket, "220 bench");
            for (String line; (line = in.readLine()) != null; ) {
                send(
                        socket,
                        switch (line.split(" ")[0]) {
                            case "USER" -> "331 Password, please";
                            case "PASS" -> "230 Welcome";
                            default -> "502 Not here";
                        });
            }
        } catch (IOException e) {
            return; // the gateway has left
        }
    }
}
