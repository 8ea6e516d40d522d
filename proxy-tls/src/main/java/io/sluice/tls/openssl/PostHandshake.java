package io.sluice.tls.openssl;

import java.lang.foreign.MemorySegment;
import java.time.Duration;

/// What is sent in TLS 1.3 beside data once the handshake is over: changes of keys, and further tickets (RFC 8446
/// §4.6). Used under the lock of its engine.
final class PostHandshake {
    private static final int SSL_KEY_UPDATE_NOT_REQUESTED = 0;
    private static final int SSL_KEY_UPDATE_REQUESTED = 1;

    /// Not more often are keys changed for the bytes that went out: GnuTLS ends a connection on which they change more
    /// than eight times a second.
    private static final long QUICKEST = Duration.ofMillis(200).toNanos();

    private final Connection connection;
    private final MemorySegment ssl;
    private KeyLimits limits = KeyLimits.STANDARD;
    private long changed = System.nanoTime();
    private long sentUnderKey;

    PostHandshake(Connection connection) {
        this.connection = connection;
        this.ssl = connection.ssl();
    }

    void limit(KeyLimits those) {
        limits = those;
    }

    /// That many bytes more are about to be encrypted: keys are changed first if they have served long enough. The peer
    /// is asked for its own only by time: one that does nothing but read would not be heard.
    void sends(int more, OpenSslSession session) {
        if (!session.isOf(Protocol.TLS_1_3)) {
            return;
        }
        if (isOld()) {
            change(SSL_KEY_UPDATE_REQUESTED);
        } else if (sentUnderKey + more > limits.bytes() && System.nanoTime() - changed > QUICKEST) {
            change(SSL_KEY_UPDATE_NOT_REQUESTED);
        }
        sentUnderKey += more;
    }

    private boolean isOld() {
        return limits.age()
                .filter(age -> System.nanoTime() - changed > age.toNanos())
                .isPresent();
    }

    private void change(int whose) {
        Ssl.KEY_UPDATE.i(ssl, whose);
        changed = System.nanoTime();
        sentUnderKey = 0;
    }

    /// Changes the keys of both directions; false if that has failed.
    boolean updateKeys() {
        Errors.clear();
        if (Ssl.KEY_UPDATE.i(ssl, SSL_KEY_UPDATE_REQUESTED) != 1 || connection.handshake() < 0) {
            return false;
        }
        changed = System.nanoTime();
        sentUnderKey = 0;
        return true;
    }

    /// Gives the client a further ticket; false if that has failed.
    boolean sendTicket() {
        Errors.clear();
        return Ssl.NEW_SESSION_TICKET.i(ssl) == 1 && connection.handshake() >= 0;
    }
}
