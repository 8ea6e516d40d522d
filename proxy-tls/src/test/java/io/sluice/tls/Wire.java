package io.sluice.tls;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/// Two engines whose bytes reach each other in memory.
public final class Wire {
    private static final int PACKET = 1 << 16;
    private static final int RECORD_HEADER = 5;

    private final End client;
    private final End server;

    public Wire(SSLEngine client, SSLEngine server) {
        this.client = new End(client);
        this.server = new End(server);
    }

    private static final class End {
        private final SSLEngine engine;
        private int records;
        private ByteBuffer inbound = ByteBuffer.allocate(0);
        private final ByteArrayOutputStream got = new ByteArrayOutputStream();

        End(SSLEngine engine) {
            this.engine = engine;
        }

        void receive(ByteBuffer bytes) {
            var all = ByteBuffer.allocate(inbound.remaining() + bytes.remaining());
            inbound = all.put(inbound).put(bytes).flip();
        }

        boolean step(End peer) throws SSLException {
            runTasks();
            if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                return send(ByteBuffer.allocate(0), peer);
            }
            if (!inbound.hasRemaining()) {
                return false;
            }
            var plain = ByteBuffer.allocate(PACKET);
            var result = engine.unwrap(inbound, plain);
            plain.flip();
            while (plain.hasRemaining()) {
                got.write(plain.get());
            }
            return result.bytesConsumed() > 0
                    || result.bytesProduced() > 0
                    || engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
                    || engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK;
        }

        boolean send(ByteBuffer plain, End peer) throws SSLException {
            var packet = ByteBuffer.allocate(PACKET);
            var result = engine.wrap(plain, packet);
            peer.receive(packet.flip());
            for (int at = 0; at < packet.limit(); at += RECORD_HEADER + packet.getShort(at + RECORD_HEADER - 2)) {
                records++;
            }
            return result.bytesProduced() > 0 || result.getStatus() == SSLEngineResult.Status.OK;
        }

        private void runTasks() {
            for (var task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                task.run();
            }
        }
    }

    /// Makes the handshake, and a byte each way behind it, so that tickets arrive.
    ///
    /// @throws SSLException of whichever engine refuses first
    public Wire handshake() throws SSLException {
        client.engine.beginHandshake();
        server.engine.beginHandshake();
        settle();
        say(client, server, "c");
        say(server, client, "s");
        return this;
    }

    /// Has the client get a text of the server, and what goes out before it.
    public void serverSays(String text) throws SSLException {
        say(server, client, text);
    }

    /// Has a client of TLS 1.2 begin another handshake.
    public void clientRenegotiates() throws SSLException {
        client.engine.beginHandshake();
        settle();
    }

    /// How many records the server has sent.
    public int recordsOfServer() {
        return server.records;
    }

    /// What the other side gets of a text.
    private void say(End from, End to, String text) throws SSLException {
        var plain = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        to.got.reset();
        for (int i = 0; plain.hasRemaining() && i < 10; i++) {
            from.send(plain, to);
            settle();
        }
        if (!to.got.toString(StandardCharsets.US_ASCII).equals(text)) {
            throw new SSLException("'" + text + "' has not arrived: handshakes stand at "
                    + client.engine.getHandshakeStatus() + " and " + server.engine.getHandshakeStatus());
        }
    }

    private void settle() throws SSLException {
        boolean moving = true;
        for (int i = 0; moving && i < 1000; i++) {
            moving = server.step(client) | client.step(server);
        }
    }
}
