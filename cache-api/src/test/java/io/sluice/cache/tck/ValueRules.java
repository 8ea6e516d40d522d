package io.sluice.cache.tck;

import static io.sluice.cache.CacheException.Kind.TOO_LARGE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.cache.Capabilities;
import io.sluice.cache.Expiry;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Values come back as they went in.
abstract class ValueRules extends Rules {
    private static final int LARGEST_TRIED = 16 << 20;

    ValueRules(CacheStoreKit kit) {
        super(kit);
    }

    @Test
    void nothingIsUnderAKeyThatWasNeverWritten() throws Exception {
        assertAbsent("never");
    }

    @Test
    void aValueIsReadAsItWasPut() throws Exception {
        put("key", "value");

        assertHolds("key", "value");
    }

    @Test
    void aValueTakesThePlaceOfTheOneBefore() throws Exception {
        put("key", "a longer value");
        put("key", "short");

        assertHolds("key", "short");
    }

    @Test
    void anEmptyValueIsAValue() throws Exception {
        comesBack(new byte[0]);
    }

    @Test
    void anyByteMayStandInAValue() throws Exception {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        comesBack(all);
        comesBack(new byte[] {0});
        comesBack(new byte[] {(byte) 0xff});
    }

    @Test
    void zerosAndBlanksAtTheEndStay() throws Exception {
        comesBack(bytes("{\"a\":1}\0"));
        comesBack(bytes("text \r\n"));
        comesBack(new byte[] {1, 0, 0});
    }

    @Test
    void theLargestValueComesBack() throws Exception {
        byte[] value = new byte[Math.min(store.capabilities().largestValue(), LARGEST_TRIED)];
        new Random(1).nextBytes(value);
        comesBack(value);
    }

    @Test
    void aValueThatIsTooLargeIsRefusedAndTouchesNothing() throws Exception {
        assumeTrue(store.capabilities().largestValue() < LARGEST_TRIED, "the largest value is too large to try");
        put("key", "before");
        byte[] value = new byte[store.capabilities().largestValue() + 1];

        assertFails(TOO_LARGE, () -> cache.put(bytes("key"), value, Expiry.NEVER, soon()));
        assertFails(TOO_LARGE, () -> cache.putIfAbsent(bytes("other"), value, Expiry.NEVER, soon()));

        assertHolds("key", "before");
        assertAbsent("other");
        if (store.capabilities().has(Capabilities.Feature.COMPARE_AND_SET)) {
            var read = entry("key");
            assertFails(TOO_LARGE, () -> cache.compareAndSet(bytes("key"), read, value, Expiry.NEVER, soon()));
            assertHolds("key", "before");
        }
    }

    @Test
    void whatTheCallerDoesWithItsArraysLaterChangesNothing() throws Exception {
        byte[] key = bytes("key");
        byte[] value = bytes("value");
        cache.put(key, value, Expiry.NEVER, soon());
        key[0] = 'X';
        value[0] = 'X';
        entry("key").value()[0] = 'Y';

        assertHolds("key", "value");
    }

    @Test
    void aRemovedValueIsGone() throws Exception {
        put("key", "value");

        assertTrue(cache.remove(bytes("key"), soon()), "the entry was there");
        assertAbsent("key");
    }

    @Test
    void removingNothingDoesNothing() throws Exception {
        assertFalse(cache.remove(bytes("never"), soon()), "no entry was there");
    }

    private void comesBack(byte[] value) throws Exception {
        cache.put(bytes("key"), value, Expiry.NEVER, soon());
        assertArrayEquals(value, entry("key").value());
    }
}
