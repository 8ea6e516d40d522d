package io.sluice.cache.tck;

import static io.sluice.cache.CacheException.Kind.ARGUMENT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.cache.Expiry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Keys are bytes, and each is its own.
abstract class KeyRules extends Rules {

    KeyRules(CacheStoreKit kit) {
        super(kit);
    }

    @Test
    void keysThatDifferInOneByteAreDifferent() throws Exception {
        var keys = new ArrayList<>(List.of(
                bytes("k"),
                bytes("k\0"),
                bytes("k\0\0"),
                bytes("\0k"),
                bytes("K"),
                bytes("k "),
                bytes(" k"),
                bytes("k\r\n"),
                new byte[] {0},
                new byte[] {(byte) 0xff},
                new byte[] {(byte) 0xff, (byte) 0xfe},
                bytes("{\"ban_type_id\":2,\"ban_name\":\"127.0.0.1\"}"),
                bytes("{\"ban_type_id\":2,\"ban_name\":\"127.0.0.1\"}\0"),
                bytes("*"),
                bytes("k[a-z]?\\")));
        for (int last = 0; last < 256; last++) {
            keys.add(new byte[] {'x', (byte) last});
        }

        hold(keys);
    }

    @Test
    void longKeysAreTakenWhole() throws Exception {
        var keys = new ArrayList<byte[]>();
        for (int length : new int[] {199, 200}) {
            byte[] key = filled(length, 'k');
            keys.add(key);
            byte[] other = key.clone();
            other[length - 1] = 'l';
            keys.add(other);
        }
        hold(keys);
    }

    @Test
    void aThousandKeysHoldAThousandValues() throws Exception {
        var keys = new ArrayList<byte[]>();
        for (int i = 0; i < 1000; i++) {
            keys.add(bytes("key " + i));
        }
        hold(keys.subList(0, Math.min(keys.size(), roomFor())));
    }

    @Test
    void theLongestKeyIsTaken() throws Exception {
        assumeTrue(store.capabilities().largestKey() < 1 << 16, "the longest key is too long to try");
        hold(List.of(filled(store.capabilities().largestKey(), 1)));
    }

    @Test
    void anEmptyOrTooLongKeyIsRefused() {
        byte[] tooLong = new byte[Math.min(store.capabilities().largestKey(), 1 << 24) + 1];
        for (byte[] key : List.of(new byte[0], tooLong)) {
            for (Operation operation : operations(cache, key)) {
                if (!List.of("clear", "forEach").contains(operation.name())
                        && (key.length == 0 || key.length > store.capabilities().largestKey())) {
                    assertFails(ARGUMENT, () -> operation.run(soon()));
                }
            }
        }
    }

    /// As many entries as a small store may be asked to hold at once.
    private int roomFor() {
        return kit.room();
    }

    private void hold(List<byte[]> keys) throws Exception {
        for (int first = 0; first < keys.size(); first += roomFor()) {
            var some = keys.subList(first, Math.min(keys.size(), first + roomFor()));
            for (byte[] key : some) {
                cache.put(key, bytes("value of " + Arrays.toString(key)), Expiry.NEVER, soon());
            }
            for (byte[] key : some) {
                assertArrayEquals(
                        bytes("value of " + Arrays.toString(key)),
                        cache.get(key, soon()).orElseThrow().value());
            }
            for (byte[] key : some) {
                assertTrue(cache.remove(key, soon()));
            }
        }
    }
}
