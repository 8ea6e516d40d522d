package io.sluice.tls.engine;

import io.sluice.tls.engine.BackendEngines.Place;
import io.sluice.tls.settings.BackendOption;
import io.sluice.tls.settings.BackendSettings;
import io.sluice.tls.suites.CipherSuite;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/// Where the TLS sessions of the latest control connection with each backend are, as long as they may be resumed: for a
/// day after the full handshake that they come from. When there are too many backends, further ones are not kept.
///
/// @param <K> what leads to the sessions of a control connection
final class LatestSessions<K> {
    static final int MOST = 1000;
    static final Duration LIFETIME = Duration.ofDays(1);

    /// @param since when the backend has last shown its certificate
    record Kept<K>(K key, Instant since) {}

    private final InstantSource clock;
    private final Map<Place, Kept<K>> kept = new HashMap<>();

    LatestSessions(InstantSource clock) {
        this.clock = clock;
    }

    /// Whether a TLS session may be resumed by later control connections. In TLS 1.2 that has no new tickets, and
    /// servers that want data connections to resume the TLS session of their own control connection refuse those of
    /// another.
    static boolean keeps(BackendSettings settings, SSLSession session) {
        return CipherSuite.ofStandardName(session.getCipherSuite())
                        .filter(CipherSuite::isOfTls13)
                        .isPresent()
                && !settings.has(BackendOption.NO_SESSION_CACHE)
                && !settings.has(BackendOption.NO_SESSION_TICKETS);
    }

    /// What a new control connection may resume.
    synchronized Optional<Kept<K>> of(Place place) {
        var found = Optional.ofNullable(kept.get(place));
        if (found.isPresent() && clock.instant().isAfter(found.get().since().plus(LIFETIME))) {
            kept.remove(place);
            return Optional.empty();
        }
        return found;
    }

    /// A control connection is there.
    ///
    /// @param resumed what it has resumed, if it has
    synchronized void keep(Place place, K key, Optional<Kept<K>> resumed) {
        if (kept.size() < MOST || kept.containsKey(place)) {
            kept.put(place, new Kept<>(key, resumed.map(Kept::since).orElseGet(clock::instant)));
        }
    }
}
