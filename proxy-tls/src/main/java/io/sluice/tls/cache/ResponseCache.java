package io.sluice.tls.cache;

import io.sluice.cache.CacheException;
import io.sluice.cache.Deadline;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// OCSP responses by the fingerprints of certificates: always in memory, and in a store if there is one
/// (`TLSStaplingCache`). While the one in memory is fresh nobody else is asked. What could not be brought to a store
/// that was lost is brought there when it is back.
final class ResponseCache implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMillis(500);

    private final String type;
    private final CacheLog log;
    private final InstantSource clock;
    private final Map<String, OcspResponse> memory = new ConcurrentHashMap<>();

    /// The fingerprints of responses that the store lacks.
    private final Set<String> owed = ConcurrentHashMap.newKeySet();

    private volatile Optional<ResponseStore> store;

    ResponseCache(String type, Optional<ResponseStore> store, CacheLog log, InstantSource clock) {
        this.type = type;
        this.store = store;
        this.log = log;
        this.clock = clock;
    }

    String type() {
        return type;
    }

    Optional<ResponseStore> store() {
        return store;
    }

    /// The response in memory, if it can be sent, fresh or not.
    Optional<OcspResponse> inMemory(String fingerprint) {
        var now = clock.instant();
        return Optional.ofNullable(memory.get(fingerprint)).filter(each -> each.isUsable(now));
    }

    /// The best response there is that can be sent, fresh or not.
    Optional<OcspResponse> find(String fingerprint) {
        var now = clock.instant();
        var here = inMemory(fingerprint);
        if (here.isPresent() && here.get().isFresh(now)) {
            store.ifPresent(ResponseStore::countHit);
            pay(fingerprint, here.get());
            return here;
        }
        var there = store.flatMap(each -> read(each, fingerprint)).filter(each -> each.isUsable(now));
        if (there.isPresent() && (here.isEmpty() || isBetter(there.get(), here.get()))) {
            memory.put(fingerprint, there.get());
            return there;
        }
        return here;
    }

    private static boolean isBetter(OcspResponse one, OcspResponse other) {
        return one.isSuccess() == other.isSuccess() ? one.stored().isAfter(other.stored()) : one.isSuccess();
    }

    private Optional<OcspResponse> read(ResponseStore from, String fingerprint) {
        try {
            var found = from.get(fingerprint, Deadline.after(LIMIT));
            if (found.isEmpty()) {
                return Optional.empty();
            }
            var response = OcspResponse.of(found.get());
            if (!response.isUsable(clock.instant())) {
                from.remove(fingerprint, Deadline.after(LIMIT));
            }
            return Optional.of(response);
        } catch (CacheException e) {
            log.line("error retrieving OCSP response from '" + type + "' cache: " + e.getMessage());
        } catch (Undecodable e) {
            log.line("error retrieving OCSP response from '" + type + "' cache: " + e.getMessage());
            removeQuietly(from, fingerprint);
        }
        return Optional.empty();
    }

    private void removeQuietly(ResponseStore from, String fingerprint) {
        try {
            from.remove(fingerprint, Deadline.after(LIMIT));
        } catch (CacheException e) {
            log.trace(3, () -> "unable to remove an OCSP response: " + e.getMessage());
        }
    }

    /// Keeps a response, and brings it to the store in the background. One that is no success never takes the place of
    /// one that can still be sent.
    void keep(String fingerprint, OcspResponse response) {
        if (!response.isSuccess()
                && find(fingerprint).filter(OcspResponse::isSuccess).isPresent()) {
            return;
        }
        memory.put(fingerprint, response);
        if (store.isPresent()) {
            owed.add(fingerprint);
            pay(fingerprint, response);
        }
    }

    private void pay(String fingerprint, OcspResponse response) {
        store.filter(each -> owed.contains(fingerprint) && each.isUp()).ifPresent(to -> {
            if (owed.remove(fingerprint)) {
                Thread.ofVirtual().name("OCSP response store").start(() -> write(to, fingerprint, response));
            }
        });
    }

    private void write(ResponseStore to, String fingerprint, OcspResponse response) {
        try {
            to.put(fingerprint, response.stamped(), response.expiry(clock.instant()), Deadline.after(LIMIT));
        } catch (CacheException e) {
            log.line("error adding OCSP response to '" + type + "' cache: " + e.getMessage());
            if (e.kind().isOfTheStore()) {
                owed.add(fingerprint);
            }
        }
    }

    /// Forgets all responses, here and in the store.
    SharedEntries.Cleared clear(Deadline deadline) throws CacheException {
        int here = memory.size();
        memory.clear();
        owed.clear();
        var from = store;
        return from.isPresent() ? from.get().clear(deadline) : new SharedEntries.Cleared(here, true, true);
    }

    /// Goes on with the memory alone, and removes what is in the store.
    void leaveStore(Deadline deadline) throws CacheException {
        var from = store;
        store = Optional.empty();
        owed.clear();
        if (from.isPresent()) {
            from.get().destroy(deadline);
        }
    }

    @Override
    public void close() {
        store.ifPresent(ResponseStore::close);
    }
}
