package io.sluice.tls;

import io.sluice.config.DirectiveSet;
import io.sluice.tls.cache.CacheDirectives;
import io.sluice.tls.cache.StaplingSettings;
import io.sluice.tls.cache.TlsCaches;
import io.sluice.tls.engine.Keeping;
import io.sluice.tls.engine.Keeping.Responses;
import io.sluice.tls.engine.Keeping.Wish;
import io.sluice.tls.keys.Credential;
import io.sluice.tls.session.Reach;
import io.sluice.tls.session.TicketKeys;
import io.sluice.tls.settings.TicketKeyLimits;
import io.sluice.tls.settings.TlsSettings;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What the servers of a configuration keep between handshakes: the caches of the main server, and the keys of tickets,
/// for all of them.
final class KeptThings {
    private static final String SESSIONS_OF_CONNECTION =
            "TLS sessions are resumed by data connections of the same control connection only";
    private static final String SESSIONS_OF_PROCESS = "TLS sessions are resumed inside this process only";
    private static final String TICKETS_OF_CONNECTION =
            "tickets are good for the control connection that gave them only";
    private static final String TICKETS_OF_PROCESS = "tickets are good inside this process only";
    private static final String KEYS_STAY = "keys are not changed, and nobody's session ends for that";
    private static final String UNSTAPLED = "no OCSP responses are stapled";

    private final TlsCaches caches;
    private final TicketKeys ticketKeys;

    KeptThings(TlsCaches caches, DirectiveSet main) {
        this.caches = caches;
        var limits = TicketKeyLimits.of(main);
        this.ticketKeys = caches.ticketKeys()
                .map(store -> new TicketKeys(limits.age(), limits.count(), InstantSource.system(), store))
                .orElseGet(() -> new TicketKeys(limits.age(), limits.count(), InstantSource.system()));
    }

    /// Whether TLS sessions are kept at all.
    boolean isKept() {
        return caches.keepsSessions();
    }

    /// What one server keeps.
    ///
    /// @param number of the server in its configuration, from 1
    Keeping of(int number, DirectiveSet server, TlsSettings settings) {
        var stapling = caches.stapling(server);
        return new Keeping(
                number,
                isKept() ? Optional.of(caches.sessions()) : Optional.empty(),
                caches.sessions().capacity(),
                caches.sessions().lifetime(),
                ticketKeys,
                stapling.enabled() ? Optional.of(responses(settings, stapling)) : Optional.empty(),
                wishes(settings, stapling));
    }

    private List<Wish> wishes(TlsSettings settings, StaplingSettings stapling) {
        var wishes = new ArrayList<Wish>();
        if (caches.namesSessionCache()) {
            wishes.add(sessions());
        }
        if (settings.tickets()) {
            wishes.add(new Wish(
                    "TLSSessionTickets on",
                    Map.of(Reach.CONNECTION, TICKETS_OF_CONNECTION, Reach.PROCESS, TICKETS_OF_PROCESS)));
        }
        if (stapling.enabled()) {
            wishes.add(new Wish("TLSStapling on", Map.of(Reach.CONNECTION, UNSTAPLED, Reach.PROCESS, UNSTAPLED)));
        }
        if (settings.renegotiation().isWanted()) {
            wishes.add(new Wish("TLSRenegotiate", Map.of(Reach.CONNECTION, KEYS_STAY, Reach.PROCESS, KEYS_STAY)));
        }
        return wishes;
    }

    private Wish sessions() {
        var type = caches.sessions().type();
        var otherwise = new EnumMap<Reach, String>(Map.of(Reach.CONNECTION, SESSIONS_OF_CONNECTION));
        if (caches.sessions().isShared()) {
            otherwise.put(Reach.PROCESS, SESSIONS_OF_PROCESS);
        }
        return new Wish(CacheDirectives.SESSION_CACHE + " " + type, otherwise);
    }

    private Responses responses(TlsSettings settings, StaplingSettings stapling) {
        return certificate -> settings.credentials().stream()
                .filter(credential -> credential.certificate().equals(certificate))
                .findFirst()
                .flatMap(credential -> caches.stapler().responseAtHand(chain(credential, settings), stapling));
    }

    private static List<X509Certificate> chain(Credential credential, TlsSettings settings) {
        return Stream.concat(credential.chain().stream(), settings.clients().authorities().stream())
                .toList();
    }
}
