package io.sluice.acl.adapter;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A server that gives every verb a fixed reply, and 502 to others.
final class ScriptedBackend implements AutoCloseable {
    private static final Map<String, String> REPLIES = Map.of(
            "USER", "331 Password required",
            "PASS", "230 Logged in",
            "PORT", "200 PORT command successful",
            "QUIT", "221 Goodbye");

    private final Queue<String> received = new ConcurrentLinkedQueue<>();
    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    ScriptedBackend() throws IOException {
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    var client = listening.accept();
                    Thread.ofVirtual().start(() -> serve(client));
                }
            } catch (IOException _) {
                // closed
            }
        });
    }

    /// The lines of all clients so far.
    Queue<String> received() {
        return received;
    }

    String url() {
        return "ftp://" + place();
    }

    String place() {
        return "127.0.0.1:" + listening.getLocalPort();
    }

    private void serve(Socket client) {
        try (client;
                var in = new BufferedReader(
                        new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1))) {
            say(client, "220 Ready");
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                received.add(line);
                say(client, REPLIES.getOrDefault(line.split(" ", 2)[0], "502 Command not implemented"));
            }
        } catch (IOException _) {
            // the gateway hung up
        }
    }

    private static void say(Socket client, String reply) throws IOException {
        client.getOutputStream().write((reply + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
