package io.sluice.cache.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheHashes;
import io.sluice.cache.CacheLists;
import io.sluice.cache.CacheSets;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Lists, sets and hashes, for stores that have them.
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

    @Test
    void aHashHasItsFields() throws Exception {
        CacheHashes hashes = hashes();

        assertTrue(hashes.putIfAbsent(bytes("hash"), Map.of("a", bytes("1"), "b", bytes("2\0")), soon()));
        assertFalse(hashes.putIfAbsent(bytes("hash"), Map.of("c", bytes("3")), soon()));

        assertEquals(Map.of("a", "1", "b", "2\0"), fields(hashes, "a", "b", "c"));
        assertEquals(Map.of("b", "2\0"), fields(hashes, "b"));
        assertEquals(Map.of(), hashes.fields(bytes("never"), List.of("a"), soon()));
        assertFails(CacheException.Kind.ARGUMENT, () -> hashes.putIfAbsent(bytes("no"), Map.of(), soon()));
    }

    @Test
    void aHashTakesThePlaceOfAnother() throws Exception {
        CacheHashes hashes = hashes();
        hashes.replace(bytes("hash"), Map.of("a", bytes("1"), "b", bytes("2")), soon());
        hashes.replace(bytes("hash"), Map.of("b", bytes("3")), soon());
        assertEquals(Map.of("b", "3"), fields(hashes, "a", "b"));

        hashes.replace(bytes("hash"), Map.of(), soon());
        assertEquals(Map.of(), fields(hashes, "a", "b"));
        assertTrue(hashes.putIfAbsent(bytes("hash"), Map.of("a", bytes("4")), soon()));
    }

    @Test
    void ofManyWhoPutAHashOneWins() throws Exception {
        CacheHashes hashes = hashes();
        for (int round = 0; round < 10; round++) {
            byte[] key = bytes("hash" + round);
            var won = together(16, caller -> () -> {
                byte[] own = bytes("of " + caller);
                return hashes.putIfAbsent(key, Map.of("a", own, "b", own), soon()) ? "of " + caller : "";
            });

            var winners = won.stream().filter(each -> !each.isEmpty()).toList();
            assertEquals(1, winners.size(), winners.toString());
            var there = hashes.fields(key, List.of("a", "b"), soon());
            assertEquals(winners.getFirst(), text(there.get("a")));
            assertEquals(winners.getFirst(), text(there.get("b")));
        }
    }

    @Test
    void aHashIsNoEntry() throws Exception {
        CacheHashes hashes = hashes();
        put("entry", "value");

        assertFails(CacheException.Kind.CORRUPT, () -> hashes.fields(bytes("entry"), List.of("a"), soon()));
        assertFails(
                CacheException.Kind.CORRUPT, () -> hashes.putIfAbsent(bytes("entry"), Map.of("a", bytes("1")), soon()));
        hashes.replace(bytes("entry"), Map.of("a", bytes("1")), soon());
        assertEquals(Map.of("a", "1"), texts(hashes.fields(bytes("entry"), List.of("a"), soon())));
    }

    private CacheHashes hashes() {
        var hashes = cache.find(CacheHashes.class);
        assumeTrue(hashes.isPresent(), "the store has no hashes");
        return hashes.get();
    }

    private Map<String, String> fields(CacheHashes hashes, String... names) throws CacheException {
        return texts(hashes.fields(bytes("hash"), List.of(names), soon()));
    }

    private static Map<String, String> texts(Map<String, byte[]> fields) {
        var texts = new HashMap<String, String>();
        fields.forEach((name, value) -> texts.put(name, text(value)));
        return texts;
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
