package io.sluice.tls.openssl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.sluice.tls.session.TicketKey;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.security.SecureRandom;

/// The callbacks for session tickets.
final class TicketUpcalls {
    private static final int FAILED = -1;
    private static final int NO_KEY = 0;
    private static final int TAKEN = 1;
    private static final int TAKEN_BUT_OLD = 2;
    private static final int IV_LENGTH = 16;
    private static final int MARK_LENGTH = 32;

    private static final int OSSL_PARAM_UTF8_STRING = 4;
    private static final int OSSL_PARAM_OCTET_STRING = 5;
    private static final int OSSL_PARAM_SIZE = 40;

    private static final SecureRandom RANDOM = new SecureRandom();

    private TicketUpcalls() {}

    /// `SSL_CTX_set_session_ticket_cb`: puts the mark of the control connection into a ticket that is being made.
    static int marked(MemorySegment connection, MemorySegment unused) {
        try (var arena = Arena.ofConfined()) {
            var mark = Upcalls.answers(connection).flatMap(Answers::markOfNewTickets);
            if (mark.isPresent()) {
                var bytes = Memory.copy(arena, mark.get());
                return Ssl.SESSION_SET1_TICKET_APPDATA.i(Ssl.GET_SESSION.p(connection), bytes, bytes.byteSize());
            }
            return 1;
        } catch (RuntimeException | Error e) {
            Upcalls.answers(connection).ifPresent(answers -> answers.failedInside(e));
            return 0;
        }
    }

    /// `SSL_CTX_set_tlsext_ticket_key_evp_cb`.
    static int keyed(
            MemorySegment connection,
            MemorySegment name,
            MemorySegment iv,
            MemorySegment cipher,
            MemorySegment mac,
            int making) {
        try {
            var answers = Upcalls.answers(connection).orElseThrow();
            var keys = answers.context().hooks().ticketKeys.orElseThrow();
            if (making == 1) {
                var key = keys.newest();
                var fresh = random(IV_LENGTH);
                MemorySegment.copy(
                        key.name(), 0, Memory.sized(name, key.name().length), JAVA_BYTE, 0, key.name().length);
                MemorySegment.copy(fresh, 0, Memory.sized(iv, IV_LENGTH), JAVA_BYTE, 0, IV_LENGTH);
                return isSet(Crypto.EVP_ENCRYPT_INIT, key, iv, cipher, mac) ? TAKEN : FAILED;
            }
            var found = keys.find(Memory.bytes(name, TicketKey.NAME_LENGTH));
            if (found.isEmpty()) {
                return NO_KEY;
            }
            if (!isSet(Crypto.EVP_DECRYPT_INIT, found.get().key(), iv, cipher, mac)) {
                return FAILED;
            }
            boolean renewed = found.get().renew() || isOfTls13(connection);
            return renewed && answers.keepsSessions() ? TAKEN_BUT_OLD : TAKEN;
        } catch (RuntimeException | Error e) {
            Upcalls.answers(connection).ifPresent(answers -> answers.failedInside(e));
            return FAILED;
        }
    }

    /// Whose tickets are for one use.
    private static boolean isOfTls13(MemorySegment connection) {
        return Ssl.VERSION.i(connection) >= Protocol.TLS_1_3.number();
    }

    /// As many bytes as a mark has.
    static byte[] random() {
        return random(MARK_LENGTH);
    }

    private static byte[] random(int length) {
        var bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private static boolean isSet(Call init, TicketKey key, MemorySegment iv, MemorySegment cipher, MemorySegment mac) {
        try (var arena = Arena.ofConfined()) {
            var cipherKey = Memory.copy(arena, key.cipherKey());
            var macKey = Memory.copy(arena, key.macKey());
            var digest = arena.allocateFrom("SHA256");
            var parameters = arena.allocate(3 * OSSL_PARAM_SIZE, ADDRESS.byteAlignment());
            put(parameters, arena.allocateFrom("key"), OSSL_PARAM_OCTET_STRING, macKey, macKey.byteSize());
            put(
                    parameters.asSlice(OSSL_PARAM_SIZE),
                    arena.allocateFrom("digest"),
                    OSSL_PARAM_UTF8_STRING,
                    digest,
                    digest.byteSize() - 1);
            boolean set = init.i(cipher, Crypto.EVP_AES_256_CBC.p(), MemorySegment.NULL, cipherKey, iv) == 1
                    && Crypto.EVP_MAC_CTX_SET_PARAMS.i(mac, parameters) == 1;
            cipherKey.fill((byte) 0);
            macKey.fill((byte) 0);
            return set;
        }
    }

    /// Fills in one `OSSL_PARAM`; one of zeros ends the list.
    private static void put(MemorySegment at, MemorySegment name, int type, MemorySegment data, long size) {
        at.set(ADDRESS, 0, name);
        at.set(JAVA_INT, 8, type);
        at.set(ADDRESS, 16, data);
        at.set(JAVA_LONG, 24, size);
        at.set(JAVA_LONG, 32, -1);
    }
}
