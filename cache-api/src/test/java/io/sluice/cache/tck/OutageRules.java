package io.sluice.cache.tck;

import static io.sluice.cache.CacheException.Kind.ARGUMENT;
import static io.sluice.cache.CacheException.Kind.TOO_LARGE;
import static io.sluice.cache.CacheException.Kind.UNAVAILABLE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheStore.State;
import io.sluice.cache.Deadline;
import io.sluice.cache.Expiry;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A store that loses its place says so once, costs nothing meanwhile, and finds it again.
abstract class OutageRules extends Rules {
    private static final Duration CALL = Duration.ofMillis(500);

    OutageRules(CacheStoreKit kit) {
        super(kit);
    }

    @BeforeEach
    void thePlaceCanBeTakenAway() {
        assumeTrue(kit.outage().isPresent(), "the place cannot be taken away");
    }

    @AfterEach
    void thePlaceIsBack() throws Exception {
        if (kit.outage().isPresent()) {
            kit.outage().get().start();
        }
    }

    @Test
    void aLostStoreGoesDownFailsAtOnceAndComesBack() throws Exception {
        put("key", "value");
        kit.outage().orElseThrow().stop();

        fallDown();
        assertFailsAtOnce();
        assertFails(ARGUMENT, () -> cache.get(new byte[0], soon()));
        byte[] tooLarge = new byte[Math.min(store.capabilities().largestValue(), 1 << 24) + 1];
        if (tooLarge.length > store.capabilities().largestValue()) {
            assertFails(TOO_LARGE, () -> cache.put(bytes("key"), tooLarge, Expiry.NEVER, soon()));
        }

        kit.outage().orElseThrow().start();
        awaitUp();
        put("key", "after");
        assertHolds("key", "after");
        assertEquals(
                List.of(State.DOWN, State.UP),
                changes.stream().map(change -> change.state()).toList());
        assertTrue(changes.getFirst().cause().isPresent(), "the watcher is told why");
    }

    @Test
    void aSilentStoreGoesDownToo() throws Exception {
        put("key", "value");
        kit.outage().orElseThrow().freeze();

        fallDown();
        assertFailsAtOnce();

        kit.outage().orElseThrow().start();
        awaitUp();
        put("key", "after");
        assertHolds("key", "after");
    }

    @Test
    void aStoreOpensWhileItsPlaceIsAway() throws Exception {
        kit.outage().orElseThrow().stop();
        long start = System.nanoTime();
        store = open();
        cache = sameIn(store);
        var took = Duration.ofNanos(System.nanoTime() - start);

        assertTrue(took.compareTo(Duration.ofSeconds(1).plus(kit.tolerance())) <= 0, "opening took " + took);
        fallDown();
        kit.outage().orElseThrow().start();
        awaitUp();
        put("key", "after");
        assertHolds("key", "after");
    }

    @Test
    void manyCallersTellOfOneLossOnce() throws Exception {
        put("key", "value");
        kit.outage().orElseThrow().stop();

        together(200, _ -> () -> {
            for (int i = 0; i < 5; i++) {
                assertThrows(CacheException.class, () -> cache.get(bytes("key"), Deadline.after(CALL)));
            }
            return true;
        });

        assertEquals(
                List.of(State.DOWN),
                changes.stream().map(change -> change.state()).toList());
    }

    private void fallDown() {
        for (int call = 0; store.state() == State.UP; call++) {
            assertTrue(call < 10, "the store is still up after ten failures");
            var failure = assertThrows(CacheException.class, () -> cache.get(bytes("key"), Deadline.after(CALL)));
            assertTrue(failure.kind().isOfTheStore(), failure.toString());
        }
        assertEquals(State.DOWN, store.state());
        assertEquals(State.DOWN, store.statistics().state());
    }

    private void assertFailsAtOnce() {
        long[] took = new long[101];
        for (int i = 0; i < took.length; i++) {
            long start = System.nanoTime();
            assertFails(UNAVAILABLE, () -> cache.get(bytes("key"), soon()));
            took[i] = System.nanoTime() - start;
        }
        Arrays.sort(took);
        assertTrue(took[50] < TimeUnit.MILLISECONDS.toNanos(1), "a call took " + took[50] + " ns");
    }
}
