package io.sluice.tls.openssl;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Instant;

/// The callbacks of OpenSSL's cache of TLS sessions.
final class SessionUpcalls {
    private static final int NOT_KEPT = 0;

    private SessionUpcalls() {}

    /// `SSL_CTX_sess_set_new_cb`.
    static int added(MemorySegment connection, MemorySegment session) {
        try {
            Upcalls.answers(connection).ifPresent(answers -> add(answers, connection, session));
        } catch (RuntimeException | Error e) {
            Upcalls.answers(connection).ifPresent(answers -> answers.failedInside(e));
        }
        return NOT_KEPT;
    }

    private static void add(Answers answers, MemorySegment connection, MemorySegment session) {
        if (!answers.keepsSessions()) {
            return;
        }
        Memory.der(Ssl.I2D_SSL_SESSION, session).ifPresent(der -> {
            if (answers.isClient()) {
                answers.keep(der);
                return;
            }
            // A ticket of TLS 1.3 is all there is to its session, unless tickets are ids.
            if (answers.context().hooks().tickets && Ssl.VERSION.i(connection) >= Protocol.TLS_1_3.number()) {
                return;
            }
            var expiry = Instant.ofEpochSecond(Ssl.SESSION_GET_TIME.l(session) + Ssl.SESSION_GET_TIMEOUT.l(session));
            answers.context().hooks().sessions.ifPresent(store -> store.store(id(session), der, expiry));
        });
    }

    /// `SSL_CTX_sess_set_get_cb`.
    static MemorySegment found(MemorySegment connection, MemorySegment id, int length, MemorySegment copied) {
        try {
            Memory.sized(copied, JAVA_INT.byteSize()).set(JAVA_INT, 0, 0);
            return Upcalls.answers(connection)
                    .flatMap(answers -> answers.context().hooks().sessions)
                    .flatMap(store -> store.find(Memory.bytes(id, length)))
                    .map(SessionUpcalls::parsed)
                    .orElse(MemorySegment.NULL);
        } catch (RuntimeException | Error e) {
            Upcalls.answers(connection).ifPresent(answers -> answers.failedInside(e));
            return MemorySegment.NULL;
        }
    }

    /// What does not look like a TLS session is none, and no error of the handshake that asked for it.
    static MemorySegment parsed(byte[] der) {
        var session = Memory.object(Ssl.D2I_SSL_SESSION, der);
        if (Memory.isNull(session)) {
            Errors.clear();
        }
        return session;
    }

    /// `SSL_CTX_sess_set_remove_cb`.
    static void removed(MemorySegment context, MemorySegment session) {
        try {
            Upcalls.context(context)
                    .flatMap(found -> found.hooks().sessions)
                    .ifPresent(store -> store.remove(id(session)));
        } catch (RuntimeException | Error e) {
            System.getLogger(SessionUpcalls.class.getName())
                    .log(System.Logger.Level.DEBUG, "a TLS session is not removed", e);
        }
    }

    static byte[] id(MemorySegment session) {
        try (var arena = Arena.ofConfined()) {
            var length = arena.allocate(JAVA_INT);
            var id = Ssl.SESSION_GET_ID.p(session, length);
            return Memory.bytes(id, length.get(JAVA_INT, 0));
        }
    }
}
