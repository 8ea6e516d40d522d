package io.sluice.cache.memcache;

import io.sluice.cache.Cache;
import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.Deadline;
import io.sluice.cache.Entry;
import io.sluice.cache.Expiry;
import io.sluice.cache.memcache.Flags.Image;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/// A namespace of a [MemcacheStore].
///
/// Comparing is by value, and in memcached by version: an entry is read, compared with what the caller has, and
/// replaced unless it was written meanwhile. Counters are changed in the same way, since those of memcached itself know
/// no numbers below zero.
final class MemcacheCache implements Cache {
    /// The longest that clearing may take, whatever the caller's deadline.
    private static final Duration LONGEST_CLEARING = Duration.ofSeconds(5);

    private final MemcacheStore store;
    private final Names names;
    private final Generation generation;

    MemcacheCache(MemcacheStore store, Names names, Generation generation) {
        this.store = store;
        this.names = names;
        this.generation = generation;
    }

    @Override
    public Optional<Entry> get(byte[] key, Deadline caller) throws CacheException {
        return store.call(() -> {
            Spread spread = spread(key);
            Deadline deadline = store.reading(caller);
            begin(deadline);
            var entry = live(item(spread, deadline)).map(item -> new Entry(Flags.value(item), 0));
            store.meter().looked(entry.isPresent());
            return entry;
        });
    }

    @Override
    public void put(byte[] key, byte[] value, Expiry expiry, Deadline caller) throws CacheException {
        store.call(() -> {
            Spread spread = spread(key);
            Deadline deadline = store.writing(caller);
            store.capabilities().checkValue(value);
            spread.put(Image.of(value, End.of(expiry), begin(deadline)), deadline);
            store.meter().stored();
            return true;
        });
    }

    @Override
    public boolean putIfAbsent(byte[] key, byte[] value, Expiry expiry, Deadline caller) throws CacheException {
        return store.call(() -> {
            Spread spread = spread(key);
            Deadline deadline = store.writing(caller);
            store.capabilities().checkValue(value);
            Image image = Image.of(value, End.of(expiry), begin(deadline));
            while (true) {
                if (spread.add(image, deadline)) {
                    return countStored(true);
                }
                if (image.flags() == 0) {
                    // Nobody has cleared the namespace: what is there is live.
                    return false;
                }
                var there = spread.versioned(deadline);
                if (live(there).isPresent()) {
                    return false;
                }
                if (there.isPresent() && spread.replace(there.get(), image, deadline)) {
                    return countStored(true);
                }
                deadline.check();
            }
        });
    }

    @Override
    public boolean compareAndSet(byte[] key, Entry expected, byte[] value, Expiry expiry, Deadline caller)
            throws CacheException {
        return store.call(() -> {
            Spread spread = spread(key);
            Deadline deadline = store.writing(caller);
            store.capabilities().checkValue(value);
            Image image = Image.of(value, End.of(expiry), begin(deadline));
            var there = unchanged(spread, expected, deadline);
            return countStored(there.isPresent() && spread.replace(there.get(), image, deadline));
        });
    }

    @Override
    public boolean removeIf(byte[] key, Entry expected, Deadline caller) throws CacheException {
        return store.call(() -> {
            Spread spread = spread(key);
            Deadline deadline = store.writing(caller);
            begin(deadline);
            var there = unchanged(spread, expected, deadline);
            return countRemoved(there.isPresent() && spread.remove(there.get(), deadline));
        });
    }

    @Override
    public boolean remove(byte[] key, Deadline caller) throws CacheException {
        return store.call(() -> {
            Spread spread = spread(key);
            Deadline deadline = store.writing(caller);
            boolean live = begin(deadline) == 0 || live(item(spread, deadline)).isPresent();
            return countRemoved(spread.remove(deadline) && live);
        });
    }

    @Override
    public long add(byte[] key, long delta, Deadline caller) throws CacheException {
        return store.call(() -> {
            Spread spread = spread(key);
            Deadline deadline = store.writing(caller);
            int now = begin(deadline);
            return store.turns().take(key, deadline, () -> {
                while (true) {
                    deadline.check();
                    var there = spread.versioned(deadline);
                    var counter = live(there);
                    long before = counter.isPresent() ? number(counter.get()) : 0;
                    long sum = sum(before, delta);
                    if (delta == 0 && counter.isPresent()) {
                        return sum;
                    }
                    End end = counter.map(Flags::end).orElse(End.NEVER);
                    Image image = Image.of(Long.toString(sum).getBytes(StandardCharsets.US_ASCII), end, now);
                    if (there.isPresent()
                            ? spread.replace(there.get(), image, deadline)
                            : spread.add(image, deadline)) {
                        return sum;
                    }
                }
            });
        });
    }

    @Override
    public Cleared clear(Deadline deadline) throws CacheException {
        return store.call(() -> {
            store.check(deadline);
            generation.next(deadline.within(LONGEST_CLEARING));
            return new Cleared(OptionalLong.empty(), true);
        });
    }

    private Spread spread(byte[] key) throws CacheException {
        store.capabilities().checkKey(key);
        return store.spread(key, names);
    }

    /// @return the present generation
    private int begin(Deadline deadline) throws CacheException {
        store.check(deadline);
        return generation.now(deadline);
    }

    /// What is under a key, which is nothing while its servers are away, as long as there are others.
    private Optional<Answer.Item> item(Spread spread, Deadline deadline) throws CacheException {
        var item = spread.item(deadline);
        if (item.isEmpty()) {
            store.check();
        }
        return item;
    }

    private Optional<Answer.Item> live(Optional<Answer.Item> item) {
        return item.filter(each -> generation.has(each.flags()));
    }

    private Optional<Answer.Item> unchanged(Spread spread, Entry expected, Deadline deadline) throws CacheException {
        return live(spread.versioned(deadline)).filter(item -> Arrays.equals(Flags.value(item), expected.value()));
    }

    private static long number(Answer.Item item) throws CacheException {
        return Decimal.counter(Flags.value(item))
                .orElseThrow(() -> new CacheException(Kind.CORRUPT, "the value is not a number"));
    }

    private static long sum(long before, long delta) throws CacheException {
        try {
            return Math.addExact(before, delta);
        } catch (ArithmeticException overflow) {
            throw new CacheException(Kind.ARGUMENT, "the sum does not fit into 64 bits", overflow);
        }
    }

    private boolean countStored(boolean stored) {
        if (stored) {
            store.meter().stored();
        }
        return stored;
    }

    private boolean countRemoved(boolean removed) {
        if (removed) {
            store.meter().removed();
        }
        return removed;
    }
}
