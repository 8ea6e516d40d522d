package io.sluice.cache.redis;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A server that answers each command as a script says and remembers what it was sent.
final class ScriptedServer implements AutoCloseable {
    /// What to do with a command: the bytes to send, as text, or one of the constants.
    interface Script {
        String answer(List<String> command) throws InterruptedException;
    }

    /// Closes the connection.
    static final String HANG_UP = "hang up";

    /// Sends digits of a length that never ends, slowly.
    static final String DRIP = "drip";

    /// Answers a PING, and reads nothing any more.
    static final String DEAF = "deaf";

    /// Sends nothing.
    static final String SILENCE = "";

    final List<List<String>> commands = new CopyOnWriteArrayList<>();
    final AtomicInteger connections = new AtomicInteger();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Script script;

    ScriptedServer(Script script) throws IOException {
        this.script = script;
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    Socket socket = server.accept();
                    sockets.add(socket);
                    connections.incrementAndGet();
                    Thread.ofVirtual().start(() -> serve(socket));
                }
            } catch (IOException _) {
                // It was closed.
            }
        });
    }

    /// What a healthy server answers to what each connection begins with; everything else is for the script.
    static Script after(Script script) {
        return command -> switch (command.getFirst()) {
            case "AUTH", "SELECT" -> "+OK\r\n";
            case "PING" -> "+PONG\r\n";
            default -> script.answer(command);
        };
    }

    int port() {
        return server.getLocalPort();
    }

    /// The first words of what was sent.
    List<String> verbs() {
        return commands.stream().map(List::getFirst).toList();
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new BufferedInputStream(socket.getInputStream());
            while (true) {
                List<String> command = read(in);
                commands.add(command);
                String answer = script.answer(command);
                if (answer.equals(HANG_UP)) {
                    return;
                }
                if (answer.equals(DRIP)) {
                    socket.getOutputStream().write('$');
                    while (!closed.await(50, TimeUnit.MILLISECONDS)) {
                        socket.getOutputStream().write('0');
                    }
                    return;
                }
                if (answer.equals(DEAF)) {
                    socket.getOutputStream().write("+PONG\r\n".getBytes(StandardCharsets.ISO_8859_1));
                    closed.await();
                    return;
                }
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
            }
        } catch (IOException | NumberFormatException _) {
            // The client is gone, or speaks something else.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<String> read(InputStream in) throws IOException {
        var words = new ArrayList<String>();
        int count = Integer.parseInt(line(in).substring(1));
        for (int i = 0; i < count; i++) {
            int length = Integer.parseInt(line(in).substring(1));
            words.add(new String(in.readNBytes(length), StandardCharsets.ISO_8859_1));
            in.readNBytes(2);
        }
        return words;
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int each = in.read(); each != '\n'; each = in.read()) {
            if (each < 0) {
                throw new IOException("end");
            }
            if (each != '\r') {
                line.append((char) each);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
