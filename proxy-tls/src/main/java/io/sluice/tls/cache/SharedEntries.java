package io.sluice.tls.cache;

import io.sluice.cache.Cache;
import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.CacheStore;
import io.sluice.cache.Capabilities.Feature;
import io.sluice.cache.Deadline;
import io.sluice.cache.Entry;
import io.sluice.cache.Expiry;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// The entries of one cache in a shared store, written as the reference or others write them. An entry that cannot be
/// decoded is absent, counted as an error too, and removed; the log has the digest of its key.
final class SharedEntries implements AutoCloseable {
    private static final byte[] STORES_AT_CLEARING = EntryFormat.ascii("cleared_stores");

    private final Subject subject;
    private final CacheStore store;
    private final Cache cache;
    private final Cache entriesAlone;
    private final EntryFormat format;
    private final Counts counts;
    private final CacheLog log;
    private final InstantSource clock;
    private final boolean compares;
    private final boolean enumerates;

    /// How many entries were cleared, or were stored since the time before; and whether all are gone.
    record Cleared(long count, boolean complete, boolean enumerated) {}

    SharedEntries(Subject subject, CacheStore store, Layout layout, CacheLog log, InstantSource clock)
            throws CacheException {
        this.subject = subject;
        this.store = store;
        this.format = layout.format();
        byte[] prefix = EntryFormat.ascii(layout.prefix());
        this.cache = store.namespace(prefix);
        byte[] begin = format.keysBegin();
        byte[] both = Arrays.copyOf(prefix, prefix.length + begin.length);
        System.arraycopy(begin, 0, both, prefix.length, begin.length);
        this.entriesAlone = store.namespace(both);
        this.counts = new Counts(store, cache, subject);
        this.log = log;
        this.clock = clock;
        this.compares = store.capabilities().has(Feature.COMPARE_AND_SET);
        this.enumerates = store.capabilities().has(Feature.ENUMERATE);
    }

    /// What a store of a kind is told apart by.
    record Layout(String prefix, EntryFormat format) {}

    CacheStore store() {
        return store;
    }

    Counts counts() {
        return counts;
    }

    boolean enumerates() {
        return enumerates;
    }

    /// The entry of a name, if it is not expired; counted as hit or miss.
    Optional<Stamped> get(String name, Deadline deadline) throws CacheException {
        byte[] key = format.key(name);
        try {
            var found = cache.get(key, deadline);
            var entry = found.isPresent() ? decoded(key, found.get(), deadline) : Optional.<Stamped>empty();
            found.ifPresent(each -> Arrays.fill(each.value(), (byte) 0));
            counts.count(entry.isPresent() ? Counter.HITS : Counter.MISSES);
            return entry;
        } catch (CacheException e) {
            counts.count(Counter.ERRORS);
            throw e;
        }
    }

    private Optional<Stamped> decoded(byte[] key, Entry found, Deadline deadline) throws CacheException {
        try {
            var entry = format.read(found.value());
            if (subject == Subject.SESSIONS && entry.moment() != 0 && entry.moment() <= now()) {
                discard(key, found, deadline);
                return Optional.empty();
            }
            return Optional.of(entry);
        } catch (Undecodable e) {
            counts.count(Counter.ERRORS);
            log.line(e.getMessage() + " in entry " + digest(key));
            discard(key, found, deadline);
            return Optional.empty();
        }
    }

    /// Removes what was found, and nothing that was put there since.
    private void discard(byte[] key, Entry found, Deadline deadline) throws CacheException {
        boolean removed = compares ? cache.removeIf(key, found, deadline) : cache.remove(key, deadline);
        if (removed) {
            counts.count(Counter.DELETES);
        }
    }

    /// Puts an entry in place of whatever is there.
    ///
    /// @throws CacheException of kind [Kind#TOO_LARGE] for one that is too large, which is counted
    void put(String name, Stamped entry, Expiry expiry, Deadline deadline) throws CacheException {
        if (entry.text().length > subject.largest) {
            counts.countExceeding(entry.text().length);
        }
        byte[] value = value(entry);
        try {
            cache.put(format.key(name), value, expiry, deadline);
            counts.count(Counter.STORES);
        } catch (CacheException e) {
            if (e.kind() != Kind.TOO_LARGE) {
                counts.count(Counter.ERRORS);
            }
            throw e;
        } finally {
            Arrays.fill(value, (byte) 0);
        }
    }

    /// The bytes of an entry. One that is too large goes as it is to a store that counts such by itself, and no
    /// further.
    private byte[] value(Stamped entry) throws CacheException {
        if (entry.text().length <= subject.largest) {
            return format.value(entry);
        }
        if (store.capabilities().largestValue() >= entry.text().length) {
            throw new CacheException(
                    Kind.TOO_LARGE,
                    "a " + subject.one + " of " + entry.text().length + " bytes; expected at most " + subject.largest);
        }
        return entry.text().clone();
    }

    /// Removes an entry.
    void remove(String name, Deadline deadline) throws CacheException {
        try {
            if (cache.remove(format.key(name), deadline)) {
                counts.count(Counter.DELETES);
            }
        } catch (CacheException e) {
            counts.count(Counter.ERRORS);
            throw e;
        }
    }

    /// Removes all entries, and leaves the counters. A store that cannot say what it holds has counted what was stored
    /// since the last clearing.
    Cleared clear(Deadline deadline) throws CacheException {
        if (enumerates) {
            var cleared = entriesAlone.clear(deadline);
            return new Cleared(cleared.removed().orElse(0), cleared.complete(), true);
        }
        var before = counts.read(deadline);
        long stores = before.getOrDefault(Counter.STORES, 0L);
        long atLast = cache.get(STORES_AT_CLEARING, deadline)
                .map(Counts::number)
                .orElse(OptionalLong.empty())
                .orElse(0);
        cache.clear(deadline);
        counts.restore(before, deadline);
        cache.put(STORES_AT_CLEARING, EntryFormat.ascii(Long.toString(stores)), Expiry.NEVER, deadline);
        return new Cleared(Math.max(0, stores - atLast), true, false);
    }

    /// Removes the entries and the counters.
    Cleared removeAll(Deadline deadline) throws CacheException {
        var entries = clear(deadline);
        cache.clear(deadline);
        return entries;
    }

    /// The live entries that can be decoded, by name.
    Map<String, Stamped> copy(int limit, Deadline deadline) throws CacheException {
        var copy = new LinkedHashMap<String, Stamped>();
        if (enumerates) {
            byte[] begin = format.keysBegin();
            entriesAlone.forEach(
                    limit,
                    (rest, entry) -> {
                        byte[] key = Arrays.copyOf(begin, begin.length + rest.length);
                        System.arraycopy(rest, 0, key, begin.length, rest.length);
                        try {
                            copy.put(format.name(key), format.read(entry.value()));
                        } catch (Undecodable _) {
                            // who looks it up counts it and removes it
                        }
                        return true;
                    },
                    deadline);
        }
        return copy;
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }

    /// What a log calls the key of an entry: the beginning of a digest, from which nothing of the key can be told.
    private static String digest(byte[] key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key);
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    @Override
    public void close() {
        counts.close();
    }
}
