package io.sluice.cache.tck;

import static io.sluice.cache.CacheException.Kind.ARGUMENT;
import static io.sluice.cache.CacheException.Kind.TIMEOUT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.cache.Cache;
import io.sluice.cache.CacheException;
import io.sluice.cache.Capabilities;
import io.sluice.cache.Deadline;
import io.sluice.cache.Expiry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// Namespaces keep entries apart; clearing and enumerating keep to one.
abstract class NamespaceRules extends Rules {

    NamespaceRules(CacheStoreKit kit) {
        super(kit);
    }

    @Test
    void equalKeysOfTwoNamespacesAreIndependent() throws Exception {
        Cache other = store.namespace(newPrefix());
        put("key", "one");
        other.put(bytes("key"), bytes("two"), Expiry.NEVER, soon());

        assertHolds("key", "one");
        assertTrue(other.remove(bytes("key"), soon()));
        assertHolds("key", "one");
    }

    @Test
    void twoViewsOfOneNamespaceShowTheSame() throws Exception {
        put("key", "value");

        assertArrayEquals(
                bytes("value"),
                sameIn(store).get(bytes("key"), soon()).orElseThrow().value());
    }

    @Test
    void prefixAndKeyAreJoinedWithoutASeparator() throws Exception {
        byte[] prefix = newPrefix();
        Cache whole = store.namespace(prefix);
        Cache part = store.namespace((text(prefix) + "a.b.").getBytes(StandardCharsets.ISO_8859_1));
        part.put(bytes("c"), bytes("value"), Expiry.NEVER, soon());

        assertArrayEquals(
                bytes("value"), whole.get(bytes("a.b.c"), soon()).orElseThrow().value());
    }

    @Test
    void aPrefixMayBeLongOrOfAnyBytesAndNoLonger() throws Exception {
        byte[] longest = filled(Capabilities.LARGEST_PREFIX, 0xfe);
        System.arraycopy(newPrefix(), 0, longest, 1, 16);
        Cache in = store.namespace(longest);
        in.put(filled(200, 'k'), bytes("value"), Expiry.NEVER, soon());

        assertArrayEquals(
                bytes("value"), in.get(filled(200, 'k'), soon()).orElseThrow().value());
        assertTrue(in.remove(filled(200, 'k'), soon()));
        assertFails(ARGUMENT, () -> store.namespace(new byte[Capabilities.LARGEST_PREFIX + 1]));
    }

    @Test
    void whatHappensToThePrefixArrayLaterChangesNothing() throws Exception {
        byte[] prefix = newPrefix();
        Cache in = store.namespace(prefix);
        in.put(bytes("key"), bytes("value"), Expiry.NEVER, soon());
        prefix[0] = 'X';

        assertTrue(in.get(bytes("key"), soon()).isPresent());
    }

    @Test
    void clearingTakesAllOfOneNamespaceAndNothingElse() throws Exception {
        needs(Capabilities.Feature.CLEAR);
        byte[] prefix = newPrefix();
        Cache whole = store.namespace(prefix);
        Cache part = store.namespace((text(prefix) + "b.").getBytes(StandardCharsets.ISO_8859_1));
        Cache other = store.namespace(newPrefix());
        int count = Math.min(250, kit.room() / 2);
        for (int i = 0; i < count; i++) {
            part.put(bytes("key" + i), bytes("value"), Expiry.NEVER, soon());
        }
        whole.put(bytes("b"), bytes("neighbour"), Expiry.NEVER, soon());
        other.put(bytes("key1"), bytes("stranger"), Expiry.NEVER, soon());

        Cache.Cleared cleared = part.clear(soon());

        assertTrue(cleared.complete());
        cleared.removed().ifPresent(removed -> assertEquals(count, removed, "entries that were cleared"));
        for (int i = 0; i < count; i++) {
            assertTrue(part.get(bytes("key" + i), soon()).isEmpty());
        }
        assertTrue(whole.get(bytes("b"), soon()).isPresent(), "a shorter prefix's entry");
        assertTrue(other.get(bytes("key1"), soon()).isPresent(), "another namespace's entry");
    }

    @Test
    void clearingTakesWhatOthersPutThere() throws Exception {
        needs(Capabilities.Feature.CLEAR);
        sameIn(store).put(bytes("here"), bytes("value"), Expiry.NEVER, soon());
        if (store.capabilities().has(Capabilities.Feature.SHARED)) {
            sameIn(open()).put(bytes("elsewhere"), bytes("value"), Expiry.NEVER, soon());
        }

        assertTrue(cache.clear(soon()).complete());

        assertAbsent("here");
        assertAbsent("elsewhere");
    }

    @Test
    void clearingAnEmptyNamespaceFindsNothing() throws Exception {
        needs(Capabilities.Feature.CLEAR);
        Cache.Cleared cleared = cache.clear(soon());

        assertTrue(cleared.complete());
        cleared.removed().ifPresent(removed -> assertEquals(0, removed));
    }

    @Test
    void aPrefixOfPatternCharactersClearsItsOwnEntriesAlone() throws Exception {
        needs(Capabilities.Feature.CLEAR);
        String prefix = text(newPrefix());
        Cache pattern = store.namespace(bytes(prefix + "[ab]*?\\"));
        Cache likely = store.namespace(bytes(prefix + "a"));
        pattern.put(bytes("key"), bytes("value"), Expiry.NEVER, soon());
        likely.put(bytes("xyz\\key"), bytes("value"), Expiry.NEVER, soon());

        pattern.clear(soon());

        assertTrue(pattern.get(bytes("key"), soon()).isEmpty());
        assertTrue(likely.get(bytes("xyz\\key"), soon()).isPresent());
    }

    @Test
    void aVisitorSeesEachEntryOnce() throws Exception {
        needs(Capabilities.Feature.ENUMERATE);
        int count = Math.min(250, kit.room() - 1);
        store.namespace(newPrefix()).put(bytes("stranger"), bytes("value"), Expiry.NEVER, soon());
        Map<String, String> expected = new HashMap<>();
        for (int i = 0; i < count; i++) {
            put("key\0" + i, "value" + i);
            expected.put("key\0" + i, "value" + i);
        }

        Map<String, String> seen = new HashMap<>();
        int shown = cache.forEach(
                1000,
                (key, entry) -> {
                    assertEquals(null, seen.put(text(key), text(entry.value())), "seen twice");
                    return true;
                },
                soon());

        assertEquals(expected, seen);
        assertEquals(count, shown);
    }

    @Test
    void aVisitIsEndedByItsLimitOrTheVisitor() throws Exception {
        needs(Capabilities.Feature.ENUMERATE);
        for (int i = 0; i < 10; i++) {
            put("key" + i, "value");
        }

        assertEquals(3, cache.forEach(3, (_, _) -> true, soon()));
        assertEquals(
                0,
                cache.forEach(
                        0,
                        (_, _) -> {
                            throw new AssertionError("shown beyond the limit");
                        },
                        soon()));
        var seen = new ArrayList<byte[]>();
        int shown = cache.forEach(
                10,
                (key, _) -> {
                    seen.add(key);
                    return false;
                },
                soon());
        assertEquals(1, seen.size());
        assertEquals(1, shown);
    }

    @Test
    void aVisitEndsWhenItsTimeIsOver() throws Exception {
        needs(Capabilities.Feature.ENUMERATE);
        for (int i = 0; i < 10; i++) {
            put("key" + i, "value");
        }
        var deadline = Deadline.after(Duration.ofMillis(500));

        assertFails(
                TIMEOUT,
                () -> cache.forEach(
                        10,
                        (_, _) -> {
                            pass(deadline);
                            return true;
                        },
                        deadline));
    }

    @Test
    void aVisitorMayAskTheStoreAndFail() throws Exception {
        needs(Capabilities.Feature.ENUMERATE);
        put("key", "value");
        put("other", "value");
        var seen = new ArrayList<String>();

        var failure = assertThrows(
                IllegalStateException.class,
                () -> cache.forEach(
                        10,
                        (key, entry) -> {
                            seen.add(text(assertDoesNotThrow(() -> cache.get(key, soon()))
                                    .orElseThrow()
                                    .value()));
                            assertDoesNotThrow(() -> cache.put(key, bytes("seen"), Expiry.NEVER, soon()));
                            throw new IllegalStateException("of the visitor");
                        },
                        soon()));

        assertEquals("of the visitor", failure.getMessage());
        assertEquals(List.of("value"), seen);
        assertEquals(2, cache.forEach(10, (_, _) -> true, soon()));
    }

    @Test
    void aPrefixOfTheLastBytesIsOneLikeOthers() throws Exception {
        byte[] prefix = Arrays.copyOf(newPrefix(), 30);
        Arrays.fill(prefix, 25, 30, (byte) 0xff);
        Cache in = store.namespace(prefix);
        var keys = List.of(new byte[] {0}, filled(100, 0xff), bytes("key"));
        for (byte[] key : keys) {
            in.put(key, bytes("value"), Expiry.NEVER, soon());
        }

        for (byte[] key : keys) {
            assertTrue(in.get(key, soon()).isPresent());
        }
        if (store.capabilities().has(Capabilities.Feature.ENUMERATE)) {
            assertEquals(keys.size(), in.forEach(100, (_, _) -> true, soon()));
        }
        if (store.capabilities().has(Capabilities.Feature.CLEAR)) {
            in.clear(soon()).removed().ifPresent(removed -> assertEquals(keys.size(), removed));
            for (byte[] key : keys) {
                assertTrue(in.get(key, soon()).isEmpty());
            }
        }
    }

    @Test
    void whatAStoreDoesNotDeclareIsUnsupported() {
        for (var feature : Capabilities.Feature.values()) {
            if (!store.capabilities().has(feature)) {
                switch (feature) {
                    case CLEAR -> assertFails(CacheException.Kind.UNSUPPORTED, () -> cache.clear(soon()));
                    case ENUMERATE ->
                        assertFails(CacheException.Kind.UNSUPPORTED, () -> cache.forEach(1, (_, _) -> true, soon()));
                    case COUNTER ->
                        assertFails(CacheException.Kind.UNSUPPORTED, () -> cache.add(bytes("key"), 1, soon()));
                    case COMPARE_AND_SET ->
                        assertFails(
                                CacheException.Kind.UNSUPPORTED,
                                () -> cache.removeIf(bytes("key"), new io.sluice.cache.Entry(new byte[0], 0), soon()));
                    case PERSISTENT, SHARED -> {}
                }
            }
        }
    }

    private static void pass(Deadline deadline) {
        while (!deadline.hasPassed()) {
            LockSupport.parkNanos(deadline.nanosLeft());
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
