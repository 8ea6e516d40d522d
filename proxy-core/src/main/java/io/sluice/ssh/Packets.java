package io.sluice.ssh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/// Payloads of packets as bytes, the message number first.
final class Packets {
    private Packets() {}

    /// The payload of a packet of which the message number has been read.
    static byte[] payload(int message, Buffer rest) {
        var payload = new byte[1 + rest.available()];
        payload[0] = (byte) message;
        rest.getRawBytes(payload, 1, payload.length - 1);
        return payload;
    }

    static IoWriteFuture send(Session session, byte[] payload) throws IOException {
        var buffer = session.createBuffer(payload[0], payload.length);
        buffer.putRawBytes(payload, 1, payload.length - 1);
        return session.writePacket(buffer);
    }

    /// A string of SSH as wire text.
    static String text(Buffer buffer) {
        return new String(buffer.getBytes(), StandardCharsets.ISO_8859_1);
    }

    static void putText(Buffer buffer, String wire) {
        buffer.putBytes(wire.getBytes(StandardCharsets.ISO_8859_1));
    }

    static List<String> names(byte[] payload) {
        return new ByteArrayBuffer(payload, 1, payload.length - 1).getNameList();
    }
}
