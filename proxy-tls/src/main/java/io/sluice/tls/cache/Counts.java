package io.sluice.tls.cache;

import io.sluice.cache.Cache;
import io.sluice.cache.CacheException;
import io.sluice.cache.CacheStore;
import io.sluice.cache.Capabilities.Feature;
import io.sluice.cache.Deadline;
import io.sluice.cache.Entry;
import io.sluice.cache.Expiry;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// The counters of a cache, shared by all who use its store. What is counted waits in this process and goes to the
/// store once a second at most, on a thread of its own, so that no handshake waits for it; where the store takes
/// nothing it waits on. A store that counts by itself is left to, and one without counters has those of this process.
final class Counts implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration LIMIT = Duration.ofMillis(500);
    private static final int MOST_ATTEMPTS = 5;

    private final CacheStore store;
    private final Cache cache;
    private final Subject subject;
    private final boolean shared;
    private final boolean compares;
    private final boolean countsItself;
    private final Map<Counter, AtomicLong> pending = new EnumMap<>(Counter.class);
    private final AtomicBoolean waiting = new AtomicBoolean();

    /// The counters of a store, under the prefix of a cache.
    Counts(CacheStore store, Cache cache, Subject subject) {
        this.store = store;
        this.cache = cache;
        this.subject = subject;
        this.countsItself = store.statistics().more().containsKey(Counter.HITS.ofStore);
        this.shared = !countsItself && store.capabilities().has(Feature.COUNTER);
        this.compares = store.capabilities().has(Feature.COMPARE_AND_SET);
        for (Counter counter : Counter.values()) {
            pending.put(counter, new AtomicLong());
        }
    }

    void count(Counter counter) {
        if (!countsItself) {
            pendingOf(counter).incrementAndGet();
            later();
        }
    }

    /// Counts a text that was too large.
    void countExceeding(int length) {
        if (!countsItself) {
            pendingOf(Counter.LARGEST).accumulateAndGet(length, Math::max);
            count(Counter.EXCEEDS);
        }
    }

    private AtomicLong pendingOf(Counter counter) {
        return pending.getOrDefault(counter, new AtomicLong());
    }

    private void later() {
        if (shared && waiting.compareAndSet(false, true)) {
            Thread.ofVirtual().name("TLS cache counters").start(() -> {
                try {
                    Thread.sleep(PAUSE);
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
                waiting.set(false);
                flush(Deadline.after(LIMIT));
            });
        }
    }

    /// Brings to the store what waits; what it does not take waits on.
    void flush(Deadline deadline) {
        if (!shared) {
            return;
        }
        for (Counter counter : Counter.values()) {
            long more = pendingOf(counter).getAndSet(0);
            if (more == 0) {
                continue;
            }
            try {
                byte[] key = EntryFormat.ascii(counter.key(subject));
                if (counter == Counter.LARGEST) {
                    raise(key, more, deadline);
                } else {
                    cache.add(key, more, deadline);
                }
            } catch (CacheException _) {
                pendingOf(counter)
                        .accumulateAndGet(
                                more, (now, back) -> counter == Counter.LARGEST ? Math.max(now, back) : now + back);
            }
        }
    }

    private void raise(byte[] key, long value, Deadline deadline) throws CacheException {
        byte[] text = EntryFormat.ascii(Long.toString(value));
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            var there = cache.get(key, deadline);
            if (there.isPresent() && number(there.get()).orElse(0) >= value) {
                return;
            }
            boolean done;
            if (there.isEmpty()) {
                done = cache.putIfAbsent(key, text, Expiry.NEVER, deadline);
            } else if (compares) {
                done = cache.compareAndSet(key, there.get(), text, Expiry.NEVER, deadline);
            } else {
                cache.put(key, text, Expiry.NEVER, deadline);
                done = true;
            }
            if (done) {
                return;
            }
        }
    }

    /// The counters that exist, with what waits brought to the store first.
    Map<Counter, Long> read(Deadline deadline) throws CacheException {
        var counts = new EnumMap<Counter, Long>(Counter.class);
        if (countsItself) {
            var own = store.statistics().more();
            for (Counter counter : Counter.values()) {
                counts.put(counter, own.getOrDefault(counter.ofStore, 0L));
            }
            return counts;
        }
        if (!shared) {
            pending.forEach((counter, count) -> counts.put(counter, count.get()));
            return counts;
        }
        flush(deadline);
        for (Counter counter : Counter.values()) {
            var there = cache.get(EntryFormat.ascii(counter.key(subject)), deadline);
            if (there.isPresent()) {
                counts.put(counter, number(there.get()).orElse(0));
            }
        }
        return counts;
    }

    /// Puts counters of before back, where clearing has taken them away.
    void restore(Map<Counter, Long> before, Deadline deadline) throws CacheException {
        for (var each : before.entrySet()) {
            byte[] key = EntryFormat.ascii(each.getKey().key(subject));
            if (each.getKey() == Counter.LARGEST) {
                raise(key, each.getValue(), deadline);
            } else {
                cache.add(key, each.getValue(), deadline);
            }
        }
    }

    /// A number as it stands in a store: decimal digits, or the image of 4 or 8 bytes, little-endian, that the
    /// reference leaves in memcached.
    static OptionalLong number(Entry entry) {
        byte[] value = entry.value();
        var text = new String(value, StandardCharsets.ISO_8859_1).strip();
        if (text.matches("-?[0-9]{1,18}")) {
            return OptionalLong.of(Long.parseLong(text));
        }
        var bytes = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
        return switch (value.length) {
            case Integer.BYTES -> OptionalLong.of(Integer.toUnsignedLong(bytes.getInt()));
            case Long.BYTES -> OptionalLong.of(bytes.getLong());
            default -> OptionalLong.empty();
        };
    }

    @Override
    public void close() {
        flush(Deadline.after(LIMIT));
    }
}
