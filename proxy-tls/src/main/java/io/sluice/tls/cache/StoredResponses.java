package io.sluice.tls.cache;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.CacheStore;
import io.sluice.cache.Deadline;
import io.sluice.cache.Expiry;
import java.util.List;
import java.util.Optional;

/// OCSP responses in a shared store. One that is too large for it stays in memory alone.
record StoredResponses(String type, SharedEntries entries, CacheLog log) implements ResponseStore {

    @Override
    public Optional<Stamped> get(String fingerprint, Deadline deadline) throws CacheException {
        return entries.get(fingerprint, deadline);
    }

    @Override
    public void put(String fingerprint, Stamped response, Expiry expiry, Deadline deadline) throws CacheException {
        try {
            entries.put(fingerprint, response, expiry, deadline);
        } catch (CacheException e) {
            if (e.kind() != Kind.TOO_LARGE) {
                throw e;
            }
            log.line(Subject.RESPONSES.tooLarge(type, response.text().length));
        }
    }

    @Override
    public void remove(String fingerprint, Deadline deadline) throws CacheException {
        entries.remove(fingerprint, deadline);
    }

    @Override
    public SharedEntries.Cleared clear(Deadline deadline) throws CacheException {
        return entries.clear(deadline);
    }

    @Override
    public void destroy(Deadline deadline) throws CacheException {
        SessionCache.destroy(entries, deadline);
    }

    @Override
    public boolean isUp() {
        return entries.store().state() == CacheStore.State.UP;
    }

    @Override
    public void countHit() {
        entries.counts().count(Counter.HITS);
    }

    @Override
    public List<String> status(Deadline deadline) {
        return new CacheStatus(Subject.RESPONSES, type).lines(entries, deadline);
    }

    @Override
    public void close() {
        entries.close();
    }
}
