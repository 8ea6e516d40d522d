package io.sluice.cache.tck;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.cache.Capabilities;
import io.sluice.cache.Entry;
import io.sluice.cache.Expiry;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/// Writes that depend on what is there.
abstract class ConditionRules extends Rules {

    ConditionRules(CacheStoreKit kit) {
        super(kit);
    }

    @Test
    void aValueIsPutWhereThereIsNone() throws Exception {
        assertTrue(cache.putIfAbsent(bytes("key"), bytes("value"), Expiry.NEVER, soon()));
        assertHolds("key", "value");
    }

    @Test
    void aValueIsNotPutWhereThereIsOne() throws Exception {
        put("key", "first");

        assertFalse(cache.putIfAbsent(bytes("key"), bytes("second"), Expiry.NEVER, soon()));
        assertHolds("key", "first");
    }

    @Test
    void anEmptyValueIsOneToo() throws Exception {
        put("key", "");

        assertFalse(cache.putIfAbsent(bytes("key"), bytes("second"), Expiry.NEVER, soon()));
    }

    @Test
    void aRemovedValueMakesRoom() throws Exception {
        put("key", "first");
        cache.remove(bytes("key"), soon());

        assertTrue(cache.putIfAbsent(bytes("key"), bytes("second"), Expiry.NEVER, soon()));
    }

    @Test
    void anUnchangedValueIsReplaced() throws Exception {
        needs(Capabilities.Feature.COMPARE_AND_SET);
        put("key", "first");

        assertTrue(cache.compareAndSet(bytes("key"), entry("key"), bytes("second"), Expiry.NEVER, soon()));
        assertHolds("key", "second");
    }

    @Test
    void aChangedValueIsNotReplacedNorRemoved() throws Exception {
        needs(Capabilities.Feature.COMPARE_AND_SET);
        put("key", "first");
        var read = entry("key");
        put("key", "changed");

        assertFalse(cache.compareAndSet(bytes("key"), read, bytes("second"), Expiry.NEVER, soon()));
        assertFalse(cache.removeIf(bytes("key"), read, soon()));
        assertHolds("key", "changed");
    }

    @Test
    void aValueThatIsGoneIsNotReplaced() throws Exception {
        needs(Capabilities.Feature.COMPARE_AND_SET);
        put("key", "first");
        var read = entry("key");
        cache.remove(bytes("key"), soon());

        assertFalse(cache.compareAndSet(bytes("key"), read, bytes("second"), Expiry.NEVER, soon()));
        assertFalse(cache.removeIf(bytes("key"), read, soon()));
        assertAbsent("key");
    }

    @Test
    void aValueThatWasRemovedAndPutAgainIsAnother() throws Exception {
        needs(Capabilities.Feature.COMPARE_AND_SET);
        put("key", "first");
        var read = entry("key");
        cache.remove(bytes("key"), soon());
        put("key", "another");

        assertFalse(cache.compareAndSet(bytes("key"), read, bytes("second"), Expiry.NEVER, soon()));
        assertFalse(cache.removeIf(bytes("key"), read, soon()));
        assertHolds("key", "another");
    }

    @Test
    void aCounterThatCountedOnIsAnother() throws Exception {
        needs(Capabilities.Feature.COMPARE_AND_SET);
        needs(Capabilities.Feature.COUNTER);
        put("counter", "41");
        var read = entry("counter");
        cache.add(bytes("counter"), 1, soon());

        assertFalse(cache.compareAndSet(bytes("counter"), read, bytes("0"), Expiry.NEVER, soon()));
        assertFalse(cache.removeIf(bytes("counter"), read, soon()));
        assertHolds("counter", "42");
    }

    @Test
    void whatAVisitorSawCanBeCompared() throws Exception {
        needs(Capabilities.Feature.COMPARE_AND_SET);
        needs(Capabilities.Feature.ENUMERATE);
        put("key", "first");
        var seen = new ArrayList<Entry>();
        cache.forEach(1, (_, entry) -> seen.add(entry), soon());

        assertTrue(cache.compareAndSet(bytes("key"), seen.getFirst(), bytes("second"), Expiry.NEVER, soon()));
        assertFalse(cache.removeIf(bytes("key"), seen.getFirst(), soon()));
        assertHolds("key", "second");
    }

    @Test
    void anUnchangedValueIsRemoved() throws Exception {
        needs(Capabilities.Feature.COMPARE_AND_SET);
        put("key", "first");

        assertTrue(cache.removeIf(bytes("key"), entry("key"), soon()));
        assertAbsent("key");
    }

    @Test
    void whatOneStoreReadAnotherCanCompare() throws Exception {
        needs(Capabilities.Feature.COMPARE_AND_SET);
        needs(Capabilities.Feature.SHARED);
        put("key", "first");
        var elsewhere = sameIn(open());

        assertTrue(elsewhere.compareAndSet(bytes("key"), entry("key"), bytes("second"), Expiry.NEVER, soon()));
        assertHolds("key", "second");
    }
}
