package io.sluice.tls.cache;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.Deadline;
import io.sluice.tls.session.SessionStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// The TLS sessions of a gateway (`TLSSessionCache`): in a shared store, and in the memory of this process.
///
/// A session that is stored is in memory at once and goes to the store on a thread of its own, so that no handshake
/// waits for it. Three things are in memory, all bounded, and where there is no room the session goes that was not used
/// for longest: sessions on their way to the store; those that it did not take, because they are too large or it was
/// lost (with the former the *large list*, 1 MiB); and a copy of every session of this process. The first two are
/// looked at before the store, the copies only while the store is lost: what the store has forgotten is forgotten here.
///
/// Looking up waits for the store for half a second at most, and for a store that is known to be lost not at all.
public final class SessionCache implements SessionStore, AutoCloseable {
    /// As many as the cache of OpenSSL takes, in all of a process.
    static final int MOST_SESSIONS = 20_480;

    /// How long anything waits for the store.
    static final Duration LIMIT = Duration.ofMillis(500);

    private static final long MOST_BYTES = 32L << 20;
    private static final Duration PAUSE = Duration.ofMillis(2);

    private final String type;
    private final Duration lifetime;
    private final CacheLog log;
    private final LocalEntries copies;
    private final UnstoredSessions unstored;

    private volatile Optional<SharedEntries> shared;

    /// A cache in this process, and in a store if there is one.
    ///
    /// @param type what the configuration calls it, such as `redis`
    SessionCache(String type, Duration lifetime, Optional<SharedEntries> shared, CacheLog log, InstantSource clock) {
        this.type = type;
        this.lifetime = lifetime;
        this.shared = shared;
        this.log = log;
        this.copies = new LocalEntries(MOST_SESSIONS, MOST_BYTES, clock);
        this.unstored = new UnstoredSessions(type, log, clock);
    }

    /// What the configuration calls it: `internal`, `redis` …
    public String type() {
        return type;
    }

    /// How long a TLS session may be resumed after it began.
    public Duration lifetime() {
        return lifetime;
    }

    /// How many sessions an engine should keep that cannot give them away: as many as the store has room for, where
    /// that is known.
    public int capacity() {
        return shared.map(entries -> entries.store().statistics().more().get("capacity"))
                .map(Math::toIntExact)
                .orElse(MOST_SESSIONS);
    }

    /// Whether sessions are in a store that other processes may see.
    public boolean isShared() {
        return shared.isPresent();
    }

    Optional<SharedEntries> shared() {
        return shared;
    }

    LocalEntries copies() {
        return copies;
    }

    @Override
    public void store(byte[] id, byte[] session, Instant expiry) {
        var name = HexFormat.of().formatHex(id);
        var entry = new Stamped(session.clone(), expiry.getEpochSecond());
        copies.put(name, entry, entry.moment());
        shared.ifPresent(entries -> unstored.send(entries, name, entry));
    }

    @Override
    public Optional<byte[]> find(byte[] id) {
        var name = HexFormat.of().formatHex(id);
        var entries = shared;
        if (entries.isEmpty()) {
            return copies.get(name).map(Stamped::text);
        }
        var listed = unstored.get(name);
        if (listed.isPresent()) {
            entries.get().counts().count(Counter.HITS);
            return listed.map(Stamped::text);
        }
        try {
            var found = entries.get().get(name, Deadline.after(LIMIT));
            if (found.isEmpty()) {
                copies.remove(name);
            }
            return found.map(Stamped::text);
        } catch (CacheException e) {
            failed("retrieving session from", e);
            return copies.get(name).map(Stamped::text);
        }
    }

    @Override
    public void remove(byte[] id) {
        var name = HexFormat.of().formatHex(id);
        copies.remove(name);
        unstored.remove(name);
        shared.ifPresent(entries -> {
            try {
                entries.remove(name, Deadline.after(LIMIT));
            } catch (CacheException e) {
                failed("removing session from", e);
            }
        });
    }

    private void failed(String doing, CacheException e) {
        log.line("error " + doing + " '" + type + "' cache: " + e.getMessage());
    }

    /// Forgets every session, here and in the store.
    ///
    /// @throws CacheException if the store does not forget them; those of this process are forgotten in any case
    SharedEntries.Cleared clear(Deadline deadline) throws CacheException {
        int here = copies.clear();
        unstored.clear();
        var entries = shared;
        return entries.isPresent() ? entries.get().clear(deadline) : new SharedEntries.Cleared(here, true, true);
    }

    /// Goes on in this process alone, and destroys what is in the store: its files where it has any, otherwise the
    /// entries and their counters.
    void leaveStore(Deadline deadline) throws CacheException {
        var entries = shared;
        shared = Optional.empty();
        unstored.clear();
        if (entries.isPresent()) {
            destroy(entries.get(), deadline);
        }
    }

    static void destroy(SharedEntries entries, Deadline deadline) throws CacheException {
        try {
            entries.store().destroy(deadline);
        } catch (CacheException e) {
            if (e.kind() != Kind.UNSUPPORTED) {
                throw e;
            }
            entries.removeAll(deadline);
        }
    }

    /// Whether a session is on its way to the store.
    boolean isSending() {
        return unstored.isSending();
    }

    /// Waits for a moment for what is on its way to the store. The store itself is the core's.
    @Override
    public void close() {
        var end = Deadline.after(LIMIT);
        while (isSending() && !end.hasPassed()) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        shared.ifPresent(SharedEntries::close);
        copies.clear();
        unstored.clear();
    }
}
