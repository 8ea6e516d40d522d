package io.sluice.cache.tck;

import static io.sluice.cache.CacheException.Kind.ARGUMENT;
import static io.sluice.cache.CacheException.Kind.CORRUPT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sluice.cache.Capabilities;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Counters count.
abstract class CounterRules extends Rules {

    CounterRules(CacheStoreKit kit) {
        super(kit);
    }

    @BeforeEach
    void theStoreHasCounters() {
        needs(Capabilities.Feature.COUNTER);
    }

    @Test
    void aCounterBeginsAtZero() throws Exception {
        assertEquals(5, cache.add(bytes("counter"), 5, soon()));
        assertEquals(4, cache.add(bytes("counter"), -1, soon()));
        assertEquals(4, cache.add(bytes("counter"), 0, soon()));
    }

    @Test
    void addingNothingCreatesACounter() throws Exception {
        assertEquals(0, cache.add(bytes("counter"), 0, soon()));
        assertHolds("counter", "0");
    }

    @Test
    void aCounterIsReadAsDecimalDigits() throws Exception {
        for (long[] step :
                new long[][] {{9, 9}, {1, 10}, {90, 100}, {-1, 99}, {-90, 9}, {-9, 0}, {-10, -10}, {9, -1}}) {
            assertEquals(step[1], cache.add(bytes("counter"), step[0], soon()));
            assertHolds("counter", Long.toString(step[1]));
        }
    }

    @Test
    void aCounterIsSetByPuttingDigits() throws Exception {
        put("counter", "41");
        assertEquals(42, cache.add(bytes("counter"), 1, soon()));
        put("counter", "-7");
        assertEquals(-6, cache.add(bytes("counter"), 1, soon()));
    }

    @Test
    void aCounterHasSixtyFourBits() throws Exception {
        assertEquals(Long.MAX_VALUE, cache.add(bytes("most"), Long.MAX_VALUE, soon()));
        assertEquals(Long.MIN_VALUE, cache.add(bytes("least"), Long.MIN_VALUE, soon()));
        assertHolds("most", Long.toString(Long.MAX_VALUE));
        assertHolds("least", Long.toString(Long.MIN_VALUE));
    }

    @Test
    void aSumThatDoesNotFitIsRefusedAndTouchesNothing() throws Exception {
        put("most", Long.toString(Long.MAX_VALUE));
        put("least", Long.toString(Long.MIN_VALUE));

        assertFails(ARGUMENT, () -> cache.add(bytes("most"), 1, soon()));
        assertFails(ARGUMENT, () -> cache.add(bytes("least"), -1, soon()));
        assertHolds("most", Long.toString(Long.MAX_VALUE));
        assertHolds("least", Long.toString(Long.MIN_VALUE));
    }

    @Test
    void whatIsNoNumberIsCorruptAndStays() throws Exception {
        for (String text : new String[] {"abc", "1x", "", "-", "1.5", "+5", " 5", "5\n", "99999999999999999999"}) {
            put("text", text);
            assertFails(CORRUPT, () -> cache.add(bytes("text"), 1, soon()));
            assertHolds("text", text);
        }
    }

    @Test
    void aRemovedCounterBeginsAgain() throws Exception {
        cache.add(bytes("counter"), 5, soon());
        cache.remove(bytes("counter"), soon());

        assertEquals(1, cache.add(bytes("counter"), 1, soon()));
    }
}
