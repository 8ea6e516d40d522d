package io.sluice.cache.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.cache.Cache;
import io.sluice.cache.Capabilities;
import io.sluice.cache.Deadline;
import io.sluice.cache.Expiry;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Many callers at once; where the store is shared, half of them by way of a second one.
abstract class ContentionRules extends Rules {
    private static final int CALLERS = 32;

    /// A store whose writes are slow is tried with fewer of them.
    private static final Duration LONGEST = Duration.ofSeconds(10);

    ContentionRules(CacheStoreKit kit) {
        super(kit);
    }

    @Test
    void ofManyWhoPutWhereThereIsNoneOneWins() throws Exception {
        List<Cache> views = views();
        int keys = Math.min(1000, kit.room());
        var tried = new AtomicInteger();
        var end = Deadline.after(LONGEST);

        List<BitSet> wins = together(CALLERS, caller -> () -> {
            var won = new BitSet(keys);
            for (int key = 0; key < keys && !end.hasPassed(); key++) {
                tried.accumulateAndGet(key + 1, Math::max);
                if (views.get(caller % views.size())
                        .putIfAbsent(bytes("key" + key), bytes("caller" + caller), Expiry.NEVER, soon())) {
                    won.set(key);
                }
            }
            return won;
        });

        for (int key = 0; key < tried.get(); key++) {
            int each = key;
            assertEquals(1, wins.stream().filter(won -> won.get(each)).count(), "winners of key" + key);
            for (int caller = 0; caller < CALLERS; caller++) {
                if (wins.get(caller).get(key)) {
                    assertHolds("key" + key, "caller" + caller);
                }
            }
        }
    }

    @Test
    void countingByCompareAndSetLosesNothing() throws Exception {
        needs(Capabilities.Feature.COMPARE_AND_SET);
        List<Cache> views = views();
        int steps = 50;
        put("counter", "0");

        together(CALLERS / 2, caller -> () -> {
            Cache view = views.get(caller % views.size());
            var end = soon();
            for (int step = 0; step < steps; step++) {
                boolean done = false;
                while (!done) {
                    assertFalse(end.hasPassed(), "nobody gets on");
                    var read = view.get(bytes("counter"), soon()).orElseThrow();
                    int next =
                            Integer.parseInt(new String(read.value(), java.nio.charset.StandardCharsets.US_ASCII)) + 1;
                    done = view.compareAndSet(
                            bytes("counter"), read, bytes(Integer.toString(next)), Expiry.NEVER, soon());
                }
            }
            return true;
        });

        assertHolds("counter", Integer.toString(CALLERS / 2 * steps));
    }

    @Test
    void ofManyWhoRemoveWhatTheyReadOneWins() throws Exception {
        needs(Capabilities.Feature.COMPARE_AND_SET);
        List<Cache> views = views();
        for (int round = 0; round < 20; round++) {
            put("key", "value" + round);
            var read = entry("key");

            var removed = together(
                    CALLERS, caller -> () -> views.get(caller % views.size()).removeIf(bytes("key"), read, soon()));

            assertEquals(1, removed.stream().filter(Boolean::booleanValue).count());
        }
    }

    @Test
    void noAdditionIsLost() throws Exception {
        needs(Capabilities.Feature.COUNTER);
        List<Cache> views = views();
        var end = Deadline.after(LONGEST);

        List<Long> added = together(CALLERS, caller -> () -> {
            long sum = 0;
            for (int step = 0; step < 500 && !end.hasPassed(); step++) {
                int delta = step % 2 == 0 ? 3 : -1;
                views.get(caller % views.size()).add(bytes("counter"), delta, soon());
                sum += delta;
            }
            return sum;
        });

        assertEquals(added.stream().mapToLong(Long::longValue).sum(), cache.add(bytes("counter"), 0, soon()));
    }

    @Test
    void aValueIsNeverSeenInParts() throws Exception {
        List<Cache> views = views();
        int largest = Math.min(store.capabilities().largestValue(), 1 << 16);
        cache.put(bytes("key"), filled(largest, 0), Expiry.NEVER, soon());

        together(CALLERS / 2, caller -> () -> {
            Cache view = views.get(caller % views.size());
            for (int step = 0; step < 200; step++) {
                if (caller % 4 < 2) {
                    byte[] value = filled(largest - (caller * 200 + step) % 999, caller);
                    view.put(bytes("key"), value, Expiry.NEVER, soon());
                } else {
                    byte[] read = view.get(bytes("key"), soon()).orElseThrow().value();
                    assertTrue(read.length > largest - 999);
                    assertArrayEquals(filled(read.length, read[0]), read);
                }
            }
            return true;
        });
    }

    @Test
    void whatWasWrittenIsSeenElsewhereAtOnce() throws Exception {
        needs(Capabilities.Feature.SHARED);
        Cache elsewhere = sameIn(open());
        for (int i = 0; i < 100; i++) {
            put("key", "value" + i);
            assertArrayEquals(
                    bytes("value" + i),
                    elsewhere.get(bytes("key"), soon()).orElseThrow().value());
            assertTrue(elsewhere.remove(bytes("key"), soon()));
            assertAbsent("key");
        }
    }

    private List<Cache> views() throws Exception {
        return store.capabilities().has(Capabilities.Feature.SHARED)
                ? List.of(cache, sameIn(open()))
                : List.of(cache, sameIn(store));
    }
}
