package io.sluice.cache.network;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// The smallest server: a request is a letter, a name and a value, each with its length before it; a reply is a letter
/// and a value. The letters of requests are `g` (get), `p` (put), `a` (put if absent), `r` (remove); those of replies
/// `y` and `n`.
final class NetworkPlace implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
    private final Map<String, byte[]> entries = new HashMap<>();

    NetworkPlace() throws IOException {
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    Socket socket = listener.accept();
                    Thread.ofVirtual().start(() -> serve(socket));
                }
            } catch (IOException _) {
                // It was closed.
            }
        });
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort());
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new DataInputStream(socket.getInputStream());
            while (true) {
                char verb = (char) in.readByte();
                var name = new String(in.readNBytes(in.readInt()), StandardCharsets.ISO_8859_1);
                byte[] reply = reply(verb, name, in.readNBytes(in.readInt()));
                socket.getOutputStream().write(reply);
            }
        } catch (IOException _) {
            // The client is gone.
        }
    }

    private synchronized byte[] reply(char verb, String name, byte[] value) throws IOException {
        byte[] there = entries.get(name);
        switch (verb) {
            case 'p' -> entries.put(name, value);
            case 'a' -> entries.putIfAbsent(name, value);
            case 'r' -> entries.remove(name);
            default -> {}
        }
        boolean yes = verb == 'p' || (verb == 'a') == (there == null);
        var reply = new java.io.ByteArrayOutputStream();
        var out = new DataOutputStream(reply);
        out.writeByte(yes ? 'y' : 'n');
        byte[] shown = verb == 'g' && there != null ? there : new byte[0];
        out.writeInt(shown.length);
        out.write(shown);
        return reply.toByteArray();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
