package io.sluice.cache.memcache;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// A server that does with each packet of the binary protocol what a script says.
final class ScriptedServer implements AutoCloseable {
    static final int GET = 0x00;
    static final int VERSION = 0x0b;

    /// The first word of a connection that speaks text.
    static final int TEXT = -1;

    /// What to do with a packet.
    interface Script {
        Action on(Packet packet);
    }

    /// A packet, or a line of text.
    record Packet(int opcode, int opaque, String text) {}

    /// What is done.
    sealed interface Action {}

    /// Sends bytes.
    record Send(byte[] bytes) implements Action {}

    /// Sends bytes one by one, slowly.
    record Drip(byte[] bytes) implements Action {}

    /// Sends bytes and hangs up.
    record HangUp(byte[] bytes) implements Action {}

    final List<Packet> packets = new CopyOnWriteArrayList<>();
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

    /// A server that tells its version, that no namespace was cleared, and leaves everything else to the script.
    static Script after(Script script) {
        return packet -> {
            if (packet.opcode == VERSION) {
                return new Send(response(packet, 0, bytes("1.0")));
            }
            return packet.text.endsWith("generation") ? new Send(missing(packet)) : script.on(packet);
        };
    }

    static byte[] missing(Packet packet) {
        return response(packet, 1, bytes("Not found"));
    }

    static byte[] value(Packet packet, String value) {
        byte[] body = new byte[4 + value.length()];
        System.arraycopy(bytes(value), 0, body, 4, value.length());
        byte[] response = response(packet, 0, body);
        response[4] = 4;
        return response;
    }

    static byte[] response(Packet packet, int status, byte[] body) {
        return ByteBuffer.allocate(24 + body.length)
                .put((byte) 0x81)
                .put((byte) packet.opcode)
                .putInt(0)
                .putShort((short) status)
                .putInt(body.length)
                .putInt(packet.opaque)
                .putLong(1)
                .put(body)
                .array();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    String place() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new BufferedInputStream(socket.getInputStream());
            while (true) {
                Packet packet = read(in);
                packets.add(packet);
                OutputStream out = socket.getOutputStream();
                switch (script.on(packet)) {
                    case Send(var bytes) -> out.write(bytes);
                    case HangUp(var bytes) -> {
                        out.write(bytes);
                        return;
                    }
                    case Drip(var bytes) -> {
                        for (byte each : bytes) {
                            out.write(each);
                            if (closed.await(100, java.util.concurrent.TimeUnit.MILLISECONDS)) {
                                return;
                            }
                        }
                    }
                }
            }
        } catch (IOException _) {
            // The client is gone.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static Packet read(InputStream in) throws IOException {
        int first = in.read();
        if (first < 0) {
            throw new IOException("end");
        }
        if (first != 0x80) {
            var line = new StringBuilder();
            for (int each = first; each >= 0 && each != '\n'; each = in.read()) {
                line.append((char) each);
            }
            return new Packet(TEXT, 0, line.toString().trim());
        }
        var header = ByteBuffer.wrap(in.readNBytes(23));
        if (header.limit() < 23) {
            throw new IOException("end");
        }
        int key = Short.toUnsignedInt(header.getShort(1));
        int extras = header.get(3);
        byte[] body = in.readNBytes(header.getInt(7));
        return new Packet(header.get(0), header.getInt(11), new String(body, extras, key, StandardCharsets.ISO_8859_1));
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
