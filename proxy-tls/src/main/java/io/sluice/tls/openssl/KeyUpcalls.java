package io.sluice.tls.openssl;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/// The callbacks for keys that both ends share.
final class KeyUpcalls {
    private static final int NONE = 0;

    private KeyUpcalls() {}

    /// `SSL_CTX_set_psk_server_callback`. Up to TLS 1.2 an unknown identity gets a key that nobody knows, so that it
    /// looks like a wrong key. In TLS 1.3 what looks like an identity may be a ticket.
    static int serverKey(MemorySegment connection, MemorySegment identity, MemorySegment room, int size) {
        try {
            var name = Memory.text(identity);
            var keys = Upcalls.answers(connection)
                    .flatMap(answers -> answers.context().hooks().serverKeys)
                    .orElseThrow();
            var key = keys.find(name);
            if (key.isEmpty() && Ssl.VERSION.i(connection) >= Protocol.TLS_1_3.number()) {
                return NONE;
            }
            return put(key.orElseGet(TicketUpcalls::random), room, size);
        } catch (RuntimeException | Error e) {
            Upcalls.answers(connection).ifPresent(answers -> answers.failedInside(e));
            return NONE;
        }
    }

    /// `SSL_CTX_set_psk_client_callback`.
    static int clientKey(
            MemorySegment connection,
            MemorySegment hint,
            MemorySegment identity,
            int identitySize,
            MemorySegment room,
            int size) {
        try {
            var key = Upcalls.answers(connection)
                    .flatMap(answers -> answers.context().hooks().clientKey)
                    .orElseThrow();
            var name = key.identity().getBytes(StandardCharsets.UTF_8);
            if (name.length >= identitySize) {
                return NONE;
            }
            Memory.sized(identity, identitySize).setString(0, key.identity());
            return put(key.key(), room, size);
        } catch (RuntimeException | Error e) {
            Upcalls.answers(connection).ifPresent(answers -> answers.failedInside(e));
            return NONE;
        }
    }

    private static int put(byte[] key, MemorySegment room, int size) {
        if (key.length > size) {
            return NONE;
        }
        MemorySegment.copy(key, 0, Memory.sized(room, size), JAVA_BYTE, 0, key.length);
        return key.length;
    }
}
