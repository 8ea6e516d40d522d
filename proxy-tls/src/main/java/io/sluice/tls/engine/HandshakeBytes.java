package io.sluice.tls.engine;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// The messages of the unprotected beginning of a handshake, out of the records of one direction (RFC 8446 §5.1). Bytes
/// may come in pieces. What is no TLS gives no message.
final class HandshakeBytes {
    private static final int HANDSHAKE = 22;
    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int RECORD_HEADER = 5;
    private static final int MESSAGE_HEADER = 4;

    /// The most bytes in an unprotected record (RFC 8446 §5.1).
    private static final int LONGEST_RECORD = 1 << 14;

    private static final int VERSION = 3;

    /// More than any hello has.
    private static final int LIMIT = 1 << 17;

    /// A message, or a change of ciphers, which is none but counts as one here.
    ///
    /// @param type as in RFC 8446 §4
    record Message(int type, ByteBuffer body) {
        static final int CIPHERS_CHANGED = -1;
    }

    private byte[] records = new byte[0];
    private byte[] messages = new byte[0];
    private boolean over;

    /// Takes the bytes of a buffer, whose position stays, and gives the messages that they complete.
    List<Message> feed(ByteBuffer bytes) {
        var found = new ArrayList<Message>();
        if (over || bytes.remaining() == 0) {
            return found;
        }
        records = joined(records, bytes);
        over = records.length > LIMIT;
        var rest = ByteBuffer.wrap(records);
        while (!over && rest.remaining() >= RECORD_HEADER) {
            int type = rest.get(rest.position());
            int length = rest.getShort(rest.position() + 3) & 0xffff;
            boolean isRecord = rest.get(rest.position() + 1) == VERSION && length <= LONGEST_RECORD;
            if (!isRecord || (type != HANDSHAKE && type != CHANGE_CIPHER_SPEC)) {
                over = true;
            } else if (rest.remaining() < RECORD_HEADER + length) {
                break;
            } else if (type == CHANGE_CIPHER_SPEC) {
                // In TLS 1.3 it means nothing, and may stand behind the demand for another hello (RFC 8446 §D.4).
                found.add(new Message(Message.CIPHERS_CHANGED, ByteBuffer.allocate(0)));
                rest.position(rest.position() + RECORD_HEADER + length);
            } else {
                messages = joined(messages, rest.slice(rest.position() + RECORD_HEADER, length));
                rest.position(rest.position() + RECORD_HEADER + length);
                takeMessages(found);
            }
        }
        records = joined(new byte[0], rest);
        return found;
    }

    /// Whether no message comes any more: what has come is no TLS, or protected.
    boolean isOver() {
        return over;
    }

    private void takeMessages(List<Message> found) {
        var rest = ByteBuffer.wrap(messages);
        while (rest.remaining() >= MESSAGE_HEADER) {
            int header = rest.getInt(rest.position());
            int length = header & 0xffffff;
            if (rest.remaining() < MESSAGE_HEADER + length) {
                break;
            }
            found.add(new Message(header >>> 24, rest.slice(rest.position() + MESSAGE_HEADER, length)));
            rest.position(rest.position() + MESSAGE_HEADER + length);
        }
        messages = joined(new byte[0], rest);
    }

    private static byte[] joined(byte[] first, ByteBuffer then) {
        var all = new ByteArrayOutputStream(first.length + then.remaining());
        all.writeBytes(first);
        var copy = new byte[then.remaining()];
        then.duplicate().get(copy);
        all.writeBytes(copy);
        return all.toByteArray();
    }
}
