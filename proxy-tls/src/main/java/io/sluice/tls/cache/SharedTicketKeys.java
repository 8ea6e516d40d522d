package io.sluice.tls.cache;

import io.sluice.cache.Cache;
import io.sluice.cache.CacheException;
import io.sluice.cache.CacheStore;
import io.sluice.cache.Capabilities.Feature;
import io.sluice.cache.Deadline;
import io.sluice.cache.Expiry;
import io.sluice.tls.session.TicketKeyStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/// The ring of ticket keys in the store of the TLS sessions, so that gateways accept each other's tickets. The
/// reference keeps its keys in memory and does not look at this entry.
final class SharedTicketKeys implements TicketKeyStore {
    static final String PREFIX = "sluice.tls.tickets.";
    private static final byte[] RING = EntryFormat.ascii("ring");
    private static final Duration LIMIT = Duration.ofMillis(500);

    /// A ring that no gateway has renewed for so long holds no key that is still good.
    private static final Duration KEPT = Duration.ofDays(30);

    private final Cache cache;
    private final boolean compares;
    private final CacheLog log;

    SharedTicketKeys(CacheStore store, CacheLog log) throws CacheException {
        this.cache = store.namespace(EntryFormat.ascii(PREFIX));
        this.compares = store.capabilities().has(Feature.COMPARE_AND_SET);
        this.log = log;
    }

    private interface Attempt<T> {
        T run(Deadline deadline) throws CacheException;
    }

    private <T> T attempt(String doing, T otherwise, Attempt<T> attempt) {
        try {
            return attempt.run(Deadline.after(LIMIT));
        } catch (CacheException e) {
            log.line("error " + doing + " the shared ticket keys: " + e.getMessage());
            return otherwise;
        }
    }

    @Override
    public Optional<byte[]> read() {
        return attempt(
                "reading",
                Optional.empty(),
                deadline -> cache.get(RING, deadline).map(entry -> entry.value()));
    }

    @Override
    public boolean create(byte[] ring) {
        return attempt("adding", false, deadline -> cache.putIfAbsent(RING, ring, Expiry.after(KEPT), deadline));
    }

    @Override
    public boolean replace(byte[] known, byte[] ring) {
        return attempt("replacing", false, deadline -> {
            var there = cache.get(RING, deadline);
            if (there.isEmpty() || !Arrays.equals(there.get().value(), known)) {
                return false;
            }
            if (compares) {
                return cache.compareAndSet(RING, there.get(), ring, Expiry.after(KEPT), deadline);
            }
            cache.put(RING, ring, Expiry.after(KEPT), deadline);
            return true;
        });
    }
}
