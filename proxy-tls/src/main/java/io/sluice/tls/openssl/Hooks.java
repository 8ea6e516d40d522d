package io.sluice.tls.openssl;

import io.sluice.tls.session.SessionStore;
import io.sluice.tls.session.TicketKeys;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.X509TrustManager;

/// What a context asks Java for inside handshakes. Written by its builder only.
final class Hooks {
    boolean server;
    Optional<X509TrustManager> trust = Optional.empty();
    Optional<SessionStore> sessions = Optional.empty();
    Optional<TicketKeys> ticketKeys = Optional.empty();
    Optional<Stapling> stapling = Optional.empty();
    Optional<PreSharedKeys> serverKeys = Optional.empty();
    Optional<ClientKey> clientKey = Optional.empty();
    List<String> applicationProtocols = List.of();
    boolean renegotiation;
    boolean tickets = true;

    /// The key of a client, and the identity it is known by.
    static final class ClientKey {
        private final String identity;
        private final byte[] key;

        ClientKey(String identity, byte[] key) {
            this.identity = identity;
            this.key = key.clone();
        }

        String identity() {
            return identity;
        }

        byte[] key() {
            return key;
        }
    }
}
