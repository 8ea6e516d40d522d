package io.sluice.cache.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.cache.Cache;
import io.sluice.cache.CacheException;
import io.sluice.cache.Capabilities;
import io.sluice.cache.Expiry;
import java.time.Duration;

/// One rule about the time of entries, with a store and a namespace of its own.
final class ExpiryRule extends Rules {
    private static final Duration SHORT = Duration.ofMillis(100);

    ExpiryRule(CacheStoreKit kit) {
        super(kit);
    }

    void anEntryIsThereUntilItsTimeAndNotAfterIt() throws Exception {
        Duration resolution = store.capabilities().resolution();
        Duration expiry =
                resolution.plus(resolution.compareTo(SHORT) > 0 ? Duration.ofSeconds(1) : SHORT.multipliedBy(3));
        long before = System.nanoTime();
        cache.put(bytes("key"), bytes("value"), Expiry.after(expiry), soon());
        long end = System.nanoTime() + expiry.plus(resolution).toNanos();
        long mayEnd = before + expiry.minus(resolution).toNanos();

        while (true) {
            long asked = System.nanoTime();
            boolean found = cache.get(bytes("key"), soon()).isPresent();
            long answered = System.nanoTime();
            if (found) {
                assertTrue(asked - end < 0, "the entry outlived its time and the resolution");
            } else {
                assertTrue(answered - mayEnd >= 0, "the entry ended before its time");
                return;
            }
            Thread.sleep(5);
        }
    }

    void everyOperationTakesAnExpiredEntryForAbsent() throws Exception {
        for (String key : new String[] {"put", "absent", "remove", "compare", "removeIf", "add", "visit"}) {
            cache.put(bytes(key), bytes("1"), Expiry.after(SHORT), soon());
        }
        var compare = cache.get(bytes("compare"), soon());
        var removeIf = cache.get(bytes("removeIf"), soon());
        passShortTime();

        assertFalse(cache.remove(bytes("remove"), soon()), "remove");
        assertTrue(cache.putIfAbsent(bytes("absent"), bytes("2"), Expiry.NEVER, soon()), "putIfAbsent");
        assertHolds("absent", "2");
        if (store.capabilities().has(Capabilities.Feature.COMPARE_AND_SET)) {
            if (compare.isPresent()) {
                assertFalse(
                        cache.compareAndSet(bytes("compare"), compare.get(), bytes("2"), Expiry.NEVER, soon()),
                        "compareAndSet");
            }
            if (removeIf.isPresent()) {
                assertFalse(cache.removeIf(bytes("removeIf"), removeIf.get(), soon()), "removeIf");
            }
        }
        if (store.capabilities().has(Capabilities.Feature.COUNTER)) {
            assertEquals(1, cache.add(bytes("add"), 1, soon()), "add");
            assertHolds("add", "1");
            cache.remove(bytes("add"), soon());
        }
        if (store.capabilities().has(Capabilities.Feature.ENUMERATE)) {
            assertEquals(1, cache.forEach(100, (_, _) -> true, soon()), "forEach");
        }
        if (store.capabilities().has(Capabilities.Feature.CLEAR)) {
            cache.clear(soon()).removed().ifPresent(removed -> assertEquals(1, removed, "clear"));
        }
    }

    void anEntryWithoutExpiryStays() throws Exception {
        put("key", "value");
        passShortTime();

        assertHolds("key", "value");
    }

    void longTimesAreNotMistakenForDates() throws Exception {
        for (Duration expiry : new Duration[] {
            Duration.ofHours(1), Duration.ofDays(30), Duration.ofDays(30).plusSeconds(1), Duration.ofDays(36_000)
        }) {
            cache.put(bytes("key"), bytes("value"), Expiry.after(expiry), soon());
            assertHolds("key", "value");
        }
    }

    void eachWriteStartsTheTimeAnew() throws Exception {
        cache.put(bytes("put"), bytes("1"), Expiry.after(SHORT), soon());
        cache.put(bytes("put"), bytes("2"), Expiry.after(Duration.ofHours(1)), soon());
        cache.put(bytes("never"), bytes("1"), Expiry.after(SHORT), soon());
        cache.put(bytes("never"), bytes("2"), Expiry.NEVER, soon());
        cache.put(bytes("shorter"), bytes("1"), Expiry.NEVER, soon());
        cache.put(bytes("shorter"), bytes("2"), Expiry.after(SHORT), soon());
        passShortTime();

        assertHolds("put", "2");
        assertHolds("never", "2");
        assertAbsent("shorter");
    }

    void comparedWritesHaveAnExpiryToo() throws Exception {
        needs(Capabilities.Feature.COMPARE_AND_SET);
        put("ends", "1");
        put("stays", "1");
        assertTrue(cache.compareAndSet(bytes("ends"), entry("ends"), bytes("2"), Expiry.after(SHORT), soon()));
        assertTrue(cache.compareAndSet(bytes("stays"), entry("stays"), bytes("2"), Expiry.NEVER, soon()));
        passShortTime();

        assertAbsent("ends");
        assertHolds("stays", "2");
    }

    void aValuePutWhereThereIsNoneExpires() throws Exception {
        assertTrue(cache.putIfAbsent(bytes("key"), bytes("value"), Expiry.after(SHORT), soon()));
        passShortTime();

        assertAbsent("key");
    }

    void aRefusedPutIfAbsentLeavesTheExpiryAlone() throws Exception {
        put("stays", "1");
        cache.put(bytes("ends"), bytes("1"), Expiry.after(SHORT), soon());
        cache.putIfAbsent(bytes("stays"), bytes("2"), Expiry.after(SHORT), soon());
        boolean put = cache.putIfAbsent(bytes("ends"), bytes("2"), Expiry.NEVER, soon());
        passShortTime();

        assertHolds("stays", "1");
        if (!put) {
            assertAbsent("ends");
        }
    }

    void aRefusedCompareAndSetLeavesTheExpiryAlone() throws Exception {
        needs(Capabilities.Feature.COMPARE_AND_SET);
        put("key", "before");
        var read = entry("key");
        cache.put(bytes("key"), bytes("after"), Expiry.after(SHORT), soon());
        assertFalse(cache.compareAndSet(bytes("key"), read, bytes("2"), Expiry.NEVER, soon()));
        assertFalse(cache.removeIf(bytes("key"), read, soon()));
        passShortTime();

        assertAbsent("key");
    }

    void addingKeepsTheExpiryOfACounter() throws Exception {
        needs(Capabilities.Feature.COUNTER);
        Duration expiry = store.capabilities().resolution().plusMillis(500);
        cache.put(bytes("counter"), bytes("41"), Expiry.after(expiry), soon());
        long sum = cache.add(bytes("counter"), 1, soon());
        Thread.sleep(expiry.plus(store.capabilities().resolution()).plusMillis(5));

        assertEquals(42, sum);
        assertAbsent("counter");
    }

    void otherReadersSeeThatItHasExpired() throws Exception {
        needs(Capabilities.Feature.SHARED);
        Cache elsewhere = sameIn(open());
        cache.put(bytes("key"), bytes("value"), Expiry.after(SHORT), soon());
        passShortTime();

        assertTrue(elsewhere.get(bytes("key"), soon()).isEmpty());
    }

    /// Sleeps until what expires after a short time must have expired: there is nothing to await but the clock.
    private void passShortTime() throws InterruptedException, CacheException {
        Duration rounded = Duration.ofMillis(Expiry.after(SHORT).millis());
        Duration resolution = store.capabilities().resolution();
        if (resolution.compareTo(SHORT) > 0) {
            rounded = Duration.ofSeconds(Expiry.after(SHORT).seconds());
        }
        Thread.sleep(rounded.plus(resolution).plusMillis(5));
    }
}
