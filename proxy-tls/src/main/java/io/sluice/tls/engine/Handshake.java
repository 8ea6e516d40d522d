package io.sluice.tls.engine;

import io.sluice.tls.engine.HandshakeBytes.Message;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the unprotected messages at the beginning of a handshake tell, whatever library it is made by: what the client
/// asks for, and whether a session is resumed. Up to TLS 1.2 it is where a ticket or the change of ciphers comes right
/// behind the server's hello (RFC 5077 §3.1, RFC 5246 §7.3); in TLS 1.3, where that hello has chosen a pre-shared key
/// (RFC 8446 §4.2.11).
final class Handshake {
    private static final int CLIENT_HELLO = 1;
    private static final int SERVER_HELLO = 2;
    private static final int NEW_SESSION_TICKET = 4;
    private static final int SERVER_NAME = 0;
    private static final int PRE_SHARED_KEY = 41;
    private static final int SUPPORTED_VERSIONS = 43;
    private static final int TLS_1_3 = 0x0304;
    private static final int RANDOM = 32;

    /// The random bytes of a server's hello that asks for another one of the client (RFC 8446 §4.1.3).
    private static final byte[] RETRY = ByteBuffer.allocate(RANDOM)
            .putLong(0xCF21AD74E59A6111L)
            .putLong(0xBE1D8C021E65B891L)
            .putLong(0xC2A211167ABB8C5EL)
            .putLong(0x079E09E2C8A8339CL)
            .array();

    /// Where the question of resumption stands.
    private enum Resumption {
        NO_HELLO,
        HELLO_BEFORE_TLS_1_3,
        FULL,
        RESUMED
    }

    private final HandshakeBytes fromClient = new HandshakeBytes();
    private final HandshakeBytes fromServer = new HandshakeBytes();
    private Optional<Hello> hello = Optional.empty();
    private Resumption resumption = Resumption.NO_HELLO;

    Handshake() {}

    /// The hello at the beginning of these bytes, if it is whole.
    static Optional<Hello> peek(ByteBuffer bytes) {
        var alone = new Handshake();
        alone.clientSends(bytes);
        return alone.hello;
    }

    /// Whether more bytes behind these are needed to tell what hello they begin with, if any.
    static boolean isToCome(ByteBuffer bytes) {
        var messages = new HandshakeBytes();
        return messages.feed(bytes).isEmpty() && !messages.isOver();
    }

    void clientSends(ByteBuffer bytes) {
        for (var message : fromClient.feed(bytes)) {
            if (message.type() == CLIENT_HELLO && hello.isEmpty()) {
                hello = read(message.body());
            }
        }
    }

    void serverSends(ByteBuffer bytes) {
        fromServer.feed(bytes).forEach(this::take);
    }

    Optional<Hello> hello() {
        return hello;
    }

    boolean isResumed() {
        return resumption == Resumption.RESUMED;
    }

    /// Whether nothing that is still to come changes anything.
    boolean isDecided() {
        return resumption == Resumption.FULL || resumption == Resumption.RESUMED;
    }

    private void take(Message message) {
        if (resumption == Resumption.HELLO_BEFORE_TLS_1_3) {
            boolean abbreviated = message.type() == NEW_SESSION_TICKET || message.type() == Message.CIPHERS_CHANGED;
            resumption = abbreviated ? Resumption.RESUMED : Resumption.FULL;
        } else if (resumption == Resumption.NO_HELLO && message.type() == SERVER_HELLO) {
            try {
                resumption = judge(message.body());
            } catch (BufferUnderflowException _) {
                resumption = Resumption.FULL;
            }
        }
    }

    private static Resumption judge(ByteBuffer body) {
        body.getShort();
        var random = bytes(body, RANDOM);
        if (Arrays.equals(random, RETRY)) {
            return Resumption.NO_HELLO;
        }
        skipShort(body);
        body.getShort();
        body.get();
        var extensions = extensions(body);
        var version = extensions.get(SUPPORTED_VERSIONS);
        if (version == null || unsigned(version) != TLS_1_3) {
            return Resumption.HELLO_BEFORE_TLS_1_3;
        }
        return extensions.containsKey(PRE_SHARED_KEY) ? Resumption.RESUMED : Resumption.FULL;
    }

    private static Optional<Hello> read(ByteBuffer body) {
        try {
            int version = unsigned(body);
            bytes(body, RANDOM);
            skipShort(body);
            var suites = numbers(ByteBuffer.wrap(bytes(body, unsigned(body))));
            skipShort(body);
            var extensions = extensions(body);
            return Optional.of(new Hello(versions(version, extensions), suites, serverName(extensions)));
        } catch (BufferUnderflowException _) {
            return Optional.empty();
        }
    }

    private static List<Integer> versions(int legacy, Map<Integer, ByteBuffer> extensions) {
        var offered = extensions.get(SUPPORTED_VERSIONS);
        if (offered == null) {
            return List.of(legacy);
        }
        offered.get();
        return numbers(offered);
    }

    private static List<Integer> numbers(ByteBuffer bytes) {
        var numbers = new ArrayList<Integer>();
        while (bytes.remaining() >= Short.BYTES) {
            numbers.add(unsigned(bytes));
        }
        return numbers;
    }

    private static Optional<String> serverName(Map<Integer, ByteBuffer> extensions) {
        var names = extensions.get(SERVER_NAME);
        if (names == null || names.remaining() < 5) {
            return Optional.empty();
        }
        names.getShort();
        names.get();
        return Optional.of(new String(bytes(names, unsigned(names)), StandardCharsets.ISO_8859_1));
    }

    private static Map<Integer, ByteBuffer> extensions(ByteBuffer body) {
        var extensions = new HashMap<Integer, ByteBuffer>();
        if (body.remaining() < Short.BYTES) {
            return extensions;
        }
        body.getShort();
        while (body.remaining() >= 4) {
            int type = unsigned(body);
            extensions.put(type, ByteBuffer.wrap(bytes(body, unsigned(body))));
        }
        return extensions;
    }

    private static int unsigned(ByteBuffer bytes) {
        return bytes.getShort() & 0xffff;
    }

    /// Passes over a field with a length of one byte.
    private static void skipShort(ByteBuffer bytes) {
        bytes(bytes, bytes.get() & 0xff);
    }

    private static byte[] bytes(ByteBuffer from, int length) {
        if (from.remaining() < length) {
            throw new BufferUnderflowException();
        }
        var bytes = new byte[length];
        from.get(bytes);
        return bytes;
    }
}
