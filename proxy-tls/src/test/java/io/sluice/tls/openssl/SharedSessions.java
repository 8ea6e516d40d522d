package io.sluice.tls.openssl;

import io.sluice.tls.session.SessionStore;
import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// A store of TLS sessions that is a map.
final class SharedSessions implements SessionStore {
    private record Kept(byte[] session, Instant expiry) {}

    private final Map<String, Kept> kept = new ConcurrentHashMap<>();
    private Optional<byte[]> spoiled = Optional.empty();

    @Override
    public void store(byte[] id, byte[] session, Instant expiry) {
        kept.put(HexFormat.of().formatHex(id), new Kept(session, expiry));
    }

    @Override
    public Optional<byte[]> find(byte[] id) {
        return spoiled.or(() -> Optional.ofNullable(kept.get(HexFormat.of().formatHex(id)))
                .filter(found -> found.expiry().isAfter(Instant.now()))
                .map(Kept::session));
    }

    @Override
    public void remove(byte[] id) {
        kept.remove(HexFormat.of().formatHex(id));
    }

    int count() {
        return kept.size();
    }

    void clear() {
        kept.clear();
    }

    Collection<Instant> expiries() {
        return List.copyOf(kept.values()).stream().map(Kept::expiry).toList();
    }

    /// From now on this is found under every id.
    void spoil(byte[] session) {
        spoiled = Optional.of(session);
    }
}
