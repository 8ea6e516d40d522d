package io.sluice.tls.openssl;

import java.lang.foreign.MemorySegment;

/// What is sent in TLS 1.3 beside data once the handshake is over: changes of keys, and further tickets (RFC 8446
/// §4.6). Used under the lock of its engine.
final class PostHandshake {
    private static final int SSL_KEY_UPDATE_NOT_REQUESTED = 0;
    private static final int SSL_KEY_UPDATE_REQUESTED = 1;

    /// What the JDK takes for the bytes that one key may encrypt.
    private static final long BYTES_UNDER_ONE_KEY = 1L << 37;

    private final Connection connection;
    private final MemorySegment ssl;
    private long sentUnderKey;

    PostHandshake(Connection connection) {
        this.connection = connection;
        this.ssl = connection.ssl();
    }

    /// That many bytes more are about to be encrypted: our key is changed first if it has served long enough.
    void sends(int more, OpenSslSession session) {
        sentUnderKey += more;
        if (sentUnderKey > BYTES_UNDER_ONE_KEY && session.isOf(Protocol.TLS_1_3)) {
            sentUnderKey = 0;
            Ssl.KEY_UPDATE.i(ssl, SSL_KEY_UPDATE_NOT_REQUESTED);
        }
    }

    /// Changes the keys of both directions; false if that has failed.
    boolean updateKeys() {
        Errors.clear();
        if (Ssl.KEY_UPDATE.i(ssl, SSL_KEY_UPDATE_REQUESTED) != 1 || connection.handshake() < 0) {
            return false;
        }
        sentUnderKey = 0;
        return true;
    }

    /// Gives the client a further ticket; false if that has failed.
    boolean sendTicket() {
        Errors.clear();
        return Ssl.NEW_SESSION_TICKET.i(ssl) == 1 && connection.handshake() >= 0;
    }
}
