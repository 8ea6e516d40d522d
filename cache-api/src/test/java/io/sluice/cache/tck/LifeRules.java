package io.sluice.cache.tck;

import static io.sluice.cache.CacheException.Kind.CLOSED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.cache.Cache;
import io.sluice.cache.CacheException;
import io.sluice.cache.CacheStore;
import io.sluice.cache.Capabilities;
import io.sluice.cache.Deadline;
import io.sluice.cache.Expiry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// Opening, counting, closing.
abstract class LifeRules extends Rules {

    LifeRules(CacheStoreKit kit) {
        super(kit);
    }

    @Test
    void anOpenStoreIsUpAndHasAnAddress() {
        assertEquals(CacheStore.State.UP, store.state());
        assertFalse(store.address().isBlank());
        assertEquals(0, changes.size(), "nothing has changed");
    }

    @Test
    void aClosedStoreAnswersClosed() throws Exception {
        var operations = operations(cache, bytes("key"));
        store.close();
        store.close();

        assertEquals(CacheStore.State.CLOSED, store.state());
        for (Operation operation : operations) {
            assertFails(CLOSED, () -> operation.run(soon()));
        }
    }

    @Test
    void closingEndsCallsInFlightAndNothingElseGoesWrong() throws Exception {
        var calling = new CountDownLatch(16);
        var ended = new CountDownLatch(1);
        var closer = Thread.ofVirtual().start(() -> {
            try {
                calling.await();
                store.close();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } finally {
                ended.countDown();
            }
        });

        together(16, caller -> () -> {
            int calls = 0;
            var end = Deadline.after(Duration.ofSeconds(5));
            while (true) {
                assertFalse(end.hasPassed(), "calls still succeed after the store was closed");
                try {
                    cache.put(bytes("key" + caller), filled(1000, caller), Expiry.NEVER, soon());
                    cache.get(bytes("key" + caller), soon());
                } catch (CacheException failure) {
                    assertEquals(CLOSED, failure.kind(), failure.toString());
                    return calls;
                }
                if (++calls == 10) {
                    calling.countDown();
                }
                Thread.yield(); // a store that never waits would leave no carrier to the others
            }
        });

        assertTrue(closer.join(Duration.ofSeconds(5)), "closing has not ended");
    }

    @Test
    void anotherStoreOnTheSamePlaceLivesOn() throws Exception {
        needs(Capabilities.Feature.SHARED);
        Cache elsewhere = sameIn(open());
        put("key", "value");
        store.close();

        assertTrue(elsewhere.get(bytes("key"), soon()).isPresent());
        elsewhere.put(bytes("key"), bytes("other"), Expiry.NEVER, soon());
    }

    @Test
    void whatPersistsIsThereWhenThePlaceIsOpenedAgain() throws Exception {
        needs(Capabilities.Feature.PERSISTENT);
        put("key", "value");
        store.close();

        assertTrue(sameIn(open()).get(bytes("key"), soon()).isPresent());
    }

    @Test
    void openingAndClosingLeavesNothingBehind() throws Exception {
        for (int warm = 0; warm < 3; warm++) {
            openUseClose();
        }
        int threads = Thread.getAllStackTraces().size();
        long files = openFiles();
        for (int cycle = 0; cycle < 50; cycle++) {
            openUseClose();
        }

        await(
                Duration.ofSeconds(3),
                () -> Thread.getAllStackTraces().size() <= threads + 10 && openFiles() <= files + 10,
                () -> "threads " + threads + " then "
                        + Thread.getAllStackTraces().size() + ", files " + files + " then " + openFiles());
    }

    @Test
    void statisticsCountWhatWasDone() throws Exception {
        var before = store.statistics();
        put("key", "value");
        put("key", "again");
        cache.putIfAbsent(bytes("key"), bytes("refused"), Expiry.NEVER, soon());
        cache.putIfAbsent(bytes("other"), bytes("put"), Expiry.NEVER, soon());
        entry("key");
        entry("key");
        assertAbsent("never");
        cache.remove(bytes("key"), soon());
        cache.remove(bytes("never"), soon());
        assertFails(CacheException.Kind.ARGUMENT, () -> cache.get(new byte[0], soon()));
        assertFails(CacheException.Kind.TIMEOUT, () -> cache.get(bytes("key"), Deadline.after(Duration.ZERO)));

        var after = store.statistics();
        assertEquals(3, after.stores() - before.stores(), "stores");
        assertEquals(2, after.hits() - before.hits(), "hits");
        assertEquals(1, after.misses() - before.misses(), "misses");
        assertEquals(1, after.removes() - before.removes(), "removes");
        assertEquals(2, after.errors() - before.errors(), "errors");
        assertEquals(1, after.timeouts() - before.timeouts(), "timeouts");
        assertEquals(CacheStore.State.UP, after.state());
    }

    @Test
    void statisticsCountConditionsToo() throws Exception {
        needs(Capabilities.Feature.COMPARE_AND_SET);
        put("key", "value");
        var read = entry("key");
        var before = store.statistics();
        cache.compareAndSet(bytes("key"), read, bytes("again"), Expiry.NEVER, soon());
        cache.compareAndSet(bytes("key"), read, bytes("refused"), Expiry.NEVER, soon());
        cache.removeIf(bytes("key"), read, soon());
        assertEquals(1, store.statistics().stores() - before.stores(), "stores");
        assertEquals(0, store.statistics().removes() - before.removes(), "removes");

        cache.removeIf(bytes("key"), entry("key"), soon());
        assertEquals(1, store.statistics().stores() - before.stores(), "stores");
        assertEquals(1, store.statistics().removes() - before.removes(), "removes");
    }

    @Test
    void noTextShowsAByteOfAValue() throws Exception {
        put("key", "c0nfidential");

        assertFalse(entry("key").toString().contains("c0nfidential"));
        assertFalse((store + " " + cache + " " + store.statistics()).contains("c0nfidential"));
    }

    private void openUseClose() throws Exception {
        try (CacheStore another = kit.open(changes::add)) {
            sameIn(another).put(bytes("key"), bytes("value"), Expiry.NEVER, soon());
        }
    }
}
