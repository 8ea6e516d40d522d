package io.sluice.cache.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheLists;
import io.sluice.cache.CacheSets;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Lists and sets, for stores that have them.
abstract class FacetRules extends Rules {

    FacetRules(CacheStoreKit kit) {
        super(kit);
    }

    @Test
    void valuesAreAppendedInTheirOrder() throws Exception {
        CacheLists lists = lists();

        assertEquals(2, lists.append(bytes("list"), List.of(bytes("a"), bytes("b\0")), soon()));
        assertEquals(3, lists.append(bytes("list"), List.of(bytes("c")), soon()));

        assertEquals(3, lists.size(bytes("list"), soon()));
        assertEquals(List.of("a", "b\0", "c"), texts(lists.elements(bytes("list"), 10, soon())));
        assertEquals(List.of("a", "b\0"), texts(lists.elements(bytes("list"), 2, soon())));
    }

    @Test
    void theLastValueIsRotatedToTheFront() throws Exception {
        CacheLists lists = lists();
        lists.replace(bytes("list"), List.of(bytes("a"), bytes("b"), bytes("c")), soon());

        assertEquals("c", text(lists.rotate(bytes("list"), soon()).orElseThrow()));
        assertEquals("b", text(lists.rotate(bytes("list"), soon()).orElseThrow()));
        assertEquals(List.of("b", "c", "a"), texts(lists.elements(bytes("list"), 10, soon())));
        assertTrue(lists.rotate(bytes("never"), soon()).isEmpty());
    }

    @Test
    void aListTakesThePlaceOfAnother() throws Exception {
        CacheLists lists = lists();
        lists.append(bytes("list"), List.of(bytes("old"), bytes("older")), soon());
        lists.replace(bytes("list"), List.of(bytes("new")), soon());
        assertEquals(List.of("new"), texts(lists.elements(bytes("list"), 10, soon())));

        lists.replace(bytes("list"), List.of(), soon());
        assertEquals(0, lists.size(bytes("list"), soon()));
    }

    @Test
    void appendingByManyLosesNothing() throws Exception {
        CacheLists lists = lists();
        together(16, caller -> () -> {
            for (int i = 0; i < 50; i++) {
                lists.append(bytes("list"), List.of(bytes(caller + "." + i), bytes("behind")), soon());
            }
            return true;
        });

        var all = texts(lists.elements(bytes("list"), 10_000, soon()));
        assertEquals(1600, all.size());
        for (int i = 1; i < all.size(); i += 2) {
            assertEquals("behind", all.get(i), "nothing comes between values appended together");
        }
    }

    @Test
    void aListIsNoEntry() throws Exception {
        CacheLists lists = lists();
        put("entry", "value");
        lists.append(bytes("list"), List.of(bytes("a")), soon());

        assertFails(CacheException.Kind.CORRUPT, () -> lists.append(bytes("entry"), List.of(bytes("a")), soon()));
        assertFails(CacheException.Kind.CORRUPT, () -> cache.get(bytes("list"), soon()));
    }

    @Test
    void aSetHasEachValueOnce() throws Exception {
        CacheSets sets = sets();

        assertTrue(sets.add(bytes("set"), bytes("a"), soon()));
        assertFalse(sets.add(bytes("set"), bytes("a"), soon()));
        assertTrue(sets.add(bytes("set"), bytes("b\0"), soon()));
        assertEquals(
                List.of("a", "b\0"),
                texts(sets.members(bytes("set"), 10, soon())).stream().sorted().toList());
        assertTrue(sets.remove(bytes("set"), bytes("a"), soon()));
        assertFalse(sets.remove(bytes("set"), bytes("a"), soon()));
        assertEquals(List.of("b\0"), texts(sets.members(bytes("set"), 10, soon())));
        assertEquals(List.of(), texts(sets.members(bytes("never"), 10, soon())));
    }

    private CacheLists lists() {
        var lists = cache.find(CacheLists.class);
        assumeTrue(lists.isPresent(), "the store has no lists");
        return lists.get();
    }

    private CacheSets sets() {
        var sets = cache.find(CacheSets.class);
        assumeTrue(sets.isPresent(), "the store has no sets");
        return sets.get();
    }

    private static List<String> texts(List<byte[]> values) {
        return values.stream().map(FacetRules::text).toList();
    }

    private static String text(byte[] value) {
        return new String(value, StandardCharsets.UTF_8);
    }
}
